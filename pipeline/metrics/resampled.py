"""Means and areas of the cases as drawn, and of each resample of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.metrics.accuracy import area_under_curve
from pipeline.metrics.gathered import Counts

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
# Converted to double precision so many at once: the sums are then the same, to every
# digit that is told, whatever the number of threads.
RESAMPLES_AT_ONCE = 25
# Scores are counted in so many narrow cells: enough to move an area by 0.0001 at most.
N_CELLS = 2048


def resampled_means(
    values: NDArray[np.generic], resamples: Counts, among: Bools | None = None
) -> Floats:
    """Give the mean of the cases as drawn, then of each resample.

    Parameters
    ----------
    values : ndarray of shape (n_cases,) or (n_cases, n_values)
        What is measured of each case; truth values count 1 and 0.
    resamples : ndarray of shape (n_cases, n_resamples), float32
        As `resample` gives them.
    among : ndarray of shape (n_cases,), bool, optional
        Cases to look at; all without it.

    Returns
    -------
    ndarray of shape (1 + n_resamples,) or (1 + n_resamples, n_values)
        NaN where no case is left.

    References
    ----------
    .. [1] Efron, Tibshirani: An Introduction to the Bootstrap, Chapman & Hall 1993.

    Examples
    --------
    >>> times = np.array([[2, 0], [0, 2]], dtype=np.float32)
    >>> resampled_means(np.array([1.0, 3.0]), times).tolist()
    [2.0, 1.0, 3.0]
    """
    rows = slice(None) if among is None else np.flatnonzero(among)
    table = np.asarray(values[rows], dtype=np.float64)
    drawn = resamples[rows]
    parts = [np.ones((1, len(table))) @ table]
    sizes = [np.array([float(len(table))])]
    for first in range(0, drawn.shape[1], RESAMPLES_AT_ONCE):
        times = drawn[:, first : first + RESAMPLES_AT_ONCE].T.astype(np.float64)
        parts.append(times @ table)
        sizes.append(times.sum(axis=1))
    total, size = np.concatenate(parts), np.concatenate(sizes)
    size = np.where(size > 0, size, np.nan)
    return np.asarray((total.T / size).T)


def resampled_areas(score: Floats, happened: Bools, resamples: Counts) -> Floats:
    """Give the area under the ROC curve as drawn, then of each resample.

    The area as drawn is exact. Those of the resamples count scores that are next to
    each other as equal, which `interval` takes into account where it moves the ends by
    their mean excess.

    Parameters
    ----------
    score : ndarray of shape (n_cases,)
    happened : ndarray of shape (n_cases,), bool
    resamples : ndarray of shape (n_cases, n_resamples), float32
        As `resample` gives them.

    Returns
    -------
    ndarray of shape (1 + n_resamples,)
        NaN where it happened to all, or to none.

    References
    ----------
    .. [1] Hanley, McNeil: The meaning and use of the area under a receiver operating
       characteristic (ROC) curve, Radiology 1982,
       doi:10.1148/radiology.143.1.7063747.
    """
    areas = np.full(1 + resamples.shape[1], np.nan)
    if not 0 < happened.sum() < len(happened):
        return areas
    areas[0] = area_under_curve(score, happened)
    cell = _cells(score, happened)
    every = _counted(cell, resamples)
    events = _counted(cell[happened], resamples[happened], len(every))
    others = every - events
    below = others.cumsum(axis=0) - others
    wins = (events * (below + others / 2.0)).sum(axis=0)
    pairs = events.sum(axis=0) * others.sum(axis=0)
    areas[1:] = wins / np.where(pairs > 0, pairs, np.nan)
    return areas


def _cells(score: Floats, happened: Bools) -> NDArray[np.int64]:
    """Put scores into cells, as narrow where events lie as where others do."""
    at = np.arange(1, N_CELLS) / N_CELLS
    limits = [np.quantile(score[kind], at) for kind in (happened, ~happened)]
    return np.searchsorted(np.unique(np.concatenate(limits)), score, side="right")


def _counted(
    cell: NDArray[np.int64], resamples: Counts, n_cells: int | None = None
) -> Floats:
    """Count the cases of each resample in each cell: (n_cells, n_resamples)."""
    from scipy.sparse import csc_array

    n = len(cell)
    entries = (np.ones(n, dtype=np.float32), cell, np.arange(n + 1))
    shape = (n_cells or int(cell.max()) + 1, n)
    return np.asarray(csc_array(entries, shape=shape) @ resamples, dtype=np.float64)
