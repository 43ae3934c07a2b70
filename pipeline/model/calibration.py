"""Calibrate a fitted estimator on cases that neither trained nor chose it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator

from pipeline.metrics import log_losses

Floats = NDArray[np.float32]
Labels = NDArray[np.object_]
METHODS = ("none", "temperature", "sigmoid", "isotonic")


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
        To try, in order; the first of equals wins.

    Returns
    -------
    Calibrated
        Methods other than `none` need every class among the calibration cases; where
        one is missing only `none` is tried.
    """
    complete = set(np.unique(y_calibrate)) == set(estimator.classes_)
    columns = {label: j for j, label in enumerate(estimator.classes_)}
    y_true = np.array([columns[label] for label in y_choose])
    fitted: dict[str, Any] = {}
    losses: dict[str, float] = {}
    for method in methods if complete else ("none",):
        candidate = estimator
        if method != "none":
            candidate = CalibratedClassifierCV(
                FrozenEstimator(estimator), method=method, cv=2
            ).fit(X_calibrate, y_calibrate)
        proba = np.asarray(candidate.predict_proba(X_choose), dtype=np.float64)
        fitted[method] = candidate
        losses[method] = float(log_losses(y_true, proba).mean())
    best = min(losses, key=lambda method: losses[method])
    return Calibrated(fitted[best], best, losses)
