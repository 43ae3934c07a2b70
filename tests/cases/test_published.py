"""Reading real cases from the literature."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cases.published import PUBLISHED_FILE, read_published
from pipeline.errors import CaseError
from pipeline.knowledge import load_knowledge


def write(folder: Path, text: str) -> Path:
    path = folder / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_cases_of_the_project_are_sound() -> None:
    published = read_published()
    names = [item.case.case_id for item in published]
    assert len(set(names)) == len(names) > 20
    assert published == read_published(PUBLISHED_FILE)
    conditions = {item.condition for item in published}
    assert conditions <= {*load_knowledge().condition_ids, "none_of_these"}


def test_every_fault_of_every_record_is_listed(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """
- 5
- {condition: disc_herniaton, expected_urgency: soon, case: {age: 400}}
- {condition: [a], expected_urgency: {}, case: {findings: {fevr: present}}}
- {case_id: [1], condition: disc_herniation, expected_urgency: routine, case: {}}
- {condition: disc_herniation, expected_urgency: routine}
""",
    )
    with pytest.raises(CaseError) as error:
        read_published(path)
    found = [(f.where.split()[-1], f.what, f.got) for f in error.value.faults]
    assert found == [
        ("1", "the record", "int"),
        ("2", "age", "400"),
        ("2", "condition", "'disc_herniaton'"),
        ("2", "expected_urgency", "'soon'"),
        ("3", "findings.fevr", "'fevr'"),
        ("3", "condition", "['a']"),
        ("3", "expected_urgency", "{}"),
        ("4", "case_id", "[1]"),
        ("5", "the case", "None"),
    ]
    assert error.value.faults[2].to_do == "Did you mean 'disc_herniation'?"


@pytest.mark.parametrize("text", ["", "cases: []", "just words"])
def test_a_file_that_is_no_list_is_a_fault(tmp_path: Path, text: str) -> None:
    with pytest.raises(CaseError, match="the file must be a list of records"):
        read_published(write(tmp_path, text))


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="the file must be readable"):
        read_published(tmp_path / "missing.yaml")


def test_what_people_read_of_a_case_may_be_missing_but_is_text(tmp_path: Path) -> None:
    record = "{condition: none_of_these, expected_urgency: routine, case: {}"
    (bare,) = read_published(write(tmp_path, f"- {record}}}"))
    assert (bare.source, bare.summary, bare.true_condition) == ("", "", "")
    path = write(tmp_path, f"- {record}, source: 5, summary: [a]}}")
    with pytest.raises(CaseError) as error:
        read_published(path)
    assert [(f.what, f.got) for f in error.value.faults] == [
        ("source", "5"),
        ("summary", "['a']"),
    ]


def test_every_case_of_the_project_tells_its_source_and_its_story() -> None:
    for item in read_published():
        assert item.source
        assert item.summary
        assert bool(item.true_condition) is (item.condition == "none_of_these")
