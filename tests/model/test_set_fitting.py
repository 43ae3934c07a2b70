"""The guarantee of prediction sets, on cases whose scores are known."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mapie.classification import SplitConformalClassifier
from numpy.typing import NDArray
from scipy.stats import beta, binom
from sklearn.base import BaseEstimator, ClassifierMixin

from pipeline.model.conformal import SetThresholds, prediction_set
from pipeline.model.set_fitting import (
    Scored,
    fit_set_thresholds,
    split_rank,
    split_threshold,
)

Floats = NDArray[np.float64]
BANDS = (0.0, 0.3, 0.7)
WANTED = np.array([0.9, 0.9, 0.95, 0.99])
EVEN = ((1.0,) * 4,) * 4


def draw(n: int, seed: int, shift: float = 0.0) -> Scored:
    """Draw cases whose probabilities are far from calibrated, otherwise by class.

    The more is known, the surer they are; a shift makes them surer of the wrong.
    """
    rng = np.random.default_rng(seed)
    y = rng.choice(4, size=n, p=[0.4, 0.3, 0.2, 0.1])
    known = rng.random(n)
    logits = rng.normal(size=(n, 4)) + np.array([2.0, 0.0, -1.0, -2.0])
    logits[np.arange(n), y] += (np.array([0.3, 1.0, 2.0, 3.0])[y] - shift) * known
    proba = np.exp(logits)
    proba /= proba.sum(axis=1, keepdims=True)
    return Scored(y, proba, known, rng.integers(-1, 3, n))


def take(cases: Scored, rows: NDArray[np.bool_]) -> Scored:
    return Scored(*(getattr(cases, field.name)[rows] for field in fields(Scored)))


def above(cases: Scored, sets: SetThresholds) -> NDArray[np.bool_]:
    """Which cases reach the threshold of their own class, top or not."""
    band = np.searchsorted(sets.bands, cases.share_known, side="right") - 1
    own = cases.proba[np.arange(len(cases.y_true)), cases.y_true]
    return np.asarray(own >= np.array(sets.ratios)[band, cases.y_true])


@pytest.mark.parametrize("n", [44, 100, 999, 5000])
@pytest.mark.parametrize("miss", [0.1, 0.01])
@pytest.mark.parametrize("tolerance", [0.01, 0.2])
def test_the_rank_is_the_highest_that_keeps_the_tolerance(
    n: int, miss: float, tolerance: float
) -> None:
    k = split_rank(n, miss, tolerance)
    if k:
        assert beta.sf(miss, k, n + 1 - k) <= tolerance
    assert beta.sf(miss, k + 1, n - k) > tolerance


@pytest.mark.parametrize(("miss", "least"), [(0.1, 44), (0.01, 459)])
def test_so_many_cases_are_needed_at_least(miss: float, least: int) -> None:
    # That none of n cases is below the threshold must be less likely than 1%.
    assert split_rank(least - 1, miss) == 0
    assert split_rank(least, miss) == 1
    assert (1 - miss) ** least <= 0.01 < (1 - miss) ** (least - 1)


@pytest.mark.parametrize("n", [1, 8, 9, 10, 19, 98, 99, 100, 199, 1_000])
@pytest.mark.parametrize("coverage", [0.8, 0.9, 0.95, 0.99])
def test_without_tolerance_the_rank_is_the_usual_one(n: int, coverage: float) -> None:
    own = np.random.default_rng(n).random(n)
    usual = int(np.ceil(round((n + 1) * coverage, 9)))
    expected = 0.0 if usual > n else 1.0 - np.sort(1.0 - own)[usual - 1]
    ours = split_threshold(own, 1.0 - coverage, tolerance=None)
    assert ours == pytest.approx(expected, abs=1e-12)


def test_coverage_holds_with_the_stated_chance() -> None:
    rng = np.random.default_rng(5)
    # Uniform scores: the share below a threshold is the threshold itself.
    missed = [split_threshold(rng.random(200), 0.1, 0.05) for _ in range(4_000)]
    k = split_rank(200, 0.1, 0.05)
    exact = float(binom.cdf(k - 1, 200, 0.1))
    assert exact <= 0.05
    # 4,000 draws have a standard error of 0.0035.
    assert np.mean(np.array(missed) > 0.1) == pytest.approx(exact, abs=0.011)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_class_is_covered_in_each_band_on_fresh_cases(seed: int) -> None:
    sets = fit_set_thresholds([draw(60_000, seed)], WANTED, EVEN, BANDS)
    fresh = draw(200_000, seed + 100)
    covered = above(fresh, sets)
    inside = prediction_set(fresh.proba, fresh.share_known, fresh.care_setting, sets)
    band = np.searchsorted(BANDS, fresh.share_known, side="right") - 1
    for j in range(len(BANDS)):
        for c, wanted in enumerate(WANTED):
            own = (fresh.y_true == c) & (band == j)
            spread = np.sqrt(wanted * (1 - wanted))
            n_calibration = own.sum() * 60_000 / 200_000
            slack = 4 * spread / np.sqrt(own.sum())
            assert covered[own].mean() > wanted - slack
            # Nor is more given away than the tolerance asks for, and chance.
            assert (
                covered[own].mean() < wanted + slack + 6 * spread / n_calibration**0.5
            )
            # The most probable class is let in whatever its threshold.
            assert inside[own, c].mean() >= covered[own].mean()


def test_every_population_is_covered() -> None:
    plain, shifted = draw(60_000, 1), draw(60_000, 2, shift=2.0)
    sets = fit_set_thresholds([plain, shifted], WANTED, EVEN, BANDS)
    for fresh in (draw(100_000, 11), draw(100_000, 12, shift=2.0)):
        covered = above(fresh, sets)
        for c, wanted in enumerate(WANTED):
            own = fresh.y_true == c
            assert covered[own].mean() > wanted - 4 * np.sqrt(0.1 / own.sum())
    alone = fit_set_thresholds([plain], WANTED, EVEN, BANDS)
    assert (np.array(sets.ratios) <= np.array(alone.ratios)).all()


def test_a_population_has_no_say_in_bands_it_does_not_reach() -> None:
    plain, shifted = draw(60_000, 1), draw(60_000, 2, shift=2.0)
    # One stray case of 40,000 does not speak for the highest band.
    kept = shifted.share_known < BANDS[-1]
    kept[np.flatnonzero(~kept)[0]] = True
    both = fit_set_thresholds([plain, take(shifted, kept)], WANTED, EVEN, BANDS)
    alone = fit_set_thresholds([plain], WANTED, EVEN, BANDS)
    assert both.ratios[-1] == alone.ratios[-1]
    assert both.ratios[1] < alone.ratios[1]


def test_bands_with_too_few_cases_share_a_threshold_with_their_neighbours() -> None:
    cases = draw(60_000, 3)
    top, middle = (cases.share_known >= end for end in (BANDS[2], BANDS[1]))
    rare = (cases.y_true == 0) & top
    rare[np.flatnonzero(rare)[:20]] = False  # twenty stay, fewer than 44
    pooled = take(cases, ~rare)
    ratios = np.array(fit_set_thresholds([pooled], WANTED, EVEN, BANDS).ratios)
    assert ratios[1, 0] == ratios[2, 0]
    own = (pooled.y_true == 0) & (pooled.share_known >= BANDS[1])
    assert ratios[1, 0] == split_threshold(pooled.proba[own, 0], 1.0 - WANTED[0])
    assert (ratios[1, 1:] != ratios[2, 1:]).all()
    assert middle.sum() > top.sum()


def test_bands_below_with_too_few_cases_look_upwards() -> None:
    cases = draw(60_000, 3)
    few = (cases.y_true == 3) & (cases.share_known < BANDS[1])
    ratios = np.array(
        fit_set_thresholds([take(cases, ~few)], WANTED, EVEN, BANDS).ratios
    )
    assert ratios[0, 3] == ratios[1, 3] != ratios[2, 3]


@pytest.mark.parametrize(("n", "always"), [(0, True), (43, True), (44, False)])
def test_with_too_few_cases_everywhere_a_class_is_always_in(
    n: int, always: bool
) -> None:
    cases = draw(20_000, 4)
    own = cases.y_true == 1
    own[np.flatnonzero(own)[:n]] = False
    sets = fit_set_thresholds([take(cases, ~own)], WANTED, EVEN, BANDS)
    assert all(row[1] == 0.0 for row in sets.ratios) == always


@given(st.integers(0, 200))
def test_relabelled_classes_have_relabelled_thresholds(seed: int) -> None:
    cases, turn = draw(2_000, seed), np.random.default_rng(seed).permutation(4)
    back = np.argsort(turn)
    other = Scored(
        back[cases.y_true], cases.proba[:, turn], cases.share_known, cases.care_setting
    )
    ratios = np.array(fit_set_thresholds([cases], WANTED, EVEN, BANDS).ratios)
    turned = fit_set_thresholds([other], WANTED[turn], EVEN, BANDS).ratios
    assert np.array_equal(turned, ratios[:, turn])


@given(st.integers(0, 200))
def test_the_order_of_the_cases_says_nothing(seed: int) -> None:
    cases = draw(1_000, seed)
    order = np.random.default_rng(seed).permutation(1_000)
    assert fit_set_thresholds([take(cases, order)], WANTED, EVEN, BANDS) == (
        fit_set_thresholds([cases], WANTED, EVEN, BANDS)
    )


@given(st.integers(0, 200))
def test_more_coverage_never_raises_a_threshold(seed: int) -> None:
    cases = draw(3_000, seed)
    narrow, wide = (
        np.array(fit_set_thresholds([cases], np.full(4, w), EVEN, (0.0,)).ratios)
        for w in (0.8, 0.95)
    )
    assert (wide <= narrow).all()


class Given(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Rows of X are the probabilities themselves."""

    def fit(self, X: Floats, y: object = None) -> "Given":
        self.classes_ = np.arange(X.shape[1])
        self.n_features_in_ = X.shape[1]
        return self

    def predict_proba(self, X: Floats) -> Floats:
        return X

    def predict(self, X: Floats) -> NDArray[np.int64]:
        return np.asarray(X.argmax(axis=1))


