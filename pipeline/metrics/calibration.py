"""Whether probabilities mean what they say: slope, gaps, and the parts of the score.

Every figure comes as an array: first of the cases as drawn, then of each resample.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.metrics.gathered import Counts, Gathered, gather
from pipeline.metrics.logistic import fit_logistic
from pipeline.metrics.smooth import smooth_curve, smooth_errors

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# With fewer cases on either side a slope says nothing.
LEAST_ON_EACH_SIDE = 10


@dataclass(frozen=True, eq=False)
class Line:
    """The recalibrating line: log-odds of the event = intercept + slope * log-odds.

    Parameters
    ----------
    slope, slope_se : ndarray of shape (1 + n_resamples,)
        1 when right; below 1, the probabilities are too extreme.
    intercept, intercept_se : ndarray of shape (1 + n_resamples,)
        Given slope 1 (calibration in the large): 0 when right; below 0, the
        probabilities are too high.
    """

    slope: Floats
    slope_se: Floats
    intercept: Floats
    intercept_se: Floats


def calibration_line(gathered: Gathered) -> Line:
    """Fit the slope, and the intercept given slope 1.

    Parameters
    ----------
    gathered : Gathered

    Returns
    -------
    Line
        NaN where fewer than `LEAST_ON_EACH_SIDE` cases had the event, or had it not.

    References
    ----------
    .. [1] Cox: Two further applications of a model for binary regression, Biometrika
       1958, doi:10.1093/biomet/45.3-4.562.
    """
    z, counts, events = gathered.log_odds, gathered.counts, gathered.events
    happened, n = events.sum(axis=1), counts.sum(axis=1)
    told = np.minimum(happened, n - happened) >= LEAST_ON_EACH_SIDE
    figures = np.full((4, len(counts)), np.nan)
    if told.any():
        ones = np.ones_like(z)
        shift = fit_logistic(ones[:, None], z, counts[told], events[told])
        figures[2, told] = shift.coefficients[:, 0]
        figures[3, told] = 1.0 / np.sqrt(shift.information[:, 0, 0])
        if np.ptp(z) > 0:
            line = fit_logistic(
                np.column_stack([ones, z]), z, counts[told], events[told]
            )
            variance = np.linalg.inv(line.information)[:, 1, 1]
            figures[0, told] = 1.0 + line.coefficients[:, 1]
            figures[1, told] = np.sqrt(variance)
    return Line(*figures)


def calibration_error(gathered: Gathered) -> Floats:
    """Give the expected calibration error over bins of equal mass.

    The same bins and figure as `reliability(...).expected_calibration_error`; the
    bins of the cases as drawn serve for the resamples too.

    Parameters
    ----------
    gathered : Gathered

    Returns
    -------
    ndarray of shape (1 + n_resamples,)
    """
    excess = gathered.counts * gathered.proba - gathered.events
    gaps = np.abs(_sums(excess, gathered.bins)).sum(axis=1)
    return np.asarray(gaps / gathered.n_cases)


def _sums(values: Floats, groups: Ints) -> Floats:
    """Sum columns by group: (n_samples, n_groups)."""
    member = groups[:, None] == np.unique(groups)
    return np.asarray(values @ member.astype(np.float64))


@dataclass(frozen=True, eq=False)
class BrierScore:
    """The Brier score and its parts, corrected for the size of the sample.

    Parameters
    ----------
    score : ndarray of shape (1 + n_resamples,)
        Mean square gap between probability and event. It is reliability - resolution
        + uncertainty, but for what differs within a band of probabilities.
    reliability : ndarray of shape (1 + n_resamples,)
        What wrong probabilities cost; 0 is best. Chance can make it negative.
    resolution : ndarray of shape (1 + n_resamples,)
        What telling cases apart gains.
    uncertainty : ndarray of shape (1 + n_resamples,)
        Variance of the event: the score of one who always says the overall share.
    """

    score: Floats
    reliability: Floats
    resolution: Floats
    uncertainty: Floats


def brier_score(gathered: Gathered) -> BrierScore:
    """Compute the Brier score of an event and decompose it.

    Parameters
    ----------
    gathered : Gathered

    Returns
    -------
    BrierScore

    References
    ----------
    .. [1] Brier: Verification of forecasts expressed in terms of probability, Mon
       Weather Rev 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
    .. [2] Murphy: A new vector partition of the probability score, J Appl Meteorol
       1973, doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2.
    .. [3] Ferro, Fricker: A bias-corrected decomposition of the Brier score, Q J R
       Meteorol Soc 2012, doi:10.1002/qj.1924.
    """
    counts, events, n = gathered.counts, gathered.events, gathered.n_cases
    squares = counts @ gathered.square - 2.0 * events @ gathered.proba_of_events
    score = (squares + events.sum(axis=1)) / n
    in_band, happened = _sums(counts, gathered.bands), _sums(events, gathered.bands)
    said = _sums(counts * gathered.proba, gathered.bands)
    size = np.maximum(in_band, 1.0)
    share, overall = happened / size, events.sum(axis=1) / n
    base = overall * (1.0 - overall)
    reliability = (in_band * (said / size - share) ** 2).sum(axis=1) / n
    resolution = (in_band * (share - overall[:, None]) ** 2).sum(axis=1) / n
    # A share seen in few cases strays from the true one; by how much, its own
    # variance tells. One case alone cannot tell.
    stray = in_band * share * (1.0 - share) / np.maximum(in_band - 1.0, 1.0)
    excess, of_base = stray.sum(axis=1) / n, base / np.maximum(n - 1.0, 1.0)
    return BrierScore(
        score, reliability - excess, resolution - excess + of_base, base + of_base
    )


def multiclass_brier(
    y_true: Ints, y_proba: Floats, resamples: Counts | None = None
) -> BrierScore:
    """Sum the Brier score and its parts over all classes.

    Parameters
    ----------
    y_true : ndarray of shape (n_cases,)
        Column of the true class.
    y_proba : ndarray of shape (n_cases, n_classes)
    resamples : ndarray of shape (n_cases, n_resamples), float32, optional
        As `resample` gives them.

    Returns
    -------
    BrierScore
        In [0, 2], as Brier defined it for several classes.
    """
    parts = [
        vars(brier_score(gather(y_true == j, proba, resamples)))
        for j, proba in enumerate(y_proba.T)
    ]
    return BrierScore(**{name: sum(part[name] for part in parts) for name in parts[0]})


def calibration_figures(gathered: Gathered) -> dict[str, Floats]:
    """Compute every figure of calibration.

    Parameters
    ----------
    gathered : Gathered

    Returns
    -------
    dict of str to ndarray of shape (1 + n_resamples,)
        `ici`, `e50`, `e90` (gaps of the smooth curve), `ece` (gap in bins), `slope`,
        `slope_se`, `intercept`, `intercept_se`, and `brier` with its parts
        `reliability`, `resolution` and `uncertainty`.
    """
    errors = smooth_errors(gathered, smooth_curve(gathered))
    line, brier = calibration_line(gathered), brier_score(gathered)
    return {
        **vars(errors),
        "ece": calibration_error(gathered),
        **vars(line),
        "brier": brier.score,
        "reliability": brier.reliability,
        "resolution": brier.resolution,
        "uncertainty": brier.uncertainty,
    }
