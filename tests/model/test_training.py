from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.cases import CaseMatrix
from pipeline.errors import CaseError
from pipeline.knowledge import load_knowledge
from pipeline.metrics import score
from pipeline.model import Classifier
from pipeline.model.artifact import read_manifest
from pipeline.model.conformal import prediction_set
from pipeline.model.training import (
    Splits,
    TrainingPlan,
    labelled,
    split_cases,
    train,
    true_columns,
)
from pipeline.synthesis import Request, sample_cases
from tests.model.drawn import bytes_of

KNOWLEDGE = load_knowledge()
IDS = KNOWLEDGE.condition_ids
PLAN = TrainingPlan(
    candidates={"naive_bayes": {"n_rows": 10_000}},
    calibration_methods=("none",),
    coverage=0.90,
    emergency_coverage=0.99,
    urgency_thresholds={},
    typicality_rows=2_000,
)


@pytest.fixture(scope="module")
def small() -> Splits:
    sizes = (4_000, 1_000, 1_000, 1_000, 4_000)
    return Splits(*(sample_cases(n, Request(seed=n + 3)) for n in sizes))


def relabelled(cases: CaseMatrix, rows: np.ndarray, label: str) -> CaseMatrix:
    condition = cases.condition.astype(object)
    condition[rows] = label
    return replace(cases, condition=condition)


def test_the_candidate_with_the_least_held_out_loss_is_chosen(
    tiny_model_folder: Path,
) -> None:
    candidates = read_manifest(tiny_model_folder)["candidates"]
    assert len(candidates) == 3
    (chosen,) = (c for c in candidates if c["chosen"])
    assert chosen["log_loss"] == min(c["log_loss"] for c in candidates)


def test_the_tiny_model_beats_guessing_by_the_shares(tiny_model: Classifier) -> None:
    fresh = sample_cases(5_000, Request(seed=4242))
    y = true_columns(fresh)
    proba = tiny_model.predict_proba(fresh)
    shares = np.bincount(y, minlength=len(IDS)) / len(y)
    by_share = -(shares[shares > 0] * np.log(shares[shares > 0])).sum()
    scores = score(y, proba)
    assert scores.log_loss < 0.6 * by_share
    assert scores.ece < 0.05


def test_sets_cover_each_common_condition_on_fresh_cases(
    tiny_model: Classifier,
) -> None:
    fresh = sample_cases(20_000, Request(seed=4243))
    y = true_columns(fresh)
    proba = tiny_model.predict_proba(fresh)
    inside = prediction_set(
        proba, fresh.share_known, fresh.care_setting, tiny_model.sets
    )
    for c in np.flatnonzero(np.bincount(y) > 400):
        own = y == c
        # At least 100 calibration cases each: three standard errors of both sets.
        assert inside[own, c].mean() > 0.9 - 0.12


def test_training_twice_gives_the_same_bytes(small: Splits) -> None:
    plan = replace(
        PLAN,
        candidates={
            "naive_bayes": {"n_rows": 4_000},
            "multilayer_perceptron": {"n_rows": 2_000, "hidden_units": 8, "epochs": 2},
        },
        calibration_methods=("none", "temperature"),
    )
    first, second = (train(small, plan) for _ in range(2))
    assert bytes_of(first.classifier.estimator) == bytes_of(second.classifier.estimator)
    assert first.classifier.sets == second.classifier.sets
    assert [t.metrics for t in first.trials] == [t.metrics for t in second.trials]


def test_a_candidate_sees_no_more_rows_than_it_may(small: Splits) -> None:
    plan = replace(PLAN, candidates={"naive_bayes": {"n_rows": 123}})
    training = train(small, plan)
    assert training.trials[0].n_rows == 123
    assert training.classifier.estimator.class_count_.sum() == 123


