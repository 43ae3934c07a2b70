"""Calibrate a fitted estimator on cases that neither trained nor chose it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.utils.extmath import softmax

from pipeline.metrics import log_losses, standard_error

Floats = NDArray[np.float32]
Labels = NDArray[np.object_]
METHODS = ("none", "temperature", "sigmoid", "isotonic")
# As scikit-learn has it.
NEVER_ZERO = 1e-12
N_FOLDS = 2  # of a frozen estimator: nothing is fitted in them


@dataclass(frozen=True)
class Calibrated:
    """The chosen calibration.

    Parameters
    ----------
    estimator : object
        Calibrated, or the bare one when nothing did better.
    method : str
        One of `METHODS`.
    log_loss : dict of str to float
        On the choosing set, by method tried.
    """

    estimator: Any
    method: str
    log_loss: dict[str, float]


def choose_calibration(
    estimator: Any,
    X_calibrate: Floats,
    y_calibrate: Labels,
    X_choose: Floats,
    y_choose: Labels,
    methods: tuple[str, ...] = METHODS,
) -> Calibrated:
    """Fit each method on one set and choose by log loss on another.

    Parameters
    ----------
    estimator : object
        Already fitted; it is not touched.
    X_calibrate, y_calibrate : arrays
        Cases that fit the calibration.
    X_choose, y_choose : arrays
        Cases that choose among the methods.
    methods : tuple of str
        To try, in order; one replaces an earlier one only where its gain is more than
        the gain's standard error.

    Returns
    -------
    Calibrated
        Methods other than `none` need every class, and no other, at least twice
        among the calibration cases; else only `none` is tried.
    """
    labels, counts = np.unique(y_calibrate, return_counts=True)
    complete = set(labels) == set(estimator.classes_) and min(counts) >= N_FOLDS
    columns = {label: j for j, label in enumerate(estimator.classes_)}
    # A class that training never saw has probability 0, in a column of its own.
    y_true = np.array([columns.get(label, len(columns)) for label in y_choose])
    fitted: dict[str, Any] = {}
    losses: dict[str, float] = {}
    by_case: dict[str, NDArray[np.float64]] = {}
    for method in methods if complete else ("none",):
        candidate = estimator
        if method != "none":
            candidate = CalibratedClassifierCV(
                FrozenEstimator(estimator), method=method, cv=N_FOLDS
            ).fit(X_calibrate, y_calibrate)
        proba = np.asarray(candidate.predict_proba(X_choose), dtype=np.float64)
        proba = np.column_stack([proba, np.zeros(len(proba))])
        fitted[method] = candidate
        by_case[method] = log_losses(y_true, proba)
        losses[method] = float(by_case[method].mean())
    best = _best(by_case)
    return Calibrated(fitted[best], best, losses)


def _best(losses: dict[str, NDArray[np.float64]]) -> str:
    """Take a method instead of an earlier one only for a gain beyond chance."""
    best, *others = losses
    for method in others:
        gain = losses[best] - losses[method]
        if gain.mean() > standard_error(gain):
            best = method
    return best


def quick_predict_proba(estimator: Any) -> Callable[[Floats], NDArray[np.float64]]:
    """Give an estimator's `predict_proba`, without checks where they cost most.

    On the few hundred rows of one case scikit-learn's wrapper for a temperature takes
    longer than the perceptron inside it; the arithmetic here is the same, bit for bit.

    Parameters
    ----------
    estimator : object
        Fitted; anything but a temperature is left as it is.

    Returns
    -------
    callable
        From X to probabilities.
    """
    if isinstance(estimator, CalibratedClassifierCV):
        inside = estimator.calibrated_classifiers_
        if len(inside) == 1 and inside[0].method == "temperature":
            (temperature,) = inside[0].calibrators
            if not hasattr(inside[0].estimator, "decision_function"):
                bare = _unchecked(inside[0].estimator.estimator)
                return partial(_tempered, bare, temperature.beta_)
    return _unchecked(estimator)


def _unchecked(estimator: Any) -> Callable[[Floats], NDArray[np.float64]]:
    """Give the `predict_proba` that takes our own rows, which are sound, on trust."""
    predict_proba: Callable[[Floats], NDArray[np.float64]] = getattr(
        estimator, "predict_proba_unchecked", estimator.predict_proba
    )
    return predict_proba


def _tempered(
    predict_proba: Callable[[Floats], NDArray[np.float64]], beta: float, X: Floats
) -> NDArray[np.float64]:
    """Scale the log-probabilities, as scikit-learn's temperature does."""
    logits = np.log(predict_proba(X) + NEVER_ZERO)
    return np.asarray(softmax(beta * logits), dtype=np.float64)
