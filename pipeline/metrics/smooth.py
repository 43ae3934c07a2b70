"""The observed frequency as a smooth function of the predicted probability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.metrics.gathered import Gathered
from pipeline.metrics.logistic import chance, fit_logistic

Floats = NDArray[np.float64]
# A straight line, then splines; the diagonal itself is always among the curves tried.
KNOTS = (0, 3, 5, 7)
# Harrell's places for knots, as shares of what the cases can tell.
PLACES = {
    3: (0.10, 0.50, 0.90),
    5: (0.05, 0.275, 0.50, 0.725, 0.95),
    7: (0.025, 0.1833, 0.3417, 0.50, 0.6583, 0.8167, 0.975),
}
# Below this a direction has nothing of its own to tell.
LEAST_OWN_PART = 1e-6


@dataclass(frozen=True, eq=False)
class SmoothErrors:
    """How far a smooth reliability curve lies from the diagonal.

    Parameters
    ----------
    ici : ndarray of shape (1 + n_resamples,)
        Integrated calibration index: mean absolute gap over the cases.
    e50, e90 : ndarray of shape (1 + n_resamples,)
        Median and 90th percentile of the absolute gap.
    """

    ici: Floats
    e50: Floats
    e90: Floats


def smooth_curve(gathered: Gathered) -> Floats:
    """Estimate the observed frequency at each predicted probability.

    The log-odds of the prediction as they stand, moved and turned by a logistic
    regression, or bent by restricted cubic splines with three, five or seven knots.
    Akaike's criterion chooses for each resample anew, so that the curve leaves the
    diagonal only where the cases ask for it. Knots lie at quantiles of p (1 - p), not
    of the cases: of a rare event, most cases have nearly no chance at all and say
    nothing about a curve.

    Parameters
    ----------
    gathered : Gathered

    Returns
    -------
    ndarray of shape (1 + n_resamples, n_cells)
        In [0, 1].

    References
    ----------
    .. [1] Harrell: Regression Modeling Strategies, 2nd ed., Springer 2015, section 2.4.
    .. [2] Austin, Steyerberg: The Integrated Calibration Index (ICI) and related
       metrics for quantifying the calibration of logistic regression models, Stat Med
       2019, doi:10.1002/sim.8281.
    .. [3] Akaike: A new look at the statistical model identification, IEEE Trans
       Automat Contr 1974, doi:10.1109/TAC.1974.1100705.
    """
    z = gathered.log_odds
    telling = gathered.counts[0] * chance(z) * chance(-z)
    best = np.zeros(len(gathered.counts))
    eta = np.tile(z, (len(best), 1))
    for n_knots in KNOTS:
        design = _own_parts(_design(z, telling, n_knots), telling)
        if design is None:
            continue
        fit = fit_logistic(design, z, gathered.counts, gathered.events)
        criterion = fit.gain - design.shape[1]
        wins = criterion > best
        eta[wins] = z + fit.coefficients[wins] @ design.T
        best = np.maximum(best, criterion)
    return chance(eta)


def _design(z: Floats, telling: Floats, n_knots: int) -> Floats:
    """Lay out a line, or a spline with its knots where the cases tell most."""
    line = np.column_stack([np.ones_like(z), z])
    if not n_knots:
        return line
    reached = np.cumsum(telling) / telling.sum()
    knots = z[np.minimum(np.searchsorted(reached, PLACES[n_knots]), len(z) - 1)]
    if len(np.unique(knots)) < n_knots:
        return line
    return np.column_stack([line, restricted_cubic_spline(z, knots)])


def restricted_cubic_spline(x: Floats, knots: Floats) -> Floats:
    """Give the columns that bend a line into a natural cubic spline.

    Parameters
    ----------
    x : ndarray of shape (n,)
    knots : ndarray of shape (n_knots,)
        Rising; the spline is straight beyond the first and the last.

    Returns
    -------
    ndarray of shape (n, n_knots - 2)

    References
    ----------
    .. [1] Harrell: Regression Modeling Strategies, 2nd ed., Springer 2015, section 2.4.
    """
    cubes = np.maximum(x[:, None] - knots, 0.0) ** 3
    inner, before_last, last = knots[:-2], knots[-2], knots[-1]
    width = last - before_last
    bent = (
        cubes[:, :-2]
        - cubes[:, -2:-1] * (last - inner) / width
        + cubes[:, -1:] * (before_last - inner) / width
    )
    return np.asarray(bent / (last - knots[0]) ** 2, dtype=np.float64)


def _own_parts(design: Floats, telling: Floats) -> Floats | None:
    """Turn the columns until each tells something of its own, or None if one cannot."""
    weight = np.sqrt(telling / telling.sum())[:, None]
    scale = np.sqrt(((weight * design) ** 2).sum(axis=0))
    if len(design) < design.shape[1] or scale.min() == 0.0:
        return None
    triangle = np.linalg.qr(weight * design / scale, mode="r")
    if np.abs(np.diag(triangle)).min() < LEAST_OWN_PART:
        return None
    return np.asarray(design / scale @ np.linalg.inv(triangle), dtype=np.float64)


def smooth_errors(gathered: Gathered, curve: Floats) -> SmoothErrors:
    """Measure how far a smooth curve lies from the diagonal, case by case.

    Parameters
    ----------
    gathered : Gathered
    curve : ndarray of shape (1 + n_resamples, n_cells)
        As `smooth_curve` gives it.

    Returns
    -------
    SmoothErrors

    References
    ----------
    .. [1] Austin, Steyerberg: The Integrated Calibration Index (ICI) and related
       metrics for quantifying the calibration of logistic regression models, Stat Med
       2019, doi:10.1002/sim.8281.
    """
    gaps = np.abs(curve - gathered.proba)
    total = gathered.n_cases
    order = np.argsort(gaps, axis=1)
    reached = np.take_along_axis(gathered.counts, order, axis=1).cumsum(axis=1)
    quantiles = []
    for part in (0.5, 0.9):
        place = (reached < part * total[:, None]).sum(axis=1)
        cell = np.take_along_axis(order, place[:, None], axis=1)
        quantile = np.take_along_axis(gaps, cell, axis=1)[:, 0]
        quantiles.append(np.where(np.isnan(total), np.nan, quantile))
    ici = (gaps * gathered.counts).sum(axis=1) / total
    return SmoothErrors(ici, *quantiles)
