"""Figures with their intervals, as the evaluation writes them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.metrics import interval
from pipeline.metrics.alarms import proportion

Floats = NDArray[np.float64]
Item = dict[str, Any]


def told(values: Floats, least: float = -np.inf, most: float = np.inf) -> Item:
    """Give a figure with the 95% interval that its resamples span.

    Parameters
    ----------
    values : ndarray of shape (1 + n_resamples,)
        The figure as measured, then of each resample.
    least, most : float, optional
        No figure is smaller or larger; ends are cut there.

    Returns
    -------
    dict
        `value`, `low` and `high`; None where there is nothing to tell.
    """
    found = interval(values, least)
    ends = (found.value, found.low, np.minimum(found.high, most))
    names = ("value", "low", "high")
    return {name: _number(end) for name, end in zip(names, ends, strict=True)}


def told_share(values: Floats) -> Item:
    """Give a share with its interval, cut to [0, 1]."""
    return told(values, 0.0, 1.0)


def counted_share(hits: int, n: int) -> Item:
    """Give a counted share with `n` and its Wilson interval; None where n is 0."""
    if n == 0:
        return {"value": None, "low": None, "high": None, "n": 0}
    return {**vars(proportion(hits, n)), "n": n}


def _number(value: float) -> float | None:
    """Give a number that JSON knows, or nothing."""
    return float(value) if np.isfinite(value) else None
