from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pipeline.assess import assess
from pipeline.cases.published import read_published
from pipeline.model import Classifier
from pipeline.model.artifact import load_classifier
from pipeline.stages.published import evaluate_published
from pipeline.terms import Urgency
from tests.small_training import SmallTraining


@pytest.fixture(scope="module")
def classifier(small: SmallTraining) -> Classifier:
    return load_classifier(small.model)


def write(folder: Path, text: str) -> Path:
    path = folder / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_case_is_assessed_and_counted_once(classifier: Classifier) -> None:
    published = read_published()
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
    figures = evaluate_published(read_published(), classifier)
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
    figures = evaluate_published(read_published(), classifier)
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
