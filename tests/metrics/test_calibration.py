"""Against numbers worked by hand, and against scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss

from pipeline.metrics import (
    brier_score,
    calibration_error,
    calibration_figures,
    calibration_line,
    gather,
    interval,
    multiclass_brier,
    reliability,
    resample,
)
from tests.metrics.drawn import drawn


def test_the_line_is_scikit_learn_s() -> None:
    happened, p = drawn(4_000, 1, slope=0.7, shift=0.3)
    z = np.log(p / (1 - p))[:, None]
    theirs = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1_000).fit(z, happened)
    line = calibration_line(gather(happened, p))
    # Cells gather what differs by a tenth in log-odds.
    assert line.slope[0] == pytest.approx(theirs.coef_[0, 0], abs=2e-3)
    q = theirs.predict_proba(z)[:, 1]
    design = np.column_stack([np.ones(len(z)), z])
    information = design.T @ (design * (q * (1 - q))[:, None])
    error = np.sqrt(np.linalg.inv(information)[1, 1])
    assert line.slope_se[0] == pytest.approx(error, rel=0.01)


def test_the_intercept_given_slope_one_by_hand() -> None:
    # All at one half: the intercept is the log-odds of the observed share.
    happened = np.repeat([1, 0], [30, 70])
    line = calibration_line(gather(happened, np.full(100, 0.5)))
    assert line.intercept[0] == pytest.approx(np.log(30 / 70), abs=1e-6)
    assert line.intercept_se[0] == pytest.approx(np.sqrt(1 / (100 * 0.3 * 0.7)))
    assert np.isnan(line.slope[0]), "one probability has no slope"


def test_right_probabilities_have_slope_one_and_no_intercept() -> None:
    slopes, shifts = [], []
    for seed in range(30):
        line = calibration_line(gather(*drawn(3_000, seed)))
        slopes.append((line.slope[0] - 1) / line.slope_se[0])
        shifts.append(line.intercept[0] / line.intercept_se[0])
    for z_scores in (slopes, shifts):
        assert np.abs(np.mean(z_scores)) < 3 / np.sqrt(30)
        assert np.std(z_scores) == pytest.approx(1.0, abs=0.35)


@pytest.mark.parametrize("n_events", [0, 9, 291, 300])
def test_too_few_on_one_side_have_no_line(n_events: int) -> None:
    p = np.linspace(0.01, 0.99, 300)
    happened = np.repeat([1, 0], [n_events, 300 - n_events])
    line = calibration_line(gather(happened, p))
    assert np.isnan([line.slope[0], line.intercept[0]]).all()


def test_the_error_is_that_of_the_bins_of_equal_mass() -> None:
    happened, p = drawn(5_000, 2, slope=0.8)
    expected = reliability(happened, p).expected_calibration_error
    told = calibration_error(gather(happened, p))
    assert told[0] == pytest.approx(expected, rel=1e-12)


def test_the_brier_score_is_scikit_learn_s() -> None:
    happened, p = drawn(5_000, 3, slope=0.8)
    told = brier_score(gather(happened, p))
    assert told.score[0] == pytest.approx(brier_score_loss(happened, p), rel=1e-12)


def test_the_brier_score_of_many_classes_is_scikit_learn_s() -> None:
    rng = np.random.default_rng(4)
    p = rng.dirichlet(np.full(5, 0.5), 2_000)
    y = (p.cumsum(axis=1) > rng.random((2_000, 1))).argmax(axis=1)
    told = multiclass_brier(y, p)
    expected = brier_score_loss(y, p, labels=np.arange(5), scale_by_half=False)
    assert told.score[0] == pytest.approx(expected, rel=1e-12)
    assert told.reliability[0] == pytest.approx(0.0, abs=0.003)
    assert told.uncertainty[0] == pytest.approx(0.8, abs=0.01)


def test_the_parts_by_hand() -> None:
    # Ten cases told 0.1, two of them events; ten told 0.8, seven of them.
    p = np.repeat([0.1, 0.8], 10)
    happened = np.repeat([1, 0, 1, 0], [2, 8, 7, 3])
    told = brier_score(gather(happened, p))
    stray = (10 * 0.2 * 0.8 / 9 + 10 * 0.7 * 0.3 / 9) / 20
    of_base = 0.45 * 0.55 / 19
    assert told.reliability[0] == pytest.approx(0.1**2 - stray)
    assert told.resolution[0] == pytest.approx(0.25**2 - stray + of_base)
    assert told.uncertainty[0] == pytest.approx(0.45 * 0.55 + of_base)
    parts = told.reliability - told.resolution + told.uncertainty
    assert parts[0] == pytest.approx(told.score[0])
    assert told.score[0] == pytest.approx(
        (2 * 0.81 + 8 * 0.01 + 7 * 0.04 + 3 * 0.64) / 20
    )


def test_the_parts_add_up_but_for_what_differs_within_a_band() -> None:
    told = brier_score(gather(*drawn(20_000, 5, slope=0.8)))
    parts = told.reliability - told.resolution + told.uncertainty
    assert parts[0] == pytest.approx(told.score[0], abs=0.001)


def test_the_correction_takes_off_what_chance_adds() -> None:
    told = [brier_score(gather(*drawn(500, seed))).reliability[0] for seed in range(60)]
    assert np.mean(told) == pytest.approx(0.0, abs=3 * np.std(told) / np.sqrt(60))


def test_wrong_probabilities_cost_what_they_are_off_by() -> None:
    rng = np.random.default_rng(6)
    truth = rng.uniform(0.2, 0.7, 100_000)
    told = brier_score(gather(rng.random(100_000) < truth, truth + 0.2))
    assert told.reliability[0] == pytest.approx(0.04, abs=0.003)
    assert told.uncertainty[0] == pytest.approx(0.45 * 0.55, abs=0.003)


def test_intervals_hold_what_is_true() -> None:
    misses = dict.fromkeys(("slope", "brier"), 0)
    for seed in range(40):
        happened, p = drawn(800, seed, slope=0.8, shift=0.2)
        q = 1 / (1 + np.exp(-(0.2 + 0.8 * np.log(p / (1 - p)))))
        figures = calibration_figures(
            gather(happened, p, resample((happened, p), 100, seed))
        )
        truth = {"slope": 0.8, "brier": np.mean(q * (1 - q) + (q - p) ** 2)}
        for name, value in truth.items():
            misses[name] += not interval(figures[name]).holds(value)
    assert misses["slope"] <= 7
    assert misses["brier"] <= 7


def test_two_readers_of_the_same_cases_are_compared_in_pairs() -> None:
    happened, p = drawn(3_000, 7)
    bolder = 1 / (1 + ((1 - p) / p) ** 1.2)
    times = resample((happened, p), 100, seed=8)
    slopes = [
        calibration_figures(gather(happened, said, times))["slope"]
        for said in (bolder, p)
    ]
    apart = interval(slopes[0] - slopes[1])
    alone = interval(slopes[0])
    assert apart.high < 0
    assert apart.high - apart.low < 0.5 * (alone.high - alone.low)


def test_every_figure_is_there_for_every_resample_in_any_order() -> None:
    happened, p = drawn(2_000, 9, slope=0.7)
    order = np.random.default_rng(10).permutation(2_000)
    times = resample((happened, p), 10, seed=11)
    one = calibration_figures(gather(happened, p, times))
    other = calibration_figures(gather(happened[order], p[order], times[order]))
    assert set(one) == {
        "ici", "e50", "e90", "ece", "slope", "slope_se", "intercept", "intercept_se",
        "brier", "reliability", "resolution", "uncertainty",
    }  # fmt: skip
    for name, values in one.items():
        assert values.shape == (11,)
        assert other[name] == pytest.approx(values, rel=1e-6, abs=1e-9)


def test_the_true_one_of_tied_classes_counts_its_share() -> None:
    told = calibration_figures(gather(np.full(40, 0.25), np.full(40, 0.25)))
    assert told["ece"][0] == pytest.approx(0.0, abs=1e-12)
    assert told["ici"][0] == pytest.approx(0.0, abs=1e-12)
