"""Resample cases, and tell from the resamples how far a figure can be trusted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
COVERAGE = 0.95
# A figure that this share of the resamples cannot tell has no interval.
LEAST_SHARE_TOLD = 0.5


@dataclass(frozen=True)
class Interval:
    """A figure as measured, with its interval; both ends NaN where there is none."""

    value: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value lies inside; the ends count."""
        return bool(self.low <= value <= self.high)


def resample(
    keys: tuple[NDArray[np.generic], ...], n_resamples: int, seed: int
) -> NDArray[np.float32]:
    """Draw cases with replacement, as many as there are, again and again.

    The draws belong to the cases, not to their places: cases are first put in the
    order of the keys, so that the same cases in any order get the same resamples.
    Cases alike in every key must be alike in all that is measured.

    Parameters
    ----------
    keys : tuple of ndarray of shape (n_cases,)
        What tells the cases apart, the last key first, as in `numpy.lexsort`.
    n_resamples : int
    seed : int

    Returns
    -------
    ndarray of shape (n_cases, n_resamples), float32
        How often each case was drawn.

    References
    ----------
    .. [1] Efron, Tibshirani: An Introduction to the Bootstrap, Chapman & Hall 1993.

    Examples
    --------
    >>> age, pain = np.array([63, 41, 63]), np.array([5, 7, 8])
    >>> once = resample((age, pain), 4, seed=1)
    >>> back = resample((age[::-1], pain[::-1]), 4, seed=1)
    >>> bool((once == back[::-1]).all()), once.sum(axis=0).tolist()
    (True, [3.0, 3.0, 3.0, 3.0])
    """
    n = len(keys[0])
    rng = np.random.default_rng(seed)
    order = np.lexsort(keys)
    drawn = np.empty((n_resamples, n), dtype=np.float32)
    for times in drawn:
        times[:] = np.bincount(rng.integers(0, n, n), minlength=n)
    given = np.empty((n, n_resamples), dtype=np.float32)
    given[order] = drawn.T
    return given


def interval(values: Floats, least: float = -np.inf) -> Interval:
    """Give a figure with the 95% interval that its resamples span.

    A gap taken without its sign grows when cases are resampled, because chance is
    then in it twice. The interval is therefore moved by the mean excess of the
    resamples over the figure as measured.

    Parameters
    ----------
    values : ndarray of shape (1 + n_resamples,)
        The figure as measured, then of each resample; NaN where it cannot be told.
    least : float, optional
        No figure is smaller; ends are cut there.

    Returns
    -------
    Interval

    References
    ----------
    .. [1] Efron, Tibshirani: An Introduction to the Bootstrap, Chapman & Hall 1993:
       chapter 10 on the bias, chapter 13 on percentile intervals.

    Examples
    --------
    >>> interval(np.array([0.5, 0.4, 0.5, 0.6, 0.7]))  # doctest: +ELLIPSIS
    Interval(value=0.5, low=0.357..., high=0.642...)
    """
    value, resampled = float(values[0]), values[1:][~np.isnan(values[1:])]
    if np.isnan(value) or len(resampled) < max(LEAST_SHARE_TOLD * len(values[1:]), 1):
        return Interval(value, float("nan"), float("nan"))
    tail = (1.0 - COVERAGE) / 2.0
    ends = np.quantile(resampled, [tail, 1.0 - tail]) - (resampled.mean() - value)
    low, high = np.maximum(ends, least)
    return Interval(value, float(low), float(high))
