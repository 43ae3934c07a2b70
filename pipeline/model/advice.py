"""What explains an assessment, what would change it, and what to ask next."""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.cases import CONTEXT_FIELDS, Case
from pipeline.knowledge import Knowledge
from pipeline.model.explain import Explanation
from pipeline.model.tiers import TIER_ORDER, asked_tiers
from pipeline.rules import Triage
from pipeline.terms import Urgency

MOST_REASONS = 6
MOST_OPEN_QUESTIONS = 5
MOST_INFORMATIVE = 5
# Below these an answer hardly moves the odds, or the uncertainty.
SMALLEST_WEIGHT = 0.1
SMALLEST_INFORMATION_NATS = 0.01
TIER_WORDS = {
    Urgency.EMERGENCY: "an emergency",
    Urgency.URGENT_SAME_DAY: "urgent, same day",
    Urgency.URGENT_2_WEEKS: "urgent, within two weeks",
    Urgency.ROUTINE: "routine",
}


def reasons(
    explanation: Explanation, case: Case, condition_ids: list[str], order: list[str]
) -> list[dict[str, Any]]:
    """Give the answers that speak for and against some conditions.

    Parameters
    ----------
    explanation : Explanation
    case : Case
    condition_ids : list of str
        Columns of the probabilities.
    order : list of str
        Conditions to explain.

    Returns
    -------
    list of dict
        `condition`, `for` and `against`, strongest first; each reason has `finding`,
        `answer`, and `weight`, the change of log-odds that the answer brings.
    """
    entries = []
    for condition in order:
        weights = explanation.weights(condition_ids.index(condition))
        ranked = np.argsort(-np.abs(weights), kind="stable")
        told = [
            {
                "finding": explanation.known[i],
                "answer": case.findings[explanation.known[i]].value,
                "weight": round(float(weights[i]), 3),
            }
            for i in ranked
            if abs(weights[i]) >= SMALLEST_WEIGHT
        ]
        entries.append(
            {
                "condition": condition,
                "for": [r for r in told if r["weight"] > 0][:MOST_REASONS],
                "against": [r for r in told if r["weight"] < 0][:MOST_REASONS],
            }
        )
    return entries


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


def next_questions(
    triage: Triage,
    explanation: Explanation | None,
    urgency: Urgency | None,
    knowledge: Knowledge,
    pointless: frozenset[str] = frozenset(),
) -> list[dict[str, str]]:
    """Give the questions most worth asking: open red flags first, then information.

    Parameters
    ----------
    triage : Triage
    explanation : Explanation or None
    urgency : Urgency or None
    knowledge : Knowledge
    pointless : frozenset of str
        Findings that a known answer already makes impossible.

    Returns
    -------
    list of dict
        `finding` and `why`, in the order of asking.
    """
    questions = _open_red_flags(triage, urgency, knowledge, pointless)
    asked = pointless | {question["finding"] for question in questions}
    if explanation is not None:
        gains = explanation.expected_information()
        reason = "Tells the likely causes apart best of what is still unknown"
        informative = [
            explanation.unknown[i]
            for i in np.argsort(-gains, kind="stable")
            if gains[i] >= SMALLEST_INFORMATION_NATS
        ]
        new = [finding for finding in informative if finding not in asked]
        questions += [{"finding": f, "why": reason} for f in new[:MOST_INFORMATIVE]]
    return questions


def _open_red_flags(
    triage: Triage,
    urgency: Urgency | None,
    knowledge: Knowledge,
    pointless: frozenset[str],
) -> list[dict[str, str]]:
    """Questions that could raise the urgency on their own, worst tier first."""
    now = -1 if urgency is None else urgency.rank
    opened: dict[str, list[tuple[Urgency, str]]] = {}
    for item in triage.undetermined:
        if item.rule.tier.rank <= now:
            continue
        for name in item.decisive:
            if name in knowledge.findings and name not in pointless:
                opened.setdefault(name, []).append((item.rule.tier, item.rule.name))
    order = list(knowledge.findings)

    def importance(name: str) -> tuple[int, bool, int, int]:
        rules = opened[name]
        by_examiner = knowledge.findings[name].source == "exam"
        return -rules[0][0].rank, by_examiner, -len(rules), order.index(name)

    return [
        {
            "finding": name,
            "why": f"If present, {TIER_WORDS[tier]}: {rule_name}",
        }
        for name in sorted(opened, key=importance)[:MOST_OPEN_QUESTIONS]
        for tier, rule_name in opened[name][:1]
    ]
