from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cases import Case, read_cases
from pipeline.errors import CaseError
from tests.cases.outcome import outcome
from tests.strategies import FINDINGS, cases, json_like

BOM = b"\xef\xbb\xbf"
CASE = Case(age=40, sex="male", findings={"fever": "present"})
AS_TEXT = {
    "a.yaml": "age: 40\nsex: male\nfindings:\n  fever: present\n",
    "a.yml": "{age: 40, sex: male, findings: {fever: present}}\n",
    "a.json": '{"age": 40, "sex": "male",\n"findings": {"fever": "present"}}\n',
    "a.jsonl": '{"age": 40, "sex": "male", "findings": {"fever": "present"}}\n',
    "a.ndjson": '{"age": 40, "sex": "male", "findings": {"fever": "present"}}\n',
    "a.csv": '"age",sex,fever\n40,male,true\n',
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cases")


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def faults_of(*paths: Path) -> list[str]:
    with pytest.raises(CaseError, match=r" must be .* Got ") as caught:
        read_cases(paths)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize("name", AS_TEXT)
@pytest.mark.parametrize("mark", [b"", BOM], ids=["plain", "with a byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_every_kind_of_file_is_read(
    tmp_path: Path, name: str, mark: bytes, end: str
) -> None:
    content = mark + AS_TEXT[name].replace("\n", end).encode()
    assert read_cases([write(tmp_path, name, content)]) == [CASE]


def test_the_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    assert read_cases([write(tmp_path, "A.YAML", AS_TEXT["a.yaml"])]) == [CASE]


def test_files_are_read_in_the_order_given(tmp_path: Path) -> None:
    paths = [write(tmp_path, name, text) for name, text in AS_TEXT.items()]
    ages = write(tmp_path, "b.csv", "age\n50\n60\n")
    table = tmp_path / "c.parquet"
    pq.write_table(pa.table({"age": [70]}), table)
    read = read_cases([ages, *paths, table])
    assert [case.age for case in read] == [50, 60, *[40] * 6, 70]


def test_no_files_hold_no_cases() -> None:
    assert read_cases([]) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.yaml", "[]\n"),
        ("a.json", "[]"),
        ("a.csv", "age,sex\n"),
        ("a.jsonl", "\n"),
    ],
)
def test_an_empty_list_or_a_header_alone_is_valid(
    tmp_path: Path, name: str, content: str
) -> None:
    assert read_cases([write(tmp_path, name, content)]) == []


@pytest.mark.parametrize("name", [*AS_TEXT, "a.parquet"])
def test_zero_bytes_are_a_fault(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name, b"")
    assert faults_of(path) == [
        f"{path}: the file must be not empty. Got zero bytes. "
        "An empty list `[]` or a header alone is a valid empty input."
    ]


@pytest.mark.parametrize("name", AS_TEXT)
@pytest.mark.parametrize(
    ("content", "got"),
    [
        ("naïf".encode("latin-1"), "byte 0xef at position 2"),
        ("age: 40".encode("utf-16"), "byte 0xff at position 0"),
    ],
)
def test_text_that_is_not_utf8_is_a_fault(
    tmp_path: Path, name: str, content: bytes, got: str
) -> None:
    path = write(tmp_path, name, content)
    assert faults_of(path) == [
        f"{path}: the file must be UTF-8 text. Got {got}. Save it as UTF-8."
    ]


@pytest.mark.parametrize(("name", "got"), [("a.txt", ".txt"), ("a", "no suffix")])
def test_another_kind_of_file_is_a_fault(tmp_path: Path, name: str, got: str) -> None:
    path = write(tmp_path, name, "age: 40")
    assert faults_of(path) == [
        f"{path}: the file's suffix must be one of .yaml, .yml, .json, .jsonl, "
        f".ndjson, .csv, .parquet. Got {got}. Rename or convert the file."
    ]


@pytest.mark.parametrize("suffix", [".yaml", ".csv", ".parquet"])
def test_a_file_that_cannot_be_opened_is_a_fault(tmp_path: Path, suffix: str) -> None:
    missing, odd = tmp_path / f"a{suffix}", tmp_path / f"a\0{suffix}"
    (tmp_path / f"folder{suffix}").mkdir()
    faults = faults_of(missing, tmp_path / f"folder{suffix}", odd)
    to_do = "Check the path and its permissions."
    assert [fault.split(": ", 1)[1] for fault in faults] == [
        f"the file must be readable. Got No such file or directory. {to_do}",
        f"the file must be readable. Got Is a directory. {to_do}",
        f"the file must be readable. Got embedded null byte. {to_do}",
    ]