def test_rare_conditions_are_always_in_the_set(small: Splits) -> None:
    classifier = train(small, PLAN).classifier
    counts = np.bincount(true_columns(small.conform), minlength=len(IDS))
    for c, key in enumerate(IDS):
        emergency = KNOWLEDGE.profiles[key].tier == "emergency"
        # All 0.99**459 and 0.9**44 are below the tolerance, 0.01.
        needed = 459 if emergency else 44
        ratios = [row[c] for row in classifier.sets.ratios]
        assert all(ratio == 0.0 for ratio in ratios) == (counts[c] < needed)


def test_conditions_that_training_never_saw_cost_but_do_not_break(
    small: Splits,
) -> None:
    kept = small.train.condition != "disc_herniation"
    plan = replace(PLAN, calibration_methods=("none", "temperature", "sigmoid"))
    training = train(replace(small, train=small.train[kept]), plan)
    assert training.calibration.method == "none"
    assert training.classifier.predict_proba(small.select).shape == (1_000, len(IDS))


@pytest.mark.parametrize("labels", [1, 0])
def test_one_condition_alone_cannot_be_learnt(small: Splits, labels: int) -> None:
    one = relabelled(small.train, np.arange(4_000), IDS[labels])
    with pytest.raises(CaseError, match="table: the labels must be of two conditions"):
        train(replace(small, train=one), PLAN, "table")


def test_rows_with_other_labels_do_not_teach() -> None:
    cases = sample_cases(100, Request(seed=1))
    mixed = relabelled(cases, np.arange(40), "none_of_these")
    kept = labelled(mixed, "table")
    assert len(kept) == 60
    assert set(kept.condition) <= set(IDS)
    assert labelled(cases, "table") is cases


def test_cases_without_labels_are_refused() -> None:
    bare = replace(sample_cases(5, Request(seed=1)), condition=None)
    with pytest.raises(
        CaseError, match=r"table\.csv: column condition must be present"
    ):
        labelled(bare, "table.csv")


def test_cases_with_other_labels_alone_are_refused() -> None:
    cases = sample_cases(5, Request(seed=1))
    outsiders = relabelled(cases, np.arange(5), "none_of_these")
    with pytest.raises(CaseError, match="the labelled cases must be at least one"):
        labelled(outsiders, "table.csv")


def test_unlabelled_cases_given_past_the_check_are_a_mistake_of_the_caller() -> None:
    bare = replace(sample_cases(5, Request(seed=1)), condition=None)
    with pytest.raises(ValueError, match="labelled\\(\\) comes before training"):
        true_columns(bare)


def test_a_split_uses_every_row_once() -> None:
    cases = sample_cases(500, Request(seed=2))
    numbered = replace(cases, age=np.arange(500.0))
    splits = split_cases(numbered, 1, "table")
    parts = [getattr(splits, name) for name in Splits.__annotations__]
    sizes = [len(part) for part in parts]
    assert sizes == pytest.approx([350, 40, 40, 30, 40], abs=1)
    assert sorted(np.concatenate([part.age for part in parts])) == list(range(500))


def test_a_split_depends_on_its_seed_alone() -> None:
    cases = sample_cases(200, Request(seed=2))
    first, same, other = (split_cases(cases, s, "t").train for s in (1, 1, 2))
    assert np.array_equal(first.answers, same.answers)
    assert not np.array_equal(first.answers, other.answers)


def test_the_first_rows_of_a_split_sorted_table_hold_many_conditions() -> None:
    cases = sample_cases(2_000, Request(seed=2))
    in_order = cases[np.argsort(cases.condition.astype(str), kind="stable")]
    first = split_cases(in_order, 1, "table").train[slice(0, 100)]
    assert len(set(first.condition)) > 10


@pytest.mark.parametrize("n", [0, 1, 5, 13])
def test_a_table_too_small_to_split_is_refused(n: int) -> None:
    with pytest.raises(CaseError, match=rf"large enough to split\. Got {n} cases"):
        split_cases(sample_cases(n, Request(seed=2)), 1, "table")


def test_true_columns_are_places_in_the_sorted_ids() -> None:
    cases = sample_cases(50, Request(seed=2))
    assert [IDS[j] for j in true_columns(cases)] == cases.condition.tolist()
