"""Bias-corrected temperature scaling."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from pipeline.metrics import log_losses
from pipeline.model.bias_correction import (
    BiasCorrection,
    choose_bias_correction,
    fit_bias_corrected_temperature,
)

K = 4


def drawn(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Calibrated probabilities, and what became of each."""
    rng = np.random.default_rng(seed)
    proba = rng.dirichlet(np.full(K, 0.7), n)
    y = (proba.cumsum(axis=1) > rng.random((n, 1))).argmax(axis=1)
    return proba, y


def spoilt(proba: np.ndarray) -> np.ndarray:
    return BiasCorrection(0.5, (1.0, 0.0, -0.5, 0.3)).apply(proba)


def test_what_was_spoilt_is_mended() -> None:
    proba, y = drawn(40_000, 0)
    mended = fit_bias_corrected_temperature(spoilt(proba), y).apply(spoilt(proba))
    assert mended == pytest.approx(proba, abs=0.02)


def test_the_mean_of_each_condition_becomes_its_frequency() -> None:
    proba, y = drawn(5000, 1)
    mended = fit_bias_corrected_temperature(spoilt(proba), y).apply(spoilt(proba))
    assert mended.mean(axis=0) == pytest.approx(np.bincount(y) / 5000, abs=2e-3)


def test_with_two_conditions_it_is_logistic_regression_on_the_log_odds() -> None:
    proba, y = drawn(20_000, 2)
    two = proba[:, :2] / proba[:, :2].sum(axis=1, keepdims=True)
    keep = y < 2
    two, y = np.clip(two[keep], 1e-6, 1 - 1e-6), y[keep]
    fitted = fit_bias_corrected_temperature(two, y)
    odds = np.log(two[:, 1] / two[:, 0])[:, None]
    other = LogisticRegression(C=1e6).fit(odds, y)
    assert 1 / fitted.temperature == pytest.approx(other.coef_[0, 0], abs=0.01)
    bias = fitted.bias[1] - fitted.bias[0]
    assert bias == pytest.approx(other.intercept_[0], abs=0.01)


def test_it_is_kept_only_where_it_helps_on_other_cases() -> None:
    proba, y = drawn(20_000, 3)
    other, other_y = drawn(20_000, 4)
    kept = choose_bias_correction(spoilt(proba), y, spoilt(other), other_y)
    assert kept is not None
    after = log_losses(other_y, kept.apply(spoilt(other))).mean()
    assert after < log_losses(other_y, spoilt(other)).mean() - 0.1
    # Twelve cases tell nothing about cases that are calibrated as they are.
    assert choose_bias_correction(proba[:12], y[:12], other, other_y) is None


def test_a_condition_without_cases_is_not_switched_off() -> None:
    proba, y = drawn(3000, 5)
    keep = y != 3
    fitted = fit_bias_corrected_temperature(proba[keep], y[keep])
    after = fitted.apply(proba)[:, 3].mean()
    assert 1e-5 < after < 0.01


def test_impossible_stays_all_but_impossible_and_rows_sum_to_one() -> None:
    given = np.array([[0.0, 0.5, 0.5, 0.0]])
    moved = BiasCorrection(1.0, (0.0, 0.0, 0.0, 1.0)).apply(given)
    assert moved.sum() == pytest.approx(1.0)
    assert moved[0, [0, 3]] == pytest.approx([0.0, 0.0], abs=1e-12)


def test_without_cases_it_changes_nothing() -> None:
    fitted = fit_bias_corrected_temperature(np.empty((0, K)), np.empty(0, np.int64))
    proba, _ = drawn(5, 6)
    assert fitted.apply(proba) == pytest.approx(proba)
