"""Decision curves: what acting on rules, model or both is worth against not looking."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.metrics.net_benefit import resampled_net_benefit
from pipeline.model.tiers import tier_ranks
from pipeline.stages.merged import Merged
from pipeline.stages.told import told
from pipeline.terms import Urgency

Item = dict[str, Any]
# Who would act at 1% holds one miss as bad as 99 false alarms; at 30%, two and a third.
THRESHOLDS = (0.01, 0.02, 0.03, 0.05, 0.075, 0.10, 0.15, 0.20, 0.25, 0.30)
STRATEGIES = ("model", "posterior", "rules", "both", "all", "none")


def decision_curve(
    tier: Urgency,
    merged: Merged,
    y_true: NDArray[np.int64],
    resamples: NDArray[np.float32],
) -> Item:
    """Give the net benefit of every strategy at every threshold.

    Parameters
    ----------
    tier : Urgency
        The decision: to treat a patient as of this tier or a worse one.
    merged : Merged
    y_true : ndarray of shape (n_cases,)
    resamples : ndarray of shape (n_cases, n_resamples), float32

    Returns
    -------
    dict
        `tier`, `n_cases`, `n_events` (patients whose condition is of that tier or
        worse) and `curve`, a row for each threshold: `model` and `posterior` act where
        the probability of those conditions reaches the threshold, `rules` and `both`
        where the urgency is that tier or worse, whatever the threshold, `all` for
        everybody, `none` for nobody. Each with `value`, `low` and `high`.

    References
    ----------
    .. [1] Vickers, Elkin: Decision curve analysis: a novel method for evaluating
       prediction models, Med Decis Making 2006, doi:10.1177/0272989X06295361.
    """
    severe = tier_ranks() >= tier.rank
    events = severe[y_true]
    chances = [proba[:, severe].sum(axis=1) for proba in (merged.proba, merged.exact)]
    fixed = [ranks >= tier.rank for ranks in (merged.rules, merged.both)]
    everybody = np.ones(len(y_true), dtype=bool)
    curve = []
    for threshold in THRESHOLDS:
        acting = [chance >= threshold for chance in chances]
        treated = np.column_stack([*acting, *fixed, everybody, ~everybody])
        values = resampled_net_benefit(events, treated, threshold, resamples)
        row = zip(STRATEGIES, values.T, strict=True)
        curve.append({"threshold": threshold, **{name: told(v) for name, v in row}})
    return {
        "tier": tier.value,
        "n_cases": len(y_true),
        "n_events": int(events.sum()),
        "curve": curve,
    }
