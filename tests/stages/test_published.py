from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pipeline.assess import assess
from pipeline.errors import CaseError
from pipeline.knowledge import load_knowledge
from pipeline.model import Classifier
from pipeline.model.artifact import load_classifier
from pipeline.stages.params import PROJECT
from pipeline.stages.published import evaluate_published, read_published
from pipeline.terms import Urgency
from tests.small_training import SmallTraining

PUBLISHED = PROJECT / "data" / "published" / "cases.yaml"


@pytest.fixture(scope="module")
def classifier(small: SmallTraining) -> Classifier:
    return load_classifier(small.model)


def write(folder: Path, text: str) -> Path:
    path = folder / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_cases_of_the_project_are_sound() -> None:
    published = read_published(PUBLISHED)
    names = [item.case.case_id for item in published]
    assert len(set(names)) == len(names) > 20
    conditions = {item.condition for item in published}
    assert conditions <= {*load_knowledge().condition_ids, "none_of_these"}


def test_every_case_is_assessed_and_counted_once(classifier: Classifier) -> None:
    published = read_published(PUBLISHED)
    figures = evaluate_published(published, classifier)
    assert figures["n_cases"] + figures["n_none_of_these"] == len(published)
    flagged = [row for row in figures["cases"] if row["fits_none"]]
    assert sum(figures["flagged"].values()) == len(flagged)
    outside = [row for row in flagged if row["condition"] == "none_of_these"]
    assert figures["flagged"]["none_of_these"] == len(outside)
    table = figures["urgency_confusion"]
    assert sum(sum(row.values()) for row in table.values()) == len(published)
    expected = Counter(item.expected_urgency.value for item in published)
    assert {tier: sum(row.values()) for tier, row in table.items()} == {
        tier.value: expected[tier.value] for tier in Urgency
    }
    for row, item in zip(figures["cases"], published, strict=True):
        result = assess(item.case, classifier)
        assert row["urgency"] == result.urgency
        assert row["red_flags"] == [flag["id"] for flag in result.red_flags]


def test_ranks_are_by_probability_and_agree_with_the_scores(
    classifier: Classifier,
) -> None:
    figures = evaluate_published(read_published(PUBLISHED), classifier)
    known = [row for row in figures["cases"] if row["condition"] != "none_of_these"]
    others = [row for row in figures["cases"] if row["condition"] == "none_of_these"]
    assert all(row["rank"] is None and row["probability"] is None for row in others)
    for k in (1, 3, 5):
        share = sum(row["rank"] <= k for row in known) / len(known)
        assert share == pytest.approx(figures[f"top{k}"])
    for row in known:
        assert (row["rank"] == 1) == (row["top"] == row["condition"])


def test_under_calls_are_the_cases_below_what_was_expected(
    classifier: Classifier,
) -> None:
    figures = evaluate_published(read_published(PUBLISHED), classifier)
    below = [
        row["case_id"]
        for row in figures["cases"]
        if Urgency(row["urgency"]) < Urgency(row["expected_urgency"])
    ]
    assert [row["case_id"] for row in figures["under_calls"]] == below


def test_outsiders_alone_leave_the_scores_open(
    classifier: Classifier, tmp_path: Path
) -> None:
    path = write(
        tmp_path,
        "- {case_id: a, condition: none_of_these, expected_urgency: routine, case: {}}",
    )
    figures = evaluate_published(read_published(path), classifier)
    assert figures["n_cases"] == 0
    assert figures["n_none_of_these"] == 1
    assert figures["top1"] is figures["posterior_log_loss"] is None


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
