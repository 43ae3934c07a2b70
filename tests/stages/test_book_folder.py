from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.stages.book_folder import CONTENTS, replace_folder, write_pages

PAGES = {"index.html": "<p>ä</p>\n", "style.css": "p {}\n"}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def write(folder: Path, pages: dict[str, str]) -> None:
    with replace_folder(folder) as aside:
        write_pages(aside, pages)


def test_a_folder_is_written_with_a_list_of_its_files(tmp_path: Path) -> None:
    write(tmp_path / "book", PAGES)
    assert names(tmp_path) == {"book"}
    assert names(tmp_path / "book") == {*PAGES, CONTENTS}
    assert (tmp_path / "book" / "index.html").read_bytes() == "<p>ä</p>\n".encode()


def test_an_earlier_book_is_replaced_whole(tmp_path: Path) -> None:
    write(tmp_path / "book", {**PAGES, "old.html": "old"})
    write(tmp_path / "book", PAGES)
    assert names(tmp_path / "book") == {*PAGES, CONTENTS}
    assert names(tmp_path) == {"book"}


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    write(tmp_path / "book", PAGES)
    assert names(tmp_path / "book") == {*PAGES, CONTENTS}


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write(tmp_path / "link", PAGES)
    assert (tmp_path / "link").is_symlink()
    assert names(tmp_path / "real") == {*PAGES, CONTENTS}


def test_a_failure_leaves_the_earlier_book(tmp_path: Path) -> None:
    write(tmp_path / "book", PAGES)

    def fail() -> None:
        with replace_folder(tmp_path / "book") as aside:
            write_pages(aside, {"index.html": "new"})
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert (tmp_path / "book" / "index.html").read_text("utf-8") == PAGES["index.html"]
    assert names(tmp_path) == {"book"}


def refuse(folder: Path, match: str) -> None:
    with pytest.raises(OutputError, match=match) as caught:
        write(folder, PAGES)
    (fault,) = caught.value.faults
    assert fault.where == str(folder)


def test_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "book", PAGES)
    (tmp_path / "book" / "thesis.txt").write_text("mine", encoding="utf-8")
    refuse(tmp_path / "book", "Got one that holds 'thesis.txt'")
    assert names(tmp_path / "book") == {*PAGES, CONTENTS, "thesis.txt"}


def test_a_folder_without_a_list_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "index.html").write_text("mine", encoding="utf-8")
    refuse(tmp_path / "book", "Got one that holds 'index.html'")
    (tmp_path / "book" / CONTENTS).write_bytes(b"\xff\xfe")
    refuse(tmp_path / "book", f"Got one that holds '{CONTENTS}'")


def test_a_file_a_missing_folder_and_no_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    refuse(tmp_path / "file", "Not a directory")
    refuse(tmp_path / "missing" / "book", "No such file or directory")
    refuse(Path("/"), "The root of all folders")
    refuse(tmp_path / "a\0b", "null byte|null character")
    assert (tmp_path / "file").read_text("utf-8") == "mine"


def test_a_write_protected_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    folder.chmod(0o555)
    if os.access(folder, os.W_OK):
        pytest.skip("this user may write everything")
    refuse(folder, "Permission denied")


def test_the_earlier_book_comes_back_when_the_new_one_cannot_be_put_in_place(
    tmp_path: Path,
) -> None:
    write(tmp_path / "book", PAGES)

    def lose() -> None:
        with replace_folder(tmp_path / "book") as aside:
            aside.rmdir()

    with pytest.raises(OutputError, match="No such file or directory"):
        lose()
    assert names(tmp_path / "book") == {*PAGES, CONTENTS}
    assert names(tmp_path) == {"book"}
