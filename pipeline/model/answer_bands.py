"""What a raw score means, for short and for full interviews apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Ranks are told in thousandths.
STEPS = 1000
MOST_BANDS = 16
ROWS_PER_BAND = 500


@dataclass(frozen=True, eq=False)
class AnswerBands:
    """Raw scores of typical patients, by how many answers these had given.

    Parameters
    ----------
    edges : ndarray of shape (n_bands - 1,)
        Number of answers from which the next band begins.
    levels : ndarray of shape (n_bands, 1000)
        Raw score above which at most 999, 998, ... 0 thousandths of patients lie;
        infinite where there were too few patients to say.
    """

    edges: Floats
    levels: NDArray[np.float32]

    def rank(self, raw: NDArray[np.float32], n_answers: Floats) -> Floats:
        """Rank raw scores among those of patients with about as many answers.

        Parameters
        ----------
        raw : ndarray of shape (n_samples,)
        n_answers : ndarray of shape (n_samples,)

        Returns
        -------
        ndarray of shape (n_samples,)
            In [0, 1]: one minus the conformal p-value, rounded down to thousandths. At
            most a share a of patients like those that were ranked reaches 1 - a.
        """
        bands = np.searchsorted(self.edges, n_answers, side="right")
        below = np.empty(len(raw))
        for band in np.unique(bands):
            here = bands == band
            below[here] = np.searchsorted(self.levels[band], raw[here])
        return below / STEPS


def band_scores(raw: NDArray[np.float32], n_answers: Floats) -> AnswerBands:
    """Band patients by their number of answers, evenly, and rank each band's scores.

    Parameters
    ----------
    raw : ndarray of shape (n_samples,)
        Scores of patients that taught the scoring nothing.
    n_answers : ndarray of shape (n_samples,)

    Returns
    -------
    AnswerBands

    References
    ----------
    .. [1] Vovk: Conditional validity of inductive conformal predictors, ACML 2012.
    """
    n_bands = int(np.clip(len(raw) // ROWS_PER_BAND, 1, MOST_BANDS))
    cuts = np.quantile(n_answers, np.linspace(0.0, 1.0, n_bands + 1)[1:-1])
    edges = np.unique(np.floor(cuts))
    bands = np.searchsorted(edges, n_answers, side="right")
    levels = [_levels(raw[bands == band]) for band in range(len(edges) + 1)]
    return AnswerBands(edges, np.array(levels, dtype=np.float32))


def _levels(raw: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give the raw scores at each thousandth, as conformal ranks."""
    padded = np.append(np.sort(raw), np.float32(np.inf))
    # The k-th smallest of n leaves at most a share 1 - k / (n + 1) of new cases above.
    rank = -(-np.arange(1, STEPS + 1) * (len(raw) + 1) // STEPS)
    return np.asarray(padded[np.minimum(rank, len(padded)) - 1], dtype=np.float32)
