from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cases import write_aside, write_text
from pipeline.errors import OutputError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_stands_there_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    with write_aside(path) as aside:
        aside.write_text("half")
        assert aside.parent == tmp_path
        assert not path.exists()
        aside.write_text("whole")
    assert path.read_text() == "whole"
    assert names(tmp_path) == ["out.txt"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, MemoryError])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, error: type[BaseException]
) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")

    def fail() -> None:
        with write_aside(path) as aside:
            aside.write_text("new")
            raise error("in the middle")

    with pytest.raises(error, match="in the middle"):
        fail()
    assert path.read_text() == "old"
    assert names(tmp_path) == ["out.txt"]


def test_a_full_disk_is_a_fault_of_the_output(tmp_path: Path) -> None:
    def fail() -> None:
        with write_aside(tmp_path / "out.txt"):
            raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="Got No space left on device"):
        fail()
    assert names(tmp_path) == []


def test_an_output_error_from_within_is_passed_on(tmp_path: Path) -> None:
    def fail() -> None:
        with write_aside(tmp_path / "outer.txt"):
            write_text(tmp_path / "missing" / "inner.txt", "x")

    with pytest.raises(OutputError, match=r"inner\.txt: the output must be"):
        fail()


@pytest.mark.parametrize(
    ("name", "got"),
    [
        ("missing/out.txt", "No such file or directory"),
        ("plain/out.txt", "Not a directory"),
        ("folder", "Is a directory"),
        (".", "Is a directory"),
        ("..", "Is a directory"),
        ("/", "Is a directory"),
        ("/proc/out.txt", "No such file or directory"),
        ("x" * 300, "File name too long"),
        ("a\0b", "embedded null byte"),
        ("pipe", "Not a regular file"),
    ],
)
def test_a_place_that_cannot_be_written_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, got: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plain").write_text("old")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputError, match="the output must be") as caught:
        write_text(Path(name), "x")
    (fault,) = caught.value.faults
    assert (fault.where, fault.got) == (str(Path(name)), got)
    assert fault.to_do == "Choose another place, or make the folder first."
    assert names(tmp_path) == ["folder", "pipe", "plain"]
    assert (tmp_path / "pipe").is_fifo()


def test_a_write_protected_file_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")
    path.chmod(0o444)
    if os.access(path, os.W_OK):
        pytest.skip("this user may write everything")
    with pytest.raises(OutputError, match="Got Permission denied"):
        write_text(path, "new")
    assert path.read_text() == "old"


def test_a_link_is_followed_and_kept(tmp_path: Path) -> None:
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    target.write_text("old")
    link.symlink_to(target)
    write_text(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)
    write_text(path, "whole")
    assert path.read_text() == "whole"


def test_text_is_written_as_utf8(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "Lasègue\n")
    assert (tmp_path / "a.txt").read_bytes() == "Lasègue\n".encode()


def test_reading_one_case_never_imports_the_table_libraries(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("age: 40\n")
    code = (
        "import sys; from pathlib import Path; from pipeline.cases import read_cases;"
        f"assert read_cases([Path({str(path)!r})])[0].age == 40;"
        "print({'pandas', 'pyarrow', 'sklearn'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
