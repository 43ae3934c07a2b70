from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.cases.content import Reading
from pipeline.cases.many import read_case_file, read_many
from pipeline.cases.tables import frame_from_matrix
from pipeline.errors import CaseError
from pipeline.synthesis import Request, sample_cases

CASES = sample_cases(6, Request(seed=3))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "cases.csv"
    frame_from_matrix(replace(CASES, condition=None)).to_csv(path, index=False)
    return path


def test_tables_and_documents_are_read_in_order(table: Path, tmp_path: Path) -> None:
    document = tmp_path / "one.yaml"
    document.write_text("findings: {fever: present}\n", encoding="utf-8")
    both = read_many([document, table])
    assert len(both) == 7
    assert both.condition is None
    assert np.array_equal(both.answers[1:], CASES.answers)
    assert both.answers[0, both.finding_ids.index("fever")] == 1


def test_labels_are_not_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "labelled.csv"
    frame_from_matrix(CASES).to_csv(path, index=False)
    assert read_many([path]).condition is None


def test_faults_of_every_file_are_told_at_once(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.csv"):
        (tmp_path / name).write_text("", encoding="utf-8")
    with pytest.raises(CaseError, match=r"a\.yaml") as caught:
        read_many([tmp_path / "a.yaml", tmp_path / "b.csv"])
    assert len(caught.value.faults) == 2


# Files in memory


def test_a_table_in_memory_holds_its_cases_their_names_and_labels() -> None:
    file = read_case_file("a.csv", b"case_id,age,condition\nA,40,facet_cyst\n,50,\n")
    assert file.faults == ()
    assert (file.n_rows, file.rows.tolist()) == (2, [1, 2])
    assert file.case_ids == ["A", None]
    assert file.cases.age.tolist() == [40, 50]
    assert file.cases.condition is not None
    assert file.cases.condition.tolist() == ["facet_cyst", None]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "case_id,age,fever\nA,40,true\nB,5,\nC,50\nD,60,yes\nE,70,\n"),
        (
            "a.jsonl",
            '{"case_id": "A", "age": 40}\n\n{"case_id": "B", "age": 5}\n'
            '{"age": 50, "age": 50}\n{"sex": "x"}\n{"case_id": "E", "age": 70}\n',
        ),
        (
            "a.yaml",
            "- {case_id: A, age: 40}\n- {age: 5}\n- {sex: x}\n- 1\n"
            "- {case_id: E, age: 70}\n",
        ),
    ],
)
def test_the_cases_without_a_fault_keep_their_places(name: str, content: str) -> None:
    file = read_case_file(name, content.encode())
    assert {fault.row for fault in file.faults} == {2, 3, 4}
    assert file.n_rows == 5
    assert file.rows.tolist() == [1, 5]
    assert file.case_ids == ["A", "E"]
    assert file.cases.age.tolist() == [40, 70]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"fevr,age\ntrue,40\n,5\n"),
        ("a.csv", b"age,age\n40,40\n"),
        ("a.csv", b""),
        ("a.csv", b"\xff"),
        ("a.xlsx", b"PK"),
        ("a", b"age"),
        ("a.json", b"{"),
        ("a.json", b'[{"age": 40, "age": 41}]'),
        ("a.parquet", b"PAR1"),
    ],
)
def test_a_fault_of_the_whole_file_leaves_no_case(name: str, content: bytes) -> None:
    file = read_case_file(name, content)
    assert any(fault.row is None for fault in file.faults)
    assert len(file.rows) == len(file.cases) == len(file.case_ids) == 0


def test_rows_at_fault_that_are_not_all_named_leave_no_case() -> None:
    content = ("age\n" + "5\n" * 3 + "40\n").encode()
    assert len(read_case_file("a.csv", content, Reading(most_named=3)).rows) == 1
    assert len(read_case_file("a.csv", content, Reading(most_named=2)).rows) == 0


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_file_of_too_many_cases_is_refused(name: str) -> None:
    content = b"age\n40\n41\n" if name == "a.csv" else b"{}\n{}\n"
    file = read_case_file(name, content, Reading(most_rows=1))
    assert [fault.must_be for fault in file.faults] == ["of at most 1 cases"]
    assert len(file.cases) == 0


def test_a_file_and_its_bytes_say_the_same(table: Path) -> None:
    file = read_case_file(str(table), table.read_bytes())
    assert np.array_equal(file.cases.answers, read_many([table]).answers)
    table.write_bytes(b"age\n5\n")
    file = read_case_file(str(table), table.read_bytes())
    with pytest.raises(CaseError, match="row 1, column age") as caught:
        read_many([table])
    assert caught.value.faults == file.faults
