"""From probabilities to the urgency that the model asks for."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.knowledge import load_knowledge
from pipeline.terms import Urgency

TIER_ORDER = tuple(sorted(Urgency, key=lambda urgency: urgency.rank))


@cache
def tier_ranks() -> NDArray[np.int64]:
    """Rank of each condition's own tier, in the order of `condition_ids`."""
    profiles = load_knowledge().profiles
    return np.array([profiles[key].tier.rank for key in sorted(profiles)])


def asked_tiers(
    proba: NDArray[np.float64], thresholds: dict[Urgency, float]
) -> NDArray[np.int64]:
    """Give the rank of the tier that each row of probabilities asks for.

    The highest tier T is asked for such that the conditions of tier T or worse
    together reach the threshold of T; routine when none is reached.

    Parameters
    ----------
    proba : ndarray of shape (n_samples, n_conditions)
    thresholds : dict of Urgency to float

    Returns
    -------
    ndarray of shape (n_samples,)
        Ranks as in `Urgency.rank`.
    """
    asked = np.zeros(len(proba), dtype=np.int64)
    worst_first, n_of_tier_or_worse = _by_tier()
    # Row by row, so that a case counts alike alone and among many.
    together = proba[:, worst_first].cumsum(axis=1)
    for urgency, threshold in sorted(thresholds.items(), key=lambda item: item[0].rank):
        reached = together[:, n_of_tier_or_worse[urgency.rank] - 1] >= threshold
        asked[reached] = urgency.rank
    return asked


@cache
def _by_tier() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the conditions, worst tier first, and how many are of each rank or worse."""
    ranks = tier_ranks()
    counts = [(ranks >= tier.rank).sum() for tier in TIER_ORDER]
    return np.argsort(-ranks, kind="stable"), np.array(counts)
