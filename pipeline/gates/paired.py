"""Two models on the same cases: how much worse one could be, beyond chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap

from pipeline.gates.case_scores import CaseScores

Floats = NDArray[np.float64]
# Chance that a harmless change is taken for a harmful one, overall or anywhere.
LEVEL = 0.05
_AT_ONCE = 500


@dataclass(frozen=True)
class Difference:
    """Challenger minus champion, of a figure of which less is better.

    Parameters
    ----------
    value : float
        Mean difference over the cases.
    low, high : float
        Bounds of its 95% interval.
    bound : float
        Upper bound at the level that counts, one-sided: the harm could be so large.
    n_cases : int
    """

    value: float
    low: float
    high: float
    bound: float
    n_cases: int


@dataclass(frozen=True)
class Paired:
    """A challenger beside a champion.

    Parameters
    ----------
    overall : Difference
        Of the log loss, at the natural case mix.
    by_condition : dict of str to Difference
        Of the log loss of the cases of each condition; bounds hold for all together.
    missed : Difference
        Of the share of emergencies that are called anything less.
    """

    overall: Difference
    by_condition: dict[str, Difference]
    missed: Difference


def compare(
    challenger: CaseScores,
    champion: CaseScores,
    emergencies: tuple[str, ...],
    emergency_rank: int,
    n_resamples: int,
    seed: int,
) -> Paired:
    """Compare two models case by case, by a paired bootstrap within each condition.

    Each condition is resampled apart, as its number of cases was fixed; differences
    are resampled, so that what both models find hard cancels out. The bounds of the
    conditions are set at a level divided by their number (Bonferroni), so that a
    harmless change is rarely refused for any of them.

    Parameters
    ----------
    challenger, champion : CaseScores
        Of the same cases.
    emergencies : tuple of str
        Conditions whose patients belong in an emergency department.
    emergency_rank : int
        Rank of that urgency.
    n_resamples, seed : int
        Of the bootstrap.

    Returns
    -------
    Paired

    References
    ----------
    .. [1] Efron, Tibshirani: An Introduction to the Bootstrap, Chapman & Hall 1993,
       chapters 8 and 13.
    .. [2] Piaggio, Elbourne, Pocock, Evans, Altman: Reporting of noninferiority and
       equivalence randomized trials, JAMA 2012, doi:10.1001/jama.2012.87802.
    """
    if challenger.cases_digest != champion.cases_digest:
        message = "Only scores of the same cases can be paired."
        raise ValueError(message)
    ids = challenger.condition_ids
    loss = challenger.loss.astype(np.float64) - champion.loss
    missed = [scores.urgency < emergency_rank for scores in (challenger, champion)]
    more_missed = missed[0].astype(np.float64) - missed[1]
    groups = [np.flatnonzero(challenger.condition == j) for j in range(len(ids))]
    shares = np.asarray(challenger.shares)
    urgent = np.isin(ids, emergencies)

    def resampled(values: Floats) -> _Resampled:
        return _resample([values[rows] for rows in groups], n_resamples, seed)

    losses = resampled(loss)
    return Paired(
        overall=losses.weighted(shares, LEVEL),
        by_condition={
            condition: losses.weighted(np.eye(len(ids))[j], LEVEL / len(ids))
            for j, condition in enumerate(ids)
            if len(groups[j])
        },
        missed=resampled(more_missed).weighted(shares * urgent, LEVEL),
    )


@dataclass(frozen=True)
class _Resampled:
    """Means of each condition: as measured, and of every resample."""

    means: Floats
    resamples: Floats
    counts: NDArray[np.int64]

    def weighted(self, weights: Floats, level: float) -> Difference:
        """Put the conditions together by their weights."""
        weights = np.where(self.counts > 0, weights, 0.0)
        weights = weights / weights.sum()
        # Sums of NumPy's own: a product of matrices adds as the machine likes.
        drawn = (weights[:, None] * self.resamples).sum(axis=0)
        low, high, bound = np.quantile(drawn, [0.025, 0.975, 1.0 - level])
        n_cases = int(self.counts[weights > 0].sum())
        value = float((weights * self.means).sum())
        return Difference(value, float(low), float(high), float(bound), n_cases)


def _resample(groups: list[Floats], n_resamples: int, seed: int) -> _Resampled:
    means = np.array([group.mean() if len(group) else 0.0 for group in groups])
    resamples = np.tile(means[:, None], (1, n_resamples))
    for j, group in enumerate(groups):
        # One value alone, or the same everywhere, is the same in every resample.
        if len(group) and np.ptp(group) > 0:
            resamples[j] = bootstrap(
                # In order of size: the draws belong to the values, not to the rows.
                (np.sort(group),),
                np.mean,
                n_resamples=n_resamples,
                batch=_AT_ONCE,
                method="percentile",
                rng=np.random.default_rng([seed, j]),
            ).bootstrap_distribution
    return _Resampled(means, resamples, np.array([len(group) for group in groups]))
