"""Against scikit-learn's logistic regression without a penalty."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from pipeline.metrics.logistic import chance, fit_logistic
from tests.metrics.drawn import drawn

N = 600


def test_coefficients_and_gain_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(1)
    X = rng.normal(size=(N, 3))
    y = rng.random(N) < chance(X @ [1.0, -0.5, 2.0] + 0.7)
    theirs = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1_000).fit(X, y)
    design = np.column_stack([np.ones(N), X])
    ours = fit_logistic(design, np.zeros(N), np.ones((1, N)), y[None, :].astype(float))
    expected = [*theirs.intercept_, *theirs.coef_[0]]
    assert ours.coefficients[0] == pytest.approx(expected, abs=1e-5)
    proba = theirs.predict_proba(X)[np.arange(N), y.astype(int)]
    gain = np.log(proba).sum() - N * np.log(0.5)
    assert ours.gain[0] == pytest.approx(gain, abs=1e-6)


def test_an_offset_is_taken_off() -> None:
    happened, p = drawn(N, 2, slope=0.6, shift=0.4)
    z = np.log(p / (1 - p))
    y, ones = happened[None, :].astype(float), np.ones((1, N))
    design = np.column_stack([np.ones(N), z])
    beside = fit_logistic(design, z, ones, y).coefficients[0]
    alone = fit_logistic(design, np.zeros(N), ones, y).coefficients[0]
    assert np.add(beside, [0.0, 1.0]) == pytest.approx(alone, abs=1e-6)


def test_samples_are_fitted_apart() -> None:
    rng = np.random.default_rng(3)
    design = np.column_stack([np.ones(40), np.linspace(-3, 3, 40)])
    counts = rng.integers(5, 50, (4, 40)).astype(float)
    events = rng.binomial(counts.astype(int), chance(design @ [0.2, 1.3])).astype(float)
    together = fit_logistic(design, np.zeros(40), counts, events)
    for r in range(4):
        one = slice(r, r + 1)
        alone = fit_logistic(design, np.zeros(40), counts[one], events[one])
        assert together.coefficients[r] == pytest.approx(
            alone.coefficients[0], abs=1e-5
        )
        assert together.information[r] == pytest.approx(alone.information[0], rel=1e-4)


@pytest.mark.parametrize("events", [[0.0, 0.0, 5.0, 5.0], [0.0] * 4, [5.0] * 4])
def test_what_has_no_finite_answer_stays_finite(events: list[float]) -> None:
    design = np.column_stack([np.ones(4), [-2.0, -1.0, 1.0, 2.0]])
    fit = fit_logistic(design, np.zeros(4), np.full((1, 4), 5.0), np.array([events]))
    assert np.isfinite(fit.coefficients).all()
    assert fit.gain[0] > 13.0, "nearly all of 20 log 2"


def test_a_sample_without_cases_stays_where_it_is() -> None:
    fit = fit_logistic(np.ones((3, 1)), np.zeros(3), np.zeros((1, 3)), np.zeros((1, 3)))
    assert fit.coefficients.tolist() == [[0.0]]
    assert fit.gain.tolist() == [0.0]


def test_a_start_far_off_is_overcome() -> None:
    happened, p = drawn(N, 4)
    z = np.log(p / (1 - p))
    design = np.column_stack([np.ones(N), z])
    y = happened[None, :].astype(float)
    near = fit_logistic(design, np.zeros(N), np.ones((1, N)), y).coefficients[0]
    far = fit_logistic(design, -6.0 * z + 9.0, np.ones((1, N)), y).coefficients[0]
    assert np.add(far, [9.0, -6.0]) == pytest.approx(near, abs=1e-3)
