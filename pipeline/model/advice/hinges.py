"""The known answers on which the urgency or the top condition hinges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.cases import Case
from pipeline.model.explain import Explanation
from pipeline.model.information import Floats
from pipeline.model.tiers import TIER_ORDER, asked_tiers
from pipeline.rules import load_rules
from pipeline.rules.otherwise import floors_otherwise
from pipeline.terms import Answer, Urgency

# Rank of the urgency, and column of the top condition.
Result = tuple[int, int]


def hinges_on(
    case: Case,
    explanation: Explanation,
    thresholds: dict[Urgency, float],
    condition_ids: list[str],
) -> list[dict[str, Any]]:
    """List known answers that, had they been otherwise, would change the result.

    Parameters
    ----------
    case : Case
    explanation : Explanation
        Of the case.
    thresholds : dict
        Of the model's tiers.
    condition_ids : list of str

    Returns
    -------
    list of dict
        `finding`, `given`, the `answer` that would change the urgency or the top
        condition (the opposite, or unknown), the `urgency` it would give and the
        `top_condition`. What both would change alike is listed once, as the opposite.
    """
    (own,) = _by_model(explanation.proba[None], thresholds)
    now = _with_rules(_floor(case), own)
    entries: list[dict[str, Any]] = []
    for finding, answer, floor, by_model in _trials(case, explanation, thresholds):
        then = _with_rules(floor, by_model)
        entry = {
            "finding": finding,
            "given": case.findings[finding].value,
            "answer": answer.value,
            "urgency": TIER_ORDER[then[0]].value,
            "top_condition": condition_ids[then[1]],
        }
        # The opposite stands just before the unknown.
        before = entries[-1] if entries else {}
        if then != now and {**before, "answer": answer.value} != entry:
            entries.append(entry)
    return entries


def _trials(
    case: Case, explanation: Explanation, thresholds: dict[Urgency, float]
) -> Iterator[tuple[str, Answer, Urgency | None, Result]]:
    """Walk the other answers: the finding, the answer, what fires, what is likely."""
    rule_set, now = load_rules(), _floor(case)
    # All at once: one by one they would take longer than the rest of an assessment.
    if_turned = _by_model(explanation.turned, thresholds)
    without = _by_model(explanation.without, thresholds)
    floors = floors_otherwise(rule_set, rule_set.leaf_values(case))
    for i, finding in enumerate(explanation.known):
        turned = floors.get(finding, now)
        if case.findings[finding] is Answer.PRESENT:
            yield finding, Answer.ABSENT, turned, if_turned[i]
            yield finding, Answer.UNKNOWN, turned, without[i]
        else:
            yield finding, Answer.PRESENT, turned, if_turned[i]
            # An absent answer fires nothing: without it the same rules fire.
            yield finding, Answer.UNKNOWN, now, without[i]


def _floor(case: Case) -> Urgency | None:
    return load_rules().evaluate(case).floor


def _by_model(proba: Floats, thresholds: dict[Urgency, float]) -> list[Result]:
    """Give the rank that the model asks for, and the top column, of each row."""
    ranks, tops = asked_tiers(proba, thresholds), proba.argmax(axis=1)
    return list(zip(ranks.tolist(), tops.tolist(), strict=True))


def _with_rules(floor: Urgency | None, by_model: Result) -> Result:
    """Let the rules raise the rank."""
    rank, top = by_model
    return max(-1 if floor is None else floor.rank, rank), top
