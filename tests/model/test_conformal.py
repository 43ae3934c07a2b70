import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.model.conformal import class_thresholds, prediction_set


def scores(n: int, seed: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Labels and probabilities that are far from calibrated, differently by class."""
    rng = np.random.default_rng(seed)
    y = rng.choice(4, size=n, p=[0.55, 0.25, 0.15, 0.05])
    logits = rng.normal(size=(n, 4)) + np.array([2.0, 0.0, -1.0, -3.0])
    logits[np.arange(n), y] += np.array([0.3, 1.0, 2.0, 3.0])[y]
    proba = np.exp(logits)
    return y, proba / proba.sum(axis=1, keepdims=True)


def by_hand(own: list[float], coverage: float) -> float:
    """The usual statement: scores 1 - p, and their ceil((n+1) coverage)-th smallest."""
    rank = int(np.ceil(round((len(own) + 1) * coverage, 9)))
    if rank > len(own):
        return 0.0
    return 1.0 - sorted(1.0 - p for p in own)[rank - 1]


@pytest.mark.parametrize("n", [1, 5, 8, 9, 10, 18, 19, 20, 98, 99, 100, 199, 1_000])
@pytest.mark.parametrize("coverage", [0.8, 0.9, 0.95, 0.99])
def test_thresholds_agree_with_the_usual_statement(n: int, coverage: float) -> None:
    own = np.random.default_rng(n).random(n)
    proba = np.stack([own, 1.0 - own], axis=1)
    y = np.zeros(n, dtype=np.int64)
    ours = class_thresholds(y, proba, np.array([coverage, coverage]))
    assert ours[0] == pytest.approx(by_hand(own.tolist(), coverage), abs=1e-12)


@pytest.mark.parametrize(("n", "first"), [(0, 0.0), (8, 0.0), (9, 0.05)])
def test_with_too_few_cases_a_class_is_always_in(n: int, first: float) -> None:
    own = np.linspace(0.05, 0.95, n) if n else np.empty(0)
    proba = np.stack([own, 1.0 - own], axis=1)
    y = np.zeros(n, dtype=np.int64)
    thresholds = class_thresholds(y, proba, np.array([0.9, 0.9]))
    assert thresholds.tolist() == pytest.approx([first, 0.0])
    assert prediction_set(np.array([[0.0, 1.0]]), thresholds)[0].tolist() == [
        n < 9,
        True,
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_class_is_covered_on_fresh_cases(seed: int) -> None:
    wanted = np.array([0.9, 0.9, 0.95, 0.99])
    thresholds = class_thresholds(*scores(20_000, seed), wanted)
    y, proba = scores(200_000, seed + 100)
    above, inside = proba >= thresholds, prediction_set(proba, thresholds)
    for c in range(4):
        n_calibration = 20_000 * (0.55, 0.25, 0.15, 0.05)[c]
        # Coverage varies with both sets of cases; three standard errors of each.
        spread = np.sqrt(wanted[c] * (1 - wanted[c]))
        slack = 3 * spread * (n_calibration**-0.5 + (y == c).sum() ** -0.5)
        assert above[y == c, c].mean() == pytest.approx(wanted[c], abs=slack)
        # The most probable class is let in whatever its threshold.
        assert inside[y == c, c].mean() >= above[y == c, c].mean()


def test_coverage_holds_on_average_for_tiny_calibration_sets() -> None:
    rng = np.random.default_rng(7)
    covered = []
    for _ in range(4_000):
        p = rng.random(20)
        proba = np.stack([p, 1.0 - p], axis=1)
        y = np.zeros(19, dtype=np.int64)
        thresholds = class_thresholds(y, proba[:19], np.array([0.9, 0.9]))
        covered.append(p[19] >= thresholds[0])
    # Exactly 0.9 is expected of 19 cases; 4,000 draws have a standard error of 0.005.
    assert np.mean(covered) == pytest.approx(0.9, abs=0.015)


@given(st.integers(0, 10_000), st.floats(0.5, 1.0))
def test_a_set_is_never_empty_and_holds_the_top(seed: int, threshold: float) -> None:
    _, proba = scores(5, seed)
    inside = prediction_set(proba, np.full(4, threshold))
    assert inside[np.arange(5), proba.argmax(axis=1)].all()
    assert (inside.sum(axis=1) >= 1).all()


@given(st.integers(0, 1_000))
def test_more_coverage_never_shrinks_a_set(seed: int) -> None:
    y, proba = scores(300, seed)
    narrow = class_thresholds(y, proba, np.full(4, 0.8))
    wide = class_thresholds(y, proba, np.full(4, 0.95))
    assert (prediction_set(proba, narrow) <= prediction_set(proba, wide)).all()


def test_the_probabilities_that_were_given_stay_as_they_are() -> None:
    _, proba = scores(10, 0)
    before = proba.copy()
    prediction_set(proba, np.full(4, 0.9))
    assert np.array_equal(proba, before)
