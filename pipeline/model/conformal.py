"""Prediction sets that hold for every condition, not only on average.

Class-conditional (Mondrian) split conformal prediction: a condition is in the set when
its probability is at least the threshold that its own calibration cases give.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def class_thresholds(
    y_true: NDArray[np.int64], y_proba: Floats, coverage: Floats
) -> Floats:
    """Give for each class the lowest probability that still enters the set.

    Parameters
    ----------
    y_true : ndarray of shape (n_samples,)
        Column of the true class, on cases that did not fit the probabilities.
    y_proba : ndarray of shape (n_samples, n_classes)
    coverage : ndarray of shape (n_classes,)
        Wanted coverage of each class, below 1.

    Returns
    -------
    ndarray of shape (n_classes,)
        0 where a class has too few cases for the guarantee: it is then always in.

    References
    ----------
    .. [1] Vovk: Conditional validity of inductive conformal predictors, ACML 2012.
    """
    thresholds = np.zeros(y_proba.shape[1])
    for c, wanted in enumerate(coverage):
        own = np.sort(y_proba[y_true == c, c])
        # The k-th smallest of n leaves out at most a share 1 - wanted of new cases.
        # Rounded, because 10 * (1 - 0.9) falls short of 1 in floating point.
        k = int(np.floor(np.round((len(own) + 1) * (1.0 - wanted), 9)))
        if k >= 1:
            thresholds[c] = own[k - 1]
    return thresholds


def prediction_set(proba: Floats, thresholds: Floats) -> NDArray[np.bool_]:
    """Tell which classes are in the set; the most probable one always is.

    Parameters
    ----------
    proba : ndarray of shape (n_samples, n_classes)
    thresholds : ndarray of shape (n_classes,)

    Returns
    -------
    ndarray of shape (n_samples, n_classes), bool
    """
    inside = proba >= thresholds
    inside[np.arange(len(proba)), proba.argmax(axis=1)] = True
    return np.asarray(inside, dtype=bool)
