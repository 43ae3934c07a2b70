"""On predictions whose true curve is known, and against SciPy's natural splines."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from pipeline.metrics import Gathered, gather, resample, smooth_curve, smooth_errors
from pipeline.metrics.smooth import SmoothErrors, restricted_cubic_spline
from tests.metrics.drawn import Bools, Floats, drawn, logistic


def errors(happened: Bools, p: Floats) -> SmoothErrors:
    gathered = gather(happened, p)
    return smooth_errors(gathered, smooth_curve(gathered))


@pytest.mark.parametrize("n_knots", [3, 5, 7])
def test_the_columns_span_the_natural_splines(n_knots: int) -> None:
    rng = np.random.default_rng(n_knots)
    knots = np.sort(rng.normal(size=n_knots))
    x = np.linspace(knots[0], knots[-1], 60)
    natural = CubicSpline(knots, rng.normal(size=n_knots), bc_type="natural")
    bent = restricted_cubic_spline(x, knots)
    design = np.column_stack([np.ones(60), x, bent])
    assert bent.shape == (60, n_knots - 2)
    weights = np.linalg.lstsq(design, natural(x))[0]
    assert design @ weights == pytest.approx(natural(x), abs=1e-8)


def test_a_spline_is_straight_beyond_its_knots() -> None:
    knots = np.array([-1.0, 0.0, 0.5, 1.0, 2.0])
    for x in (np.linspace(-9, -1, 30), np.linspace(2, 9, 30)):
        bent = restricted_cubic_spline(x, knots)
        assert np.diff(bent, n=2, axis=0) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("n", "most"), [(2_000, 0.006), (20_000, 0.002), (200_000, 0.0007)]
)
@pytest.mark.parametrize("centre", [0.0, -3.5])
def test_right_probabilities_have_next_to_no_gap(
    n: int, most: float, centre: float
) -> None:
    n_samples = 20 if n < 200_000 else 4
    gaps = [errors(*drawn(n, seed, centre=centre)).ici[0] for seed in range(n_samples)]
    assert np.mean(gaps) < most


def test_right_probabilities_of_a_rare_event_have_next_to_no_gap() -> None:
    for seed in range(3):
        happened, p = drawn(200_000, seed, centre=-8.0, spread=1.5)
        assert 0.0005 < happened.mean() < 0.0015
        told = errors(happened, p)
        assert told.ici[0] < 0.0002
        assert told.e90[0] < 0.0005


@pytest.mark.parametrize(("slope", "shift"), [(0.7, 0.0), (1.0, 0.5), (1.3, -0.4)])
def test_a_known_gap_is_found(slope: float, shift: float) -> None:
    happened, p = drawn(100_000, 1, slope=slope, shift=shift)
    z = np.log(p / (1 - p))
    gaps = np.abs(logistic(shift + slope * z) - p)
    told = errors(happened, p)
    assert told.ici[0] == pytest.approx(gaps.mean(), abs=0.003)
    assert told.e50[0] == pytest.approx(np.quantile(gaps, 0.5), abs=0.01)
    assert told.e90[0] == pytest.approx(np.quantile(gaps, 0.9), abs=0.01)


def test_a_bent_curve_is_followed() -> None:
    rng = np.random.default_rng(2)
    z = rng.normal(0, 1.5, 200_000)
    truth = logistic(z + 0.15 * z**2 - 0.5)
    gathered = gather(rng.random(200_000) < truth, logistic(z))
    curve = smooth_curve(gathered)[0]
    at = gathered.log_odds
    busy = gathered.counts[0] > 300
    gap = curve - logistic(at + 0.15 * at**2 - 0.5)
    assert np.abs(gap[busy]).max() < 0.015


def test_one_rare_event_overstated_tenfold_is_found() -> None:
    rng = np.random.default_rng(3)
    p = logistic(rng.normal(-5.0, 1.0, 100_000))
    told = errors(rng.random(100_000) < p / 10, p)
    assert told.ici[0] == pytest.approx(0.9 * p.mean(), rel=0.1)


def test_gaps_by_hand() -> None:
    # Six cases at 0.2, three at 0.5, one at 0.9; the curve is 0.1, 0.5, 0.6.
    nothing = np.zeros(3, dtype=np.int64)
    counts = np.array([[6.0, 3.0, 1.0], [0.0, 0.0, 10.0], [0.0, 0.0, 0.0]])
    p = np.array([0.2, 0.5, 0.9])
    gathered = Gathered(p, p**2, p, nothing, nothing, counts, counts / 2)
    told = smooth_errors(gathered, np.tile([0.1, 0.5, 0.6], (3, 1)))
    assert told.ici[:2] == pytest.approx([(6 * 0.1 + 0.3) / 10, 0.3])
    assert told.e50[:2] == pytest.approx([0.1, 0.3])
    assert told.e90[:2] == pytest.approx([0.1, 0.3])
    assert np.isnan([told.ici[2], told.e50[2], told.e90[2]]).all()


@pytest.mark.parametrize("p", [[0.3], [0.0, 1.0], [0.2, 0.2, 0.7]])
def test_few_probabilities_still_have_a_curve(p: list[float]) -> None:
    proba = np.repeat(p, 40)
    happened = np.tile([1, 0, 0, 1], 10 * len(p))
    curve = smooth_curve(gather(happened, proba))
    assert np.all((curve >= 0) & (curve <= 1))


def test_the_order_of_the_cases_does_not_matter() -> None:
    happened, p = drawn(3_000, 5, slope=0.7)
    order = np.random.default_rng(6).permutation(3_000)
    times = resample((happened, p), 10, seed=7)
    one = smooth_curve(gather(happened, p, times))
    other = smooth_curve(gather(happened[order], p[order], times[order]))
    assert other == pytest.approx(one, abs=1e-9)