def test_a_file_without_permission_is_a_fault(tmp_path: Path) -> None:
    path = write(tmp_path, "a.yaml", "age: 40")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert "Got Permission denied" in faults_of(path)[0]


def test_the_faults_of_all_files_are_listed_at_once(tmp_path: Path) -> None:
    table = tmp_path / "e.parquet"
    pq.write_table(pa.table({"age": [5], "fever": ["yes"]}), table)
    faults = faults_of(
        write(tmp_path, "a.yaml", "age: 5\nsex: x\n"),
        write(tmp_path, "good.yaml", "age: 40\n"),
        write(tmp_path, "b.json", "{"),
        write(tmp_path, "c.jsonl", '{}\n{"findings": {"fevr": "present"}}\n'),
        write(tmp_path, "d.csv", "age,fever\n5,yes\n"),
        table,
        tmp_path / "none.yaml",
    )
    places = [
        fault.removeprefix(f"{tmp_path}/").split(" must be ")[0] for fault in faults
    ]
    assert places == [
        "a.yaml: age",
        "a.yaml: sex",
        "b.json: the file",
        "c.jsonl line 2: findings.fevr",
        "d.csv: row 1, column fever",
        "d.csv: row 1, column age",
        "e.parquet: column fever",
        "e.parquet: row 1, column age",
        "none.yaml: the file",
    ]


# --- whatever the bytes: cases, or faults, and never anything else ------------------


def cases_or_faults(folder: Path, name: str, content: bytes | str) -> None:
    path = write(folder, name, content)
    read, faults = outcome(lambda: read_cases([path]))
    if read is None:
        assert [fault for fault in faults if not fault.startswith(str(path))] == []
    else:
        assert all(isinstance(case, Case) for case in read)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from([*AS_TEXT, "a.parquet"]), st.binary(max_size=60))
def test_any_bytes_give_cases_or_faults(
    folder: Path, name: str, content: bytes
) -> None:
    cases_or_faults(folder, name, content)


@settings(deadline=None, max_examples=120)
@given(json_like(), st.booleans())
def test_any_data_give_cases_or_faults(
    folder: Path, data: Any, ascii_only: bool
) -> None:
    text = json.dumps(data, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    for name in ("a.json", "a.jsonl", "a.yaml"):
        cases_or_faults(folder, name, text)


_YAML_PIECES = st.sampled_from(
    [
        *"[]{}:,-?#&*!|>'\"%@` \n\t~=.0",
        *("\n  ", "\n- ", ": ", "&a ", "*a", "<<", "---\n", "...\n", "!x "),
        *("!!int ", "!!bool ", "!!set ", "!!omap ", "!!binary ", "!!timestamp "),
        *("!!float ", "!!null ", "!!python/name:os ", ".nan", "-.inf", "0x_", "1:1"),
        *("9" * 5000, "\\ud800", "\x85", "\u2028", "\ufeff"),
        *("age", "sex", "findings", "fever", "present", "case", "case_id"),
        *("age: 40\n", "findings: {fever: present}\n"),
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(_YAML_PIECES | st.text(max_size=3), max_size=14))
def test_any_yaml_gives_cases_or_faults(folder: Path, pieces: list[str]) -> None:
    text = "".join(pieces).encode("utf-8", "surrogatepass")
    cases_or_faults(folder, "a.yaml", text)


@settings(deadline=None, max_examples=60)
@given(st.lists(cases(), min_size=1, max_size=2), st.data())
def test_a_valid_file_with_something_cut_out_gives_cases_or_faults(
    folder: Path, some: list[Case], data: st.DataObject
) -> None:
    plain = [case.to_dict() for case in some]
    lines = "\n".join(json.dumps(item) for item in plain)
    texts = {"a.json": json.dumps(plain), "a.yaml": yaml.safe_dump(plain)}
    for name, text in {**texts, "a.jsonl": lines}.items():
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 9)))
        cases_or_faults(folder, name, text[:start] + text[end:])


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(FINDINGS), st.data())
def test_a_misspelt_finding_comes_with_the_right_one(
    finding: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(finding) - 1))
    wrong = finding[:at] + finding[at + 1 :]
    if wrong in FINDINGS:
        return
    with pytest.raises(CaseError, match="must be a known finding") as caught:
        Case(findings={wrong: "present"})
    assert caught.value.faults[0].to_do == f"Did you mean {finding!r}?"
