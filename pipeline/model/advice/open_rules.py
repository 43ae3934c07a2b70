"""What the undecided red flags ask for, worst tier first."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.knowledge import Knowledge
from pipeline.rules import Triage
from pipeline.rules.triage import OpenRule
from pipeline.terms import Urgency

MOST_OPEN_QUESTIONS = 5
TIER_WORDS = {
    Urgency.EMERGENCY: "an emergency",
    Urgency.URGENT_SAME_DAY: "urgent, same day",
    Urgency.URGENT_2_WEEKS: "urgent, within two weeks",
    Urgency.ROUTINE: "routine",
}


def raising_rules(triage: Triage) -> dict[str, OpenRule]:
    """For each field that would fire undecided rules alone, the worst of them."""
    raising: dict[str, OpenRule] = {}
    for item in triage.undetermined:
        for name in item.decisive:
            raising.setdefault(name, item)
    return raising


def open_red_flags(
    triage: Triage,
    urgency: Urgency | None,
    knowledge: Knowledge,
    pointless: frozenset[str] = frozenset(),
) -> list[dict[str, str]]:
    """Give the questions that undecided red flags above the urgency wait for.

    First those that would fire one alone: worst tier first, history before
    examination. With none of them left, those that need others beside them.

    Parameters
    ----------
    triage : Triage
    urgency : Urgency or None
    knowledge : Knowledge
    pointless : frozenset of str
        Findings not to ask for.

    Returns
    -------
    list of dict
        `finding` and `why`, at most five.
    """
    now = -1 if urgency is None else urgency.rank
    rules = [item for item in triage.undetermined if item.rule.tier.rank > now]
    alone = _bearing(((r, r.decisive) for r in rules), knowledge, pointless)
    together = _bearing(((r, r.ask) for r in rules), knowledge, pointless)
    chosen = alone or together
    word = "alone" if alone else "with other answers"
    order = list(knowledge.findings)

    def importance(name: str) -> tuple[int, bool, int, int]:
        by_examiner = knowledge.findings[name].source == "exam"
        worst = -chosen[name][0].rule.tier.rank
        return worst, by_examiner, -len(chosen[name]), order.index(name)

    return [
        {"finding": name, "why": if_present(chosen[name][0], word)}
        for name in sorted(chosen, key=importance)[:MOST_OPEN_QUESTIONS]
    ]


def if_present(item: OpenRule, word: str = "alone") -> str:
    """Say what a present answer would mean for an undecided rule."""
    how = "" if word == "alone" else f" {word}"
    return f"If present, {TIER_WORDS[item.rule.tier]}{how}: {item.rule.name}"


def _bearing(
    asked_by: Iterable[tuple[OpenRule, tuple[str, ...]]],
    knowledge: Knowledge,
    pointless: frozenset[str],
) -> dict[str, list[OpenRule]]:
    """Gather the rules that wait for each finding, worst first."""
    bearing: dict[str, list[OpenRule]] = {}
    for item, names in asked_by:
        for name in names:
            if name in knowledge.findings and name not in pointless:
                bearing.setdefault(name, []).append(item)
    return bearing