def mapie_sets(calibration: Scored, proba: Floats, coverage: float) -> Floats:
    reference = SplitConformalClassifier(
        Given().fit(calibration.proba), coverage, conformity_score="lac", prefit=True
    )
    reference.conformalize(calibration.proba, calibration.y_true)
    return np.asarray(reference.predict_set(proba)[1][:, :, 0])


@pytest.mark.parametrize("coverage", [0.8, 0.9, 0.95])
@pytest.mark.parametrize("n", [50, 333, 2_000])
def test_without_classes_and_bands_the_sets_are_those_of_mapie(
    n: int, coverage: float
) -> None:
    calibration, fresh = draw(n, n), draw(2_000, 7)
    own = calibration.proba[np.arange(n), calibration.y_true]
    ours = fresh.proba >= split_threshold(own, 1.0 - coverage, tolerance=None)
    assert np.array_equal(ours, mapie_sets(calibration, fresh.proba, coverage))


# MAPIE takes it for a mistake that only one class calibrates.
@pytest.mark.filterwarnings("ignore:WARNING. your conformalization dataset has less")
@pytest.mark.parametrize("c", range(4))
def test_class_by_class_the_sets_are_those_of_mapie_on_that_class(c: int) -> None:
    cases, fresh = draw(4_000, 8), draw(2_000, 9)
    even = np.full(4, 0.9)
    sets = fit_set_thresholds([cases], even, EVEN, (0.0,), tolerance=None)
    reference = mapie_sets(take(cases, cases.y_true == c), fresh.proba, 0.9)
    ours = fresh.proba[:, c] >= sets.ratios[0][c]
    assert np.array_equal(ours, reference[:, c])
