"""Bias-corrected temperature scaling: one temperature, and one bias a condition."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.metrics import log_losses

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SMALLEST_PROBABILITY = 1e-15
MOST_STEPS = 200


@dataclass(frozen=True)
class BiasCorrection:
    """A correction of probabilities: softmax of log p / temperature + bias.

    Parameters
    ----------
    temperature : float
        Above 0; 1 leaves the probabilities as sharp as they are.
    bias : tuple of float
        One for each condition, in nats.
    """

    temperature: float
    bias: tuple[float, ...]

    def apply(self, proba: Floats) -> Floats:
        """Correct probabilities, shape (n_samples, n_conditions)."""
        logits = _log(proba) / self.temperature + np.array(self.bias)
        return _softmax(logits)


def fit_bias_corrected_temperature(proba: Floats, y_true: Ints) -> BiasCorrection:
    """Fit temperature and biases by maximum likelihood.

    Each bias is drawn a little towards 0 (a standard normal beside the likelihood of
    all cases), so that a condition without cases is not switched off.

    Parameters
    ----------
    proba : ndarray of shape (n_samples, n_conditions)
        Of cases that did not train the classifier.
    y_true : ndarray of shape (n_samples,)
        Column of each case's condition.

    Returns
    -------
    BiasCorrection
        Without cases, the one that changes nothing.

    References
    ----------
    .. [1] Alexandari, Kundaje, Shrikumar: Maximum likelihood with bias-corrected
       calibration is hard-to-beat at label shift adaptation, ICML 2020,
       arXiv:1901.06852.
    """
    # Only training fits; an assessment must start without scipy's optimisers.
    from scipy.optimize import minimize

    n, n_conditions = proba.shape
    if n == 0:
        return BiasCorrection(1.0, (0.0,) * n_conditions)
    logs, rows = _log(proba), np.arange(n)

    def loss(point: Floats) -> tuple[float, Floats]:
        sharpness, bias = point[0], point[1:]
        surplus = _softmax(sharpness * logs + bias)
        value = log_losses(y_true, surplus).sum() + 0.5 * bias @ bias
        surplus[rows, y_true] -= 1.0
        of_bias = surplus.sum(axis=0) + bias
        slope = np.concatenate([[np.vdot(surplus, logs)], of_bias])
        return float(value) / n, slope / n

    start = np.concatenate([[1.0], np.zeros(n_conditions)])
    # A sharpness of 0 would be an infinite temperature.
    bounds = [(1e-3, None), *[(None, None)] * n_conditions]
    options = {"maxiter": MOST_STEPS}
    best = minimize(loss, start, jac=True, bounds=bounds, options=options).x
    return BiasCorrection(1.0 / float(best[0]), tuple(best[1:].tolist()))


def choose_bias_correction(
    proba: Floats, y_true: Ints, held_out_proba: Floats, held_out_y_true: Ints
) -> BiasCorrection | None:
    """Fit a correction on some cases, and keep it if it helps on others.

    Parameters
    ----------
    proba, held_out_proba : ndarray of shape (n_samples, n_conditions)
    y_true, held_out_y_true : ndarray of shape (n_samples,)

    Returns
    -------
    BiasCorrection or None
        None when it does not lower the log loss of the held-out cases: the
        probabilities are then calibrated as they are.
    """
    correction = fit_bias_corrected_temperature(proba, y_true)
    before = log_losses(held_out_y_true, held_out_proba).mean()
    after = log_losses(held_out_y_true, correction.apply(held_out_proba)).mean()
    return correction if after < before else None


def _log(proba: Floats) -> Floats:
    return np.log(np.clip(proba, SMALLEST_PROBABILITY, 1.0))


def _softmax(logits: Floats) -> Floats:
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return np.asarray(shares, dtype=np.float64)
