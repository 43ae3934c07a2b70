"""Solve for a condition's own part of each finding.

A profile states what is observed: background included, averaged over severity, roots,
age and sex in the stated setting. The generator needs the part that is the condition's
own. The observed proportion rises with the own part's log-odds, so bisection finds it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]
# So wide that the part is 0 or 1 to the last digit, whatever the latents shift.
LOWEST, HIGHEST = -40.0, 40.0
BISECTIONS = 60


@dataclass(frozen=True)
class OwnPart:
    """What a condition adds to a finding's background.

    Parameters
    ----------
    log_odds : float
        Of the own part at moderate severity, before the root's shift; -inf when the
        condition adds nothing.
    thinning : float
        Factor on the background rate; below 1 when a profile states less than the
        background alone would give.
    """

    log_odds: float
    thinning: float = 1.0


def solve_own_part(
    target: float,
    background: Floats,
    shifts: Floats,
    weights: Floats,
) -> OwnPart:
    """Find the own part with which the expected proportion equals the target.

    Parameters
    ----------
    target : float
        Observed proportion in [0, 1].
    background : ndarray of shape (n_strata,)
        Background rate in each stratum of age band and sex.
    shifts : ndarray of shape (n_latents,)
        Log-odds shift of the own part in each joint state of severity and root.
    weights : ndarray of shape (n_strata, n_latents)
        Share of the patients in each stratum and latent state; they sum to the share
        in which the finding is possible at all.

    Returns
    -------
    OwnPart
        Exact up to 1e-12 where the target can be reached; where it lies above what
        is possible, the highest own part.
    """
    floor = float(background @ weights.sum(axis=1))
    if target <= floor:
        return OwnPart(-np.inf, target / floor if floor > 0 else 1.0)
    absent = weights * (1.0 - background)[:, None]
    total = float(weights.sum())
    own_weight = absent.sum(axis=0)

    def expected(log_odds: float) -> float:
        return total - float(own_weight @ (1.0 - expit(log_odds + shifts)))

    return OwnPart(bisect(expected, target))


def bisect(rising: Callable[[float], float], target: float) -> float:
    """Find where a rising function of log-odds meets a target."""
    low, high = LOWEST, HIGHEST
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return (low + high) / 2
