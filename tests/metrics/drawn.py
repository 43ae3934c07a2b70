"""Predictions that mean what they say, and predictions that do not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def logistic(z: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-z))


def drawn(
    n: int,
    seed: int,
    *,
    centre: float = 0.0,
    spread: float = 1.5,
    slope: float = 1.0,
    shift: float = 0.0,
) -> tuple[Bools, Floats]:
    """Give what happened and the probability stated; right where slope 1, shift 0."""
    rng = np.random.default_rng(seed)
    z = rng.normal(centre, spread, n)
    happened = rng.random(n) < logistic(shift + slope * z)
    return happened, logistic(z)
