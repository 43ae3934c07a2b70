"""Rule books and hazard logs small enough to be checked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.knowledge.hazard_schema import Claim, Control, HazardLog
from pipeline.knowledge.hazards import load_hazards
from pipeline.knowledge.logic import THRESHOLDS, Logic, Present, Threshold
from pipeline.knowledge.schema import Rule, RuleBook, Vocabulary
from pipeline.terms import Urgency

SUSPECTS = ("spinal_infection", "spinal_metastasis")
FINDINGS = ("fever", "unwell", "night_pain", "diabetes", "smoking")


def any_of(*parts: Any) -> dict[str, Any]:
    """Write a condition of which one part must hold."""
    return {"any_of": list(parts)}


def all_of(*parts: Any) -> dict[str, Any]:
    """Write a condition of which all parts must hold."""
    return {"all_of": list(parts)}


def small_rule(when: Any, **changes: Any) -> Rule:
    """Write a rule; without canaries that would notice much."""
    given = {
        "id": "RF001",
        "name": "Small",
        "tier": Urgency.URGENT_2_WEEKS,
        "suspects": SUSPECTS,
        "when": when,
        "action": "Wait.",
        "hazard": "None.",
        "sources": ("seed_000",),
        "must_fire": ({**dict.fromkeys(FINDINGS, "present"), "age": 90},),
        "must_not_fire": ({},),
    }
    return Rule.model_validate({**given, **changes})


def small_knowledge(*rules: Rule, groups: dict[str, Any] | None = None) -> Knowledge:
    """Cut the shipped knowledge down to some rules and five findings."""
    knowledge = load_knowledge()
    few = {key: knowledge.findings[key] for key in FINDINGS}
    vocabulary = Vocabulary(context=knowledge.vocabulary.context, groups={"few": few})
    book = RuleBook(groups=groups or {}, rules=rules)
    return replace(knowledge, vocabulary=vocabulary, rule_book=book)


def small_log(
    controls: tuple[Control, ...] = (), claims: tuple[Claim, ...] = ()
) -> HazardLog:
    """Cut the shipped hazard log down to what it requires and claims."""
    log = load_hazards()
    hazard = log.hazards[0].model_copy(update={"controls": controls})
    flag = log.documented[0].model_copy(update={"claims": claims})
    return log.model_copy(update={"hazards": (hazard,), "documented": (flag,)})


def as_yaml(logic: Logic) -> Any:
    """Write a condition as it would stand in red_flags.yaml."""
    if isinstance(logic, Present):
        return logic.finding
    if isinstance(logic, Threshold):
        names = {place: name for name, place in THRESHOLDS.items()}
        return {names[logic.field, logic.side]: logic.limit}
    return {"at_least": logic.k, "of": [as_yaml(part) for part in logic.of]}
