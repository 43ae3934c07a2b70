"""What was right and what was wrong about a published case, and why, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipeline.report.words import TIERS, short_tier

Item = dict[str, Any]
Name = Callable[[str], str]


def side(expected: str | None, got: str | None) -> str:
    """Tell whether a given urgency is right, under or over the expected one.

    No urgency at all is under: nobody is told to act.
    """
    if expected == got:
        return "right"
    if expected not in TIERS:
        return ""
    if got not in TIERS:
        return "under"
    return "under" if TIERS.index(got) > TIERS.index(expected) else "over"


def case_reason(case: Item, condition: Name, finding: Name) -> str:
    """Tell of one case what came out right or wrong, and what led there.

    Parameters
    ----------
    case : dict
        As the evaluation tells it; without `why` the answers that led are left out.
    condition, finding : callable
        Give the words for an id.

    Returns
    -------
    str
        One sentence of its urgency and one of its cause.
    """
    return f"{_urgency(case)} {_cause(case, condition, finding)}"


def _urgency(case: Item) -> str:
    given = short_tier(case["urgency"])
    fired = ", ".join(case["red_flags"])
    reason = f"by {fired}" if case["urgency_from"] == "red_flag" else "by the model"
    told = side(case["expected_urgency"], case["urgency"])
    if told == "under":
        rules = (
            f"the rules that fired ({fired}) ask for no more"
            if fired
            else ("no rule fired")
        )
        return f"Urgency too low: {rules}, and the model does not raise it."
    if told == "over":
        return f"More urgent than expected: {given} {reason}."
    return f"Urgency right: {given} {reason}."


def _cause(case: Item, condition: Name, finding: Name) -> str:
    why = case.get("why") or {"top": [], "cause": []}
    led = _answers(why["top"], finding)
    led = f", led by: {led}" if led else ""
    top = condition(case["top"])
    if case["rank"] == 1:
        return f"Cause right: ranked first{led}."
    if case["rank"] is None:
        noticed = "was" if case.get("fits_none") else "was not"
        return f"No condition of ours; this {noticed} noticed. {top} is first{led}."
    against = _answers(why["cause"], finding)
    against = f". Against the true cause: {against}" if against else ""
    return f"Cause at rank {case['rank']}: {top} is first{led}{against}."


def _answers(answers: list[Item], finding: Name) -> str:
    """Name answers; what is absent is told so."""
    return "; ".join(
        _lower(finding(one["finding"])) + (" (no)" if one["answer"] == "absent" else "")
        for one in answers
    )


def _lower(words: str) -> str:
    """Begin with a small letter, unless the word is a name or an abbreviation."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
