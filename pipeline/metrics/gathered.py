"""Cases gathered by their predicted probability, as drawn and as resampled.

What calibration is about depends on the probability and on what happened alone, so
that cases of nearly the same probability can be counted together. Figures of hundreds
of resamples then cost little more than those of one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.metrics.log_odds import log_odds
from pipeline.metrics.scores import ECE_BINS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# Single precision counts exactly up to sixteen million, and is quick.
Counts = NDArray[np.float32]
# Keeps log-odds finite; such a case still says next to nothing about a curve.
# Within a cell, probabilities differ by a hundredth at most: nothing that could show.
CELL_WIDTH = 0.1
# A band of five cells: wide enough to hold cases, narrow enough to be one probability.
CELLS_IN_BAND = 5


@dataclass(frozen=True, eq=False)
class Gathered:
    """Predictions and what happened, counted in narrow cells of the log-odds scale.

    Parameters
    ----------
    proba, square : ndarray of shape (n_cells,)
        Mean predicted probability of the cell's cases, and mean square of it.
    proba_of_events : ndarray of shape (n_cells,)
        Mean predicted probability of those to whom it happened; 0 without any.
    bins : ndarray of shape (n_cells,)
        Bin of equal mass that the cell lies in; no cell lies in two.
    bands : ndarray of shape (n_cells,)
        Band of nearly equal probability that the cell lies in.
    counts, events : ndarray of shape (1 + n_resamples, n_cells)
        Cases, and those to whom it happened: first as drawn, then as resampled.
    """

    proba: Floats
    square: Floats
    proba_of_events: Floats
    bins: Ints
    bands: Ints
    counts: Floats
    events: Floats

    @property
    def log_odds(self) -> Floats:
        """Log-odds of the predicted probability, shape (n_cells,)."""
        return log_odds(self.proba)

    @property
    def n_cases(self) -> Floats:
        """Cases as drawn and of each resample; NaN without any, as are its figures."""
        n = self.counts.sum(axis=1)
        return np.asarray(np.where(n > 0, n, np.nan))


def gather(
    happened: NDArray[np.generic], proba: Floats, resamples: Counts | None = None
) -> Gathered:
    """Count predictions in narrow cells of their log-odds.

    Parameters
    ----------
    happened : ndarray of shape (n_cases,) or (n_cases, n_each)
        1 or True where the event happened, 0 where not; or its share in between.
    proba : ndarray of the same shape
        Its predicted probability. Several events of one case are counted alike, and
        enter a resample together.
    resamples : ndarray of shape (n_cases, n_resamples), float32, optional
        How often each case is in each resample; see `resample`.

    Returns
    -------
    Gathered
        The order of the cases does not matter.
    """
    n_cases = len(proba)
    weights = np.asarray(happened, dtype=np.float64).ravel()
    p = proba.ravel()
    fine = np.floor(log_odds(p) / CELL_WIDTH).astype(np.int64)
    inner = np.quantile(p, np.arange(1, ECE_BINS) / ECE_BINS)
    bins = np.searchsorted(inner, p, side="right")
    keys, cell = np.unique(fine * ECE_BINS + bins, return_inverse=True)
    n_cells = len(keys)
    counts = np.bincount(cell, minlength=n_cells).astype(np.float64)
    events: Floats = np.bincount(cell, weights, n_cells).astype(np.float64)
    of_events = np.bincount(cell, weights * p, n_cells)
    every, happening = counts[None, :], events[None, :]
    if resamples is not None:
        owned = cell.reshape(n_cases, -1)
        every = np.vstack([every, _resampled(owned, np.ones(p.size), resamples)])
        happening = np.vstack([happening, _resampled(owned, weights, resamples)])
    return Gathered(
        proba=np.bincount(cell, p, n_cells) / counts,
        square=np.bincount(cell, p**2, n_cells) / counts,
        proba_of_events=of_events / np.where(events > 0, events, 1.0),
        bins=keys % ECE_BINS,
        bands=keys // ECE_BINS // CELLS_IN_BAND,
        counts=every,
        events=happening,
    )


def _resampled(cell: Ints, weights: Floats, resamples: Counts) -> Floats:
    """Sum over each resample what lies in each cell: (n_resamples, n_cells)."""
    from scipy.sparse import csc_array

    n_cases, n_each = cell.shape
    starts = np.arange(0, cell.size + 1, n_each)
    entries = (weights.astype(np.float32), cell.ravel(), starts)
    cells = csc_array(entries, shape=(int(cell.max()) + 1, n_cases))
    return np.asarray((cells @ resamples).T, dtype=np.float64)
