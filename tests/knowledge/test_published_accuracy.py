from __future__ import annotations

from typing import Any

import pytest

from pipeline.knowledge.published_accuracy import published_pair
from tests.small_study import figure_data, small_study

# 80 of 100 with the condition are positive, and 10 of 100 without it.
VALUES = {
    "sensitivity": 0.8,
    "specificity": 0.9,
    "lr_pos": 8.0,
    "lr_neg": 0.2 / 0.9,
    "odds_ratio": 36.0,
}


def told(measure: str, **changes: Any) -> dict[str, Any]:
    named = {"id": measure, "measure": measure, "value": VALUES[measure]}
    return figure_data(**named, n_target=100, n_others=100, **changes)


@pytest.mark.parametrize(
    "measures",
    [
        ("lr_pos", "sensitivity", "specificity"),
        ("lr_pos", "sensitivity"),
        ("lr_neg", "sensitivity"),
        ("odds_ratio", "sensitivity"),
        ("lr_pos", "specificity"),
        ("lr_neg", "specificity"),
        ("odds_ratio", "specificity"),
        ("lr_pos", "lr_neg"),
        ("odds_ratio", "lr_pos", "lr_neg"),
    ],
)
def test_any_two_of_a_test_tell_the_pair(measures: tuple[str, ...]) -> None:
    study = small_study(*(told(measure) for measure in measures))
    assert published_pair(study, study.figures[0]) == pytest.approx((0.8, 0.9))


def test_a_ratio_alone_does_not_tell_the_pair() -> None:
    study = small_study(told("lr_pos"), told("sensitivity", test="weak"))
    assert published_pair(study, study.figures[0]) is None


@pytest.mark.parametrize("measure", ["sensitivity", "specificity"])
def test_nor_does_one_half_of_it(measure: str) -> None:
    study = small_study(told(measure))
    assert published_pair(study, study.figures[0]) is None


def test_figures_of_other_patients_do_not_count() -> None:
    old = {"field": "age", "low": 65}
    study = small_study(told("lr_pos"), told("sensitivity", among=old))
    assert published_pair(study, study.figures[0]) is None
    same = small_study(told("lr_pos", among=old), told("sensitivity", among=old))
    assert published_pair(same, same.figures[0]) == pytest.approx((0.8, 0.9))


@pytest.mark.parametrize(
    ("ratio", "other", "value"),
    [
        # A sensitivity above 1 would follow.
        ("lr_pos", "specificity", 0.5),
        # A specificity below 0 would.
        ("lr_neg", "sensitivity", 0.0),
        ("lr_neg", "lr_pos", 0.2 / 0.9),
    ],
)
def test_figures_that_contradict_each_other_tell_nothing(
    ratio: str, other: str, value: float
) -> None:
    study = small_study(told(ratio), {**told(other), "value": value})
    assert published_pair(study, study.figures[0]) is None
