"""The single answers that would change the urgency or the top condition."""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.cases import CONTEXT_FIELDS
from pipeline.model.explain import Explanation
from pipeline.model.tiers import TIER_ORDER, asked_tiers
from pipeline.rules import Triage
from pipeline.terms import Urgency


def would_change(
    triage: Triage,
    explanation: Explanation | None,
    thresholds: dict[Urgency, float],
    urgency: Urgency | None,
    condition_ids: list[str],
) -> list[dict[str, Any]]:
    """List single answers that would change the urgency or the top condition.

    Parameters
    ----------
    triage : Triage
    explanation : Explanation or None
        None without a model: then only what the rules would raise is listed.
    thresholds : dict
        Of the model's tiers.
    urgency : Urgency or None
        The present one.
    condition_ids : list of str

    Returns
    -------
    list of dict
        `finding`, `answer`, the `urgency` it would give and the `top_condition`,
        the most probable one (None without a model); highest urgency first.
    """
    fires = _tiers_that_would_fire(triage)
    now = -1 if urgency is None else urgency.rank
    if explanation is None:
        raises = [(tier.rank, finding) for finding, tier in fires.items()]
        changes = [
            (rank, _change(finding, "present", rank, None))
            for rank, finding in raises
            if rank > now
        ]
    else:
        floor = -1 if triage.floor is None else triage.floor.rank
        changes = [
            *_changes(explanation, "present", thresholds, now, floor, fires),
            *_changes(explanation, "absent", thresholds, now, floor, {}),
        ]
        for _, entry in changes:
            entry["top_condition"] = condition_ids[entry["top_condition"]]
    changes.sort(key=lambda pair: -pair[0])
    return [entry for _, entry in changes]


def _changes(
    explanation: Explanation,
    answer: str,
    thresholds: dict[Urgency, float],
    now: int,
    floor: int,
    fires: dict[str, Urgency],
) -> list[tuple[int, dict[str, Any]]]:
    """Find the unknown findings whose given answer changes tier or top column."""
    present = answer == "present"
    proba = explanation.if_present if present else explanation.if_absent
    asked = np.maximum(asked_tiers(proba, thresholds), floor)
    fired = [fires[f].rank if f in fires else -1 for f in explanation.unknown]
    ranks = np.maximum(asked, np.array(fired, dtype=np.int64))
    tops = proba.argmax(axis=1)
    changed = np.flatnonzero((ranks != now) | (tops != explanation.proba.argmax()))
    return [
        (
            int(ranks[i]),
            _change(explanation.unknown[i], answer, int(ranks[i]), int(tops[i])),
        )
        for i in changed
    ]


def _change(finding: str, answer: str, rank: int, top: int | None) -> dict[str, Any]:
    return {
        "finding": finding,
        "answer": answer,
        "urgency": TIER_ORDER[rank].value,
        "top_condition": top,
    }


def _tiers_that_would_fire(triage: Triage) -> dict[str, Urgency]:
    """For each finding, the worst open rule that it would fire alone."""
    fires: dict[str, Urgency] = {}
    for item in triage.undetermined:
        for name in item.decisive:
            if name not in CONTEXT_FIELDS:
                fires.setdefault(name, item.rule.tier)
    return fires
