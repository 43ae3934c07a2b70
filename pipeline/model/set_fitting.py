"""Set the thresholds of prediction sets, with a guarantee for every condition.

Class-conditional (Mondrian) split conformal prediction [1]_, apart in bands of the
share of questions answered. A threshold is the k-th smallest score of a condition's
own calibration cases; k is so low that with all but a small chance, over the drawing
of the calibration cases, no more than the allowed share of new cases falls below [2]_.

References
----------
.. [1] Sadinle, Lei, Wasserman: Least ambiguous set-valued classifiers with bounded
   error levels, JASA 2019, doi:10.1080/01621459.2017.1395341.
.. [2] Vovk: Conditional validity of inductive conformal predictors, ACML 2012,
   doi:10.1007/s10994-013-5355-6.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from pipeline.model.conformal import (
    Floats,
    Ints,
    Rows,
    SetThresholds,
    band_of,
    ratios_to_mix,
)

# The last is the full interview, where a question or two may be left out.
BANDS = (0.0, 0.10, 0.25, 0.45, 0.65, 0.85, 0.98)
# Chance that a threshold leaves out more than it may.
TOLERANCE = 0.01
# A population has no say in a band that fewer of its cases fall in.
LEAST_SHARE = 0.001


@dataclass(frozen=True, eq=False)
class Scored:
    """Labelled cases of one population, with the probabilities of a model.

    Parameters
    ----------
    y_true : ndarray of shape (n_samples,), int
        Column of the true condition, on cases that did not fit the probabilities.
    proba : ndarray of shape (n_samples, n_conditions)
    share_known : ndarray of shape (n_samples,)
        Share of the questions with an answer.
    care_setting : ndarray of shape (n_samples,), int
        Code of the care setting as written in the case; -1 when unknown.
    """

    y_true: Ints
    proba: Floats
    share_known: Floats
    care_setting: NDArray[Any]


def split_rank(n: int, miss: float, tolerance: float | None = TOLERANCE) -> int:
    """Give the rank, from the lowest, of the score that is to be the threshold.

    Parameters
    ----------
    n : int
        Number of calibration cases.
    miss : float
        Share of new cases that may fall below, above 0 and below 1.
    tolerance : float or None, default=0.01
        Chance that more fall below. None only keeps the share on average over the
        drawing of the calibration cases, as plain split conformal prediction does.

    Returns
    -------
    int
        0 when the cases are too few for any threshold.

    Examples
    --------
    >>> split_rank(2000, 0.1), split_rank(2000, 0.1, tolerance=None)
    (169, 200)
    """
    if tolerance is None:
        # Rounded, because 10 * (1 - 0.9) falls short of 1 in floating point.
        return int(np.floor(np.round((n + 1) * miss, 9)))
    # The share below the k-th smallest of n is Beta(k, n + 1 - k): it exceeds `miss`
    # just when a binomial count with that chance stays below k.
    return int(binom.ppf(tolerance, n, miss))


def split_threshold(
    scores: Floats, miss: float, tolerance: float | None = TOLERANCE
) -> float:
    """Give the lowest score that is still accepted; 0 when the cases are too few.

    Parameters
    ----------
    scores : ndarray of shape (n_samples,)
        Of calibration cases with the accepted label, none below 0.
    miss : float
        Share of new cases that may fall below.
    tolerance : float or None, default=0.01
        As in `split_rank`.

    Returns
    -------
    float
    """
    k = split_rank(len(scores), miss, tolerance)
    return float(np.partition(scores, k - 1)[k - 1]) if k >= 1 else 0.0


def fit_set_thresholds(
    populations: Sequence[Scored],
    wanted: Floats,
    case_mix: Rows,
    bands: tuple[float, ...] = BANDS,
    tolerance: float | None = TOLERANCE,
) -> SetThresholds:
    """Set thresholds under which every condition is covered in every population.

    In each population, the bands of a condition that hold too few cases of it for a
    threshold share one with their neighbours, and the guarantee is for them together;
    where all bands together hold too few, the condition is always in. The lowest
    threshold of all populations that reach a band counts, however few of its cases a
    condition has there.

    Parameters
    ----------
    populations : sequence of Scored
        One at least.
    wanted : ndarray of shape (n_conditions,)
        Coverage of each condition, below 1.
    case_mix : tuple of shape (n_settings + 1, n_conditions)
        None of its shares 0; near that of the cases behind the probabilities.
    bands : tuple of float
        Lower ends, the first 0.
    tolerance : float or None, default=0.01
        As in `split_rank`, for each threshold.

    Returns
    -------
    SetThresholds
    """
    tables, reached = [], []
    for population in populations:
        band = band_of(population.share_known, bands)
        ratios = ratios_to_mix(population.proba, population.care_setting, case_mix)
        columns = []
        for c, coverage in enumerate(wanted):
            own = population.y_true == c
            miss = float(1.0 - coverage)
            by_band = [ratios[own & (band == j), c] for j in range(len(bands))]
            columns.append(_thresholds(by_band, miss, tolerance))
        tables.append(np.stack(columns, axis=1))
        shares = np.bincount(band, minlength=len(bands)) / len(band)
        reached.append(shares >= LEAST_SHARE)
    speaks = np.array(reached) | ~np.any(reached, axis=0)
    lowest = np.where(speaks[:, :, None], tables, np.inf).min(axis=0)
    rows = tuple(tuple(row) for row in lowest.tolist())
    return SetThresholds(bands, case_mix, rows)


def _thresholds(
    by_band: list[Floats], miss: float, tolerance: float | None
) -> NDArray[np.float64]:
    """Give one condition's thresholds in one population."""
    thresholds = np.zeros(len(by_band))
    counts = [len(scores) for scores in by_band]
    for group in _groups(counts, miss, tolerance):
        pooled = np.concatenate(by_band[group])
        thresholds[group] = split_threshold(pooled, miss, tolerance)
    return thresholds


def _groups(counts: list[int], miss: float, tolerance: float | None) -> Iterator[slice]:
    """Join neighbouring bands, from the lowest, until each group gives a threshold."""
    starts = [0]
    for stop in range(1, len(counts)):
        if split_rank(sum(counts[starts[-1] : stop]), miss, tolerance) >= 1:
            starts.append(stop)
    # What is left at the top, if too little, joins the group below it.
    if len(starts) > 1 and split_rank(sum(counts[starts[-1] :]), miss, tolerance) < 1:
        starts.pop()
    for start, stop in zip(starts, [*starts[1:], len(counts)], strict=True):
        yield slice(start, stop)
