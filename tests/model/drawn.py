"""A small drawn problem with string labels, for estimators that need no medicine."""

from __future__ import annotations

import io
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray


def drawn_problem(
    n: int = 600, seed: int = 0, n_classes: int = 4
) -> tuple[NDArray[np.float32], NDArray[np.str_]]:
    """0/1 columns, two informative for each class, and labels like ids."""
    rng = np.random.default_rng(seed)
    y = rng.integers(n_classes, size=n)
    rates = rng.uniform(0.1, 0.9, (n_classes, 2 * n_classes))
    X = (rng.random((n, 2 * n_classes)) < rates[y]).astype(np.float32)
    return X, np.array([f"condition_{c}" for c in range(n_classes)])[y]


def bytes_of(estimator: Any) -> bytes:
    """The bytes that an artefact would hold."""
    buffer = io.BytesIO()
    joblib.dump(estimator, buffer, compress=3)
    return buffer.getvalue()
