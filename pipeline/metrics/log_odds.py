"""Probabilities on the scale on which evidence adds up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SMALLEST = 1e-9


def log_odds(proba: Floats) -> Floats:
    """Give log p / (1 - p), with p kept `SMALLEST` away from 0 and 1.

    Parameters
    ----------
    proba : ndarray

    Returns
    -------
    ndarray of the same shape
    """
    p = np.clip(proba, SMALLEST, 1.0 - SMALLEST)
    return np.asarray(np.log(p / (1.0 - p)), dtype=np.float64)
