"""A few of the shipped rules with a hazard log of their own, and ways to break them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from pipeline.cases import Case
from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.knowledge.hazard_schema import (
    Claim,
    Control,
    DocumentedFlag,
    Hazard,
    HazardLog,
)
from pipeline.knowledge.schema import Rule, RuleBook
from pipeline.proofs.layer import Outcome, RuleLayer
from pipeline.rules import RuleSet, Verdict
from pipeline.rules.circuit import Circuit
from pipeline.rules.merge import merge, shown_order
from pipeline.terms import Urgency

# Single findings, a conjunction, thresholds on two fields, counting, and every tier.
SMALL = ("RF001", "RF014", "RF019", "RF023", "RF026", "RF032", "RF040")
CAUDA = "cauda_equina_syndrome"
SMALL_LOG = HazardLog.model_construct(
    hazards=(
        Hazard.model_construct(
            id="HZ01",
            controls=(
                Control(rule="RF001", tier=Urgency.EMERGENCY, suspects=(CAUDA,)),
                Control(rule="RF040", tier=Urgency.ROUTINE),
            ),
        ),
    ),
    documented=(
        DocumentedFlag(
            id="DF01",
            document="seed_000",
            says="Lost control of the bladder is an emergency.",
            hazards=("HZ01",),
            claims=(
                Claim(
                    when={"urinary_retention": "present"},
                    at_least=Urgency.EMERGENCY,
                    suspects=(CAUDA,),
                    rules=("RF001",),
                ),
                Claim(
                    when={"significant_trauma": "present", "duration_days": 10},
                    at_least=Urgency.URGENT_SAME_DAY,
                    rules=("RF023",),
                ),
            ),
        ),
    ),
)


@cache
def shipped_rule(rule_id: str) -> Rule:
    rules = load_knowledge().rule_book.rules
    return next(rule for rule in rules if rule.id == rule_id)


def with_rules(rules: Iterable[Rule]) -> Knowledge:
    """The shipped knowledge with other rules."""
    groups = load_knowledge().rule_book.groups
    book = RuleBook(groups=groups, rules=tuple(rules))
    return replace(load_knowledge(), rule_book=book)


def small(**changes: dict[str, Any]) -> Knowledge:
    """A few of the shipped rules, some with other entries."""
    return with_rules(
        shipped_rule(key).model_copy(update=changes.get(key, {})) for key in SMALL
    )


def one_rule(when: Any) -> Knowledge:
    """A single rule with this condition."""
    return with_rules([shipped_rule("RF001").model_copy(update={"when": when})])


def layer(
    knowledge: Knowledge | None = None, rule_set: RuleSet | None = None, **parts: Any
) -> RuleLayer:
    """A rule layer of which everything not given is in order."""
    text = knowledge or small()
    whole: dict[str, Any] = {
        "hazards": SMALL_LOG,
        "merge": merge,
        "shown_order": shown_order,
        **parts,
    }
    return RuleLayer(text, rule_set=rule_set or RuleSet(text), **whole)


class Rewired(Circuit):
    """A circuit that something is done to on the way out."""

    def __init__(
        self,
        rule_set: RuleSet,
        rewire: Callable[[dict[Any, Any], dict[str, Any]], dict[str, Any]],
        only: type | tuple[type, ...] = object,
    ) -> None:
        super().__init__(rule_set.conditions)
        self._ids = [rule.id for rule in rule_set.rules]
        self._rewire, self._only = rewire, only

    def evaluate(self, values: Iterable[Any]) -> tuple[Any, ...]:
        given = list(values)
        outputs = super().evaluate(given)
        if not isinstance(given[0], self._only):
            return outputs
        leaves = dict(zip(self.leaves, given, strict=True))
        by_rule = dict(zip(self._ids, outputs, strict=True))
        return tuple((by_rule | self._rewire(leaves, by_rule)).values())


def rewired(
    rewire: Callable[[dict[Any, Any], dict[str, Any]], dict[str, Any]],
    only: type | tuple[type, ...] = object,
) -> RuleSet:
    """The small rules on a circuit that something is done to, for some values only."""
    rule_set = RuleSet(small())
    rule_set.circuit = Rewired(rule_set, rewire, only)
    return rule_set


class Backwards(Circuit):
    """A circuit that gives its outputs in the opposite order."""

    def evaluate(self, values: Iterable[Any]) -> tuple[Any, ...]:
        return super().evaluate(values)[::-1]


def mildest_first() -> RuleSet:
    """The small rules, the mildest tier first."""
    rule_set = RuleSet(small())
    rule_set.circuit = Backwards(rule_set.conditions)
    rule_set.rules = rule_set.rules[::-1]
    rule_set.conditions = rule_set.conditions[::-1]
    return rule_set


def run(broken: RuleLayer, rule_id: str, case: Case | None) -> Verdict:
    """What a broken rule layer makes of a counterexample."""
    assert case is not None
    verdict = broken.verdict(rule_id, case)
    assert verdict is not None
    return verdict


def refuted(outcome: Outcome, *words: str) -> Case:
    """Check that a theorem fails for a reason, and give its counterexample."""
    assert not outcome.holds
    for word in words:
        assert word in outcome.what
    assert outcome.counterexample is not None
    return outcome.counterexample


def ids(rules: Sequence[Rule]) -> list[str]:
    return [rule.id for rule in rules]
