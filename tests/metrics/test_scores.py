"""Against numbers worked by hand, and against scikit-learn's."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.calibration import calibration_curve
from sklearn.metrics import log_loss, top_k_accuracy_score

from pipeline.metrics import (
    Reliability,
    log_losses,
    reliability,
    score,
    standard_error,
    top_k_accuracy,
    top_label_reliability,
)

Y = np.array([0, 1, 2, 2])
PROBA = np.array([[0.5, 0.3, 0.2], [0.6, 0.3, 0.1], [0.2, 0.2, 0.6], [0.1, 0.5, 0.4]])


def drawn(n: int, k: int, seed: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Cases whose classes really have the probabilities that are stated."""
    rng = np.random.default_rng(seed)
    proba = rng.dirichlet(np.full(k, 0.3), n)
    y = (proba.cumsum(axis=1) > rng.random((n, 1))).argmax(axis=1)
    return y, proba


def test_log_losses_by_hand() -> None:
    expected = [-math.log(p) for p in (0.5, 0.3, 0.6, 0.4)]
    assert log_losses(Y, PROBA) == pytest.approx(expected, rel=1e-12)


def test_an_impossible_truth_costs_much_but_not_infinitely() -> None:
    assert log_losses(np.array([1]), np.array([[1.0, 0.0]])) == pytest.approx(
        [-math.log(1e-15)]
    )


def test_top_k_by_hand() -> None:
    # Ranks of the truth: 1, 2, 1, 2.
    assert [top_k_accuracy(Y, PROBA, k) for k in (1, 2, 3)] == [0.5, 1.0, 1.0]


def test_a_tie_counts_against_the_model() -> None:
    uniform = np.full((2, 4), 0.25)
    assert [top_k_accuracy(np.array([0, 3]), uniform, k) for k in (1, 3, 4)] == [
        0,
        0,
        1,
    ]


def test_scores_agree_with_scikit_learn() -> None:
    y, proba = drawn(3_000, 12, seed=1)
    labels = np.arange(12)
    ours = score(y, proba)
    assert ours.n_cases == 3_000
    assert ours.log_loss == pytest.approx(log_loss(y, proba, labels=labels), rel=1e-9)
    for k, value in ((1, ours.top1), (3, ours.top3), (5, ours.top5)):
        theirs = top_k_accuracy_score(y, proba, k=k, labels=labels)
        assert value == pytest.approx(theirs, rel=1e-12)


def test_reliability_agrees_with_scikit_learn() -> None:
    y, proba = drawn(3_000, 12, seed=2)
    top = proba.max(axis=1)
    correct = (proba.argmax(axis=1) == y).astype(int)
    observed, predicted = calibration_curve(
        correct, top, n_bins=15, strategy="quantile"
    )
    ours = reliability(correct, top)
    assert ours.predicted == pytest.approx(predicted, rel=1e-12)
    assert ours.observed == pytest.approx(observed, rel=1e-12)
    assert ours.counts.tolist() == [200] * 15


def test_ece_by_hand() -> None:
    curve = Reliability(
        np.array([0.2, 0.9]), np.array([0.3, 0.7]), np.array([300, 100])
    )
    assert curve.expected_calibration_error == pytest.approx(0.75 * 0.1 + 0.25 * 0.2)


def test_ece_of_perfect_predictions_is_zero() -> None:
    y = np.array([0, 1, 2] * 20)
    assert score(y, np.eye(3)[y]).ece == 0.0


def test_ece_of_the_true_probabilities_is_only_noise() -> None:
    y, proba = drawn(60_000, 6, seed=3)
    # 4,000 cases a bin: a gap of two standard errors is below 0.016.
    assert score(y, proba).ece < 0.01


@pytest.mark.parametrize("excess", [0.05, 0.2])
def test_ece_of_biased_predictions_is_the_bias(excess: float) -> None:
    rng = np.random.default_rng(4)
    n = 60_000
    claimed = rng.uniform(0.6, 0.95, n)
    y = (rng.random(n) >= claimed - excess).astype(np.int64)
    proba = np.stack([claimed, 1.0 - claimed], axis=1)
    assert score(y, proba).ece == pytest.approx(excess, abs=0.006)


def test_ece_of_always_wrong_certainty_is_one() -> None:
    assert score(np.array([1, 1]), np.array([[1.0, 0.0]] * 2)).ece == 1.0


def test_one_probability_for_all_is_one_bin() -> None:
    curve = reliability(np.array([1, 0, 0, 1]), np.full(4, 0.5))
    assert (curve.predicted, curve.observed, curve.counts) == ([0.5], [0.5], [4])


def test_the_true_class_counts_its_share_of_a_tie() -> None:
    curve = top_label_reliability(np.array([0, 1, 2, 3]), np.full((4, 4), 0.25))
    assert curve.predicted.tolist() == curve.observed.tolist() == [0.25]


@given(st.integers(0, 2**32 - 1), st.booleans())
def test_the_order_of_rows_and_classes_changes_nothing(seed: int, ties: bool) -> None:
    y, proba = drawn(60, 7, seed=seed % 50)
    if ties:
        proba = np.maximum(np.round(proba, 1), 0.01)
        proba /= proba.sum(axis=1, keepdims=True)
    rng = np.random.default_rng(seed)
    rows, classes = rng.permutation(60), rng.permutation(7)
    place = np.argsort(classes)
    before = score(y, proba)
    after = score(place[y][rows], proba[:, classes][rows])
    assert after.n_cases == before.n_cases
    for name in ("log_loss", "top1", "top3", "top5", "ece"):
        assert getattr(after, name) == pytest.approx(getattr(before, name), abs=1e-12)


@given(st.integers(0, 200), st.integers(5, 60))
def test_scores_stay_within_their_bounds(seed: int, n: int) -> None:
    scores = score(*drawn(n, 6, seed))
    assert 0 <= scores.top1 <= scores.top3 <= scores.top5 <= 1
    assert 0 <= scores.ece <= 1
    assert scores.log_loss >= 0


def test_bins_hold_every_case_once_and_nearly_equally_many() -> None:
    proba = np.random.default_rng(5).random(1_000)
    counts = reliability(np.zeros(1_000, dtype=int), proba).counts
    assert counts.sum() == 1_000
    assert counts.max() - counts.min() <= 1


def test_the_true_posterior_loses_less_than_any_tilt_of_it() -> None:
    y, proba = drawn(20_000, 5, seed=6)
    best = log_losses(y, proba).mean()
    for power in (0.7, 1.4):
        tilted = proba**power / (proba**power).sum(axis=1, keepdims=True)
        assert log_losses(y, tilted).mean() > best


def test_standard_error_by_hand() -> None:
    assert standard_error(np.array([1.0, 2.0, 3.0, 4.0])) == pytest.approx(
        math.sqrt(5 / 3) / 2
    )
