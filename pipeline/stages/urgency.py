"""Whether the urgency is right: what is missed, what is alarmed for nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.knowledge import load_knowledge
from pipeline.metrics import resample
from pipeline.model import Classifier
from pipeline.model.tiers import TIER_ORDER, tier_ranks
from pipeline.model.training import true_columns
from pipeline.stages.by_condition import draw_by_condition
from pipeline.stages.decisions import decision_curve
from pipeline.stages.merged import Merged, read_merged
from pipeline.stages.told import counted_share
from pipeline.synthesis import Request, sample_cases
from pipeline.terms import Urgency

Ints = NDArray[np.int64]
Item = dict[str, Any]
WHO = ("rules", "model", "both")
DECISIONS = (Urgency.EMERGENCY, Urgency.URGENT_SAME_DAY)
_ALARMS = tuple(tier for tier in reversed(TIER_ORDER) if tier is not Urgency.ROUTINE)


def evaluate_urgency(
    classifier: Classifier, seed: int, n: int, n_per_condition: int, n_resamples: int
) -> Item:
    """Assess simulated patients and hold the urgency against their true condition.

    Parameters
    ----------
    classifier : Classifier
    seed : int
        Of streams that served nothing else, and of the resamples.
    n : int
        Patients as they come.
    n_per_condition : int
        Patients of each condition, on average, for what is missed of rare ones.
    n_resamples : int

    Returns
    -------
    dict
        `confusion`: patients by the tier of their condition and the urgency given,
        `found`: see `sensitivities`; `false_alarms`: see `false_alarms`; `decisions`:
        a decision curve for each of `DECISIONS`.
    """
    patients = sample_cases(n, Request(seed=seed))
    merged, y_true = read_merged(patients, classifier), true_columns(patients)
    drawn = draw_by_condition(seed, n_per_condition)
    keys = (merged.both, patients.age, y_true, merged.proba.max(axis=1))
    times = resample(keys, n_resamples, seed)
    return {
        "seed": seed,
        "n_cases": len(patients),
        "n_resamples": n_resamples,
        "confusion": confusion(tier_ranks()[y_true], merged.both),
        "found": sensitivities(read_merged(drawn, classifier), true_columns(drawn)),
        "false_alarms": false_alarms(merged, y_true),
        "decisions": [
            decision_curve(tier, merged, y_true, times) for tier in DECISIONS
        ],
    }


def confusion(true: Ints, given: Ints) -> dict[str, dict[str, int]]:
    """Count patients by the tier of their condition and by the urgency given.

    Parameters
    ----------
    true, given : ndarray of shape (n_cases,)
        Ranks as in `Urgency.rank`.

    Returns
    -------
    dict of str to dict of str to int
        Worst tier first.
    """
    tiers = TIER_ORDER[::-1]
    return {
        row.value: {
            column.value: int(((true == row.rank) & (given == column.rank)).sum())
            for column in tiers
        }
        for row in tiers
    }


def sensitivities(merged: Merged, y_true: Ints) -> list[Item]:
    """Give how many patients with each serious condition are seen soon enough.

    Parameters
    ----------
    merged : Merged
        Of patients drawn condition by condition.
    y_true : ndarray of shape (n_cases,)

    Returns
    -------
    list of dict
        Worst tier first; `rules`, `model` and `both`: the share whose urgency is that
        of the condition or a worse one, with its Wilson interval and n.
    """
    profiles = load_knowledge().profiles
    rows = []
    for j, key in enumerate(sorted(profiles)):
        tier = profiles[key].tier
        if tier is Urgency.ROUTINE:
            continue
        own = y_true == j
        told = {
            who: counted_share(
                int((getattr(merged, who)[own] >= tier.rank).sum()), int(own.sum())
            )
            for who in WHO
        }
        names = {"condition": key, "name": profiles[key].name, "tier": tier.value}
        rows.append({**names, "n": int(own.sum()), **told})
    return sorted(rows, key=lambda row: (-Urgency(row["tier"]).rank, str(row["name"])))


def false_alarms(merged: Merged, y_true: Ints) -> list[Item]:
    """Give how many patients without serious disease are sent to each tier, or worse.

    Parameters
    ----------
    merged : Merged
        Of patients as they come.
    y_true : ndarray of shape (n_cases,)

    Returns
    -------
    list of dict
        Worst tier first; `rules`, `model` and `both` with Wilson intervals and n.
    """
    harmless = tier_ranks()[y_true] == Urgency.ROUTINE.rank
    n = int(harmless.sum())
    return [
        {
            "tier": tier.value,
            "n": n,
            **{
                who: counted_share(
                    int((getattr(merged, who)[harmless] >= tier.rank).sum()), n
                )
                for who in WHO
            },
        }
        for tier in _ALARMS
    ]
