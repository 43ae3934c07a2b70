"""Alarm rates of a whole population, from patients drawn condition by condition.

Rare conditions are drawn as often as common ones, so that what becomes of them is known
precisely; each then counts by its share of the population.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.metrics.accuracy import wilson_interval

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Estimate:
    """A share and its standard error; both None where there is nobody to speak of."""

    value: float | None
    se: float | None


@dataclass(frozen=True)
class Proportion:
    """A share of patients of one kind, with its 95% interval."""

    value: float
    low: float
    high: float


NOBODY = Estimate(None, None)


@dataclass(frozen=True, eq=False)
class Strata:
    """Kinds of patients: how common each is, and how many of it were drawn.

    Parameters
    ----------
    weights : ndarray of shape (n_strata,)
        Shares of the population; they sum to 1.
    sizes : ndarray of shape (n_strata,)
        Patients drawn, at least one of each.

    References
    ----------
    .. [1] Cochran: Sampling Techniques, 3rd ed., Wiley 1977: chapter 5 for shares of a
       population from strata, chapter 6 for ratios.
    """

    weights: Floats
    sizes: Ints

    def share(self, hits: Ints, among: Bools | None = None) -> Estimate:
        """Estimate how common something is in the population.

        Parameters
        ----------
        hits : ndarray of shape (n_strata,)
            Drawn patients to whom it happened.
        among : ndarray of shape (n_strata,), bool, optional
            Strata to look at; all without it.

        Returns
        -------
        Estimate

        Examples
        --------
        >>> strata = Strata(np.array([0.9, 0.1]), np.array([100, 100]))
        >>> round(strata.share(np.array([10, 80])).value, 4)
        0.17
        >>> strata.share(np.array([10, 80]), np.array([False, True])).value
        0.8
        """
        weights = self.weights if among is None else np.where(among, self.weights, 0.0)
        total = float(weights.sum())
        if total == 0.0:
            return NOBODY
        weights = weights / total
        p = hits / self.sizes
        return _estimate(float(weights @ p), weights, self._variances(p))

    def precision(self, hits: Ints, target: Bools) -> Estimate:
        """Estimate which share of those to whom it happened are of the wanted kinds.

        Parameters
        ----------
        hits : ndarray of shape (n_strata,)
            Drawn patients to whom it happened.
        target : ndarray of shape (n_strata,), bool
            The kinds wanted.

        Returns
        -------
        Estimate
            The positive predictive value, where it is an alarm that happened.

        Examples
        --------
        >>> strata = Strata(np.array([0.9, 0.1]), np.array([100, 100]))
        >>> ppv = strata.precision(np.array([10, 80]), np.array([False, True]))
        >>> round(ppv.value, 4)
        0.4706
        """
        p = hits / self.sizes
        happened = self.weights * p
        total = float(happened.sum())
        if total == 0.0:
            return NOBODY
        value = float(happened[target].sum()) / total
        # A ratio of two sums over the same strata, to first order in each share.
        slopes = self.weights * (target - value) / total
        return _estimate(value, slopes, self._variances(p))

    def _variances(self, p: Floats) -> Floats:
        variances: Floats = p * (1.0 - p) / self.sizes
        return variances


def _estimate(value: float, slopes: Floats, variances: Floats) -> Estimate:
    return Estimate(value, float(np.sqrt(slopes**2 @ variances)))


def number_needed_to_alert(ppv: Estimate) -> float | None:
    """Give how many alarms it takes for one that is right.

    Parameters
    ----------
    ppv : Estimate
        Positive predictive value of the alarm.

    Returns
    -------
    float or None
        None where no alarm is right, or there is none.

    Examples
    --------
    >>> number_needed_to_alert(Estimate(0.05, 0.01))
    20.0
    """
    return 1.0 / ppv.value if ppv.value else None


def proportion(hits: int, n: int) -> Proportion:
    """Give a share of drawn patients with its Wilson interval.

    Examples
    --------
    >>> proportion(0, 100).value
    0.0
    """
    share = hits / n
    low, high = wilson_interval(share, n)
    return Proportion(share, low, high)
