"""Solve for a condition's own part of each finding, for all of them at once.

A profile states what is observed: background included, averaged over severity, roots,
age and sex in the stated setting. The generator needs the part that is the condition's
own. The observed proportion rises with the own part's log-odds, so bisection finds it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]
# So wide that the part is 0 or 1 to the last digit, whatever the latents shift.
LOWEST, HIGHEST = -40.0, 40.0
BISECTIONS = 48


@dataclass(frozen=True)
class OwnParts:
    """What conditions add to the background of findings.

    Parameters
    ----------
    log_odds : ndarray of shape (n_conditions, n_findings)
        Of the own part at moderate severity, before any shift; -inf where the
        condition adds nothing.
    thinning : ndarray of shape (n_conditions, n_findings)
        Factor on the background rate; below 1 where a profile states less than the
        background alone would give.
    """

    log_odds: Floats
    thinning: Floats


@dataclass(frozen=True)
class Patients:
    """Among whom a proportion was observed, summed up as far as solving needs.

    Parameters
    ----------
    membership : ndarray of shape (n_conditions, n_rows)
        1 where a latent state belongs to a condition.
    possible : ndarray of shape (n_conditions, n_findings)
        Share of the patients in whom the finding is possible at all.
    leaked : ndarray of shape (n_conditions, n_findings)
        Share in whom the background shows it.
    without_leak : ndarray of shape (n_rows, n_findings)
        Share that is in a latent state, could have the finding and does not have it
        from the background.
    shifts : ndarray of shape (n_rows, n_findings)
        Log-odds shift of the own part in each latent state.
    """

    membership: Floats
    possible: Floats
    leaked: Floats
    without_leak: Floats
    shifts: Floats


def solve_own_parts(observed: Floats, patients: Patients) -> OwnParts:
    """Find the own parts with which the expected proportions equal the observed.

    Parameters
    ----------
    observed : ndarray of shape (n_conditions, n_findings)
        Proportions in [0, 1]; NaN where a profile says nothing.
    patients : Patients

    Returns
    -------
    OwnParts
        Exact up to 1e-12 where the proportion can be reached; where it lies above
        what is possible, the highest own part.
    """
    stated = ~np.isnan(observed)
    floor = patients.leaked
    above = stated & (observed > floor)
    thinning = np.ones_like(observed)
    below = stated & ~above & (floor > 0)
    thinning[below] = observed[below] / floor[below]
    of_row = patients.membership.argmax(axis=0)
    low = np.full(observed.shape, LOWEST)
    high = np.full(observed.shape, HIGHEST)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        missed = expit(-(middle[of_row] + patients.shifts))
        absent = patients.membership @ (patients.without_leak * missed)
        short = patients.possible - absent < observed
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return OwnParts(np.where(above, (low + high) / 2, -np.inf), thinning)
