"""Logistic regression on counts, of many resamples at once, beside a fixed offset."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MOST_STEPS = 50
# In log-likelihood: far below what any count could tell.
CLOSE_ENOUGH = 1e-6
SLACK = 1e-9
SMALLEST_RATE = 1e-6
# Keeps a direction solvable that resampling left without cases.
RIDGE = 1e-10
LARGEST_EXPONENT = 500.0


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted model of each resample.

    Parameters
    ----------
    coefficients : ndarray of shape (n_samples, n_columns)
    information : ndarray of shape (n_samples, n_columns, n_columns)
        Fisher information at the coefficients.
    gain : ndarray of shape (n_samples,)
        Log-likelihood beyond that of the offset alone, in nats.
    """

    coefficients: Floats
    information: Floats
    gain: Floats


def fit_logistic(design: Floats, offset: Floats, counts: Floats, events: Floats) -> Fit:
    """Fit log-odds = offset + design @ coefficients by maximum likelihood.

    scikit-learn's estimator knows no offset, and would be called once a resample.
    Here Newton's steps, halved where they overshoot, are taken for all at once.

    Parameters
    ----------
    design : ndarray of shape (n_cells, n_columns)
    offset : ndarray of shape (n_cells,)
        In log-odds.
    counts, events : ndarray of shape (n_samples, n_cells)

    Returns
    -------
    Fit

    References
    ----------
    .. [1] McCullagh, Nelder: Generalized Linear Models, 2nd ed., Chapman & Hall 1989,
       section 4.4.
    """
    n_samples, n_columns = len(counts), design.shape[1]
    squares = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    beta = np.zeros((n_samples, n_columns))
    rate = np.ones(n_samples)
    start = likelihood = _log_likelihood(offset[None, :], counts, events)
    for _ in range(MOST_STEPS):
        gradient, information = _derivatives(
            design, squares, offset + beta @ design.T, counts, events
        )
        step = np.linalg.solve(information, gradient[:, :, None])[:, :, 0]
        promised = (step * gradient).sum(axis=1)
        trial = beta + rate[:, None] * step
        reached = _log_likelihood(offset + trial @ design.T, counts, events)
        better = reached >= likelihood - SLACK
        beta = np.where(better[:, None], trial, beta)
        likelihood = np.where(better, reached, likelihood)
        rate = np.where(better, np.minimum(1.0, 2.0 * rate), rate / 4.0)
        if np.all((promised < CLOSE_ENOUGH) | (rate < SMALLEST_RATE)):
            break
    _, information = _derivatives(
        design, squares, offset + beta @ design.T, counts, events
    )
    return Fit(beta, information, likelihood - start)


def chance(eta: Floats) -> Floats:
    """Turn log-odds into a probability."""
    bounded = np.clip(eta, -LARGEST_EXPONENT, LARGEST_EXPONENT)
    return np.asarray(1.0 / (1.0 + np.exp(-bounded)), dtype=np.float64)


def _log_likelihood(eta: Floats, counts: Floats, events: Floats) -> Floats:
    each = events * eta - counts * np.logaddexp(0.0, eta)
    return np.asarray(each.sum(axis=1), dtype=np.float64)


def _derivatives(
    design: Floats, squares: Floats, eta: Floats, counts: Floats, events: Floats
) -> tuple[Floats, Floats]:
    """Give the score and the information of each sample."""
    mu = chance(eta)
    gradient = (events - counts * mu) @ design
    n_columns = design.shape[1]
    information = (counts * mu * (1.0 - mu)) @ squares
    information = information.reshape(-1, n_columns, n_columns)
    scale = np.maximum(np.trace(information, axis1=1, axis2=2), 1.0)[:, None, None]
    return gradient, information + RIDGE * scale * np.eye(n_columns)
