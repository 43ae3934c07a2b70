"""Evaluate every red flag on one case, in three values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.cases import Case
from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.knowledge.logic import Present, Threshold, parse_logic
from pipeline.knowledge.schema import Rule
from pipeline.rules.compiled import (
    Condition,
    Leaf,
    LeafBits,
    compile_condition,
    relevant_leaves,
    single_bits,
)
from pipeline.terms import Answer, Urgency


@dataclass(frozen=True)
class FiredRule:
    """A rule that fired.

    Parameters
    ----------
    rule : Rule
    because : tuple of str
        Every present finding, and context field whose threshold is met, that belongs
        to a satisfied branch, in the rule's own order.
    """

    rule: Rule
    because: tuple[str, ...]


@dataclass(frozen=True)
class OpenRule:
    """A rule that unanswered questions could still fire.

    Parameters
    ----------
    rule : Rule
    ask : tuple of str
        Every unknown field whose answer could still fire it, in the rule's own order.
    decisive : tuple of str
        Those of `ask` that would fire it alone, whatever the rest.
    """

    rule: Rule
    ask: tuple[str, ...]
    decisive: tuple[str, ...]


@dataclass(frozen=True)
class Triage:
    """What the rules say about a case: a floor under its urgency.

    Parameters
    ----------
    fired, undetermined : tuple
        Worst tier first, then by id.
    """

    fired: tuple[FiredRule, ...]
    undetermined: tuple[OpenRule, ...]

    @property
    def floor(self) -> Urgency | None:
        """The worst fired tier; None when nothing fired."""
        return self.fired[0].rule.tier if self.fired else None

    def suspect_tiers(self) -> dict[str, Urgency]:
        """Give each suspected condition the worst tier that suspects it."""
        tiers: dict[str, Urgency] = {}
        for fired in self.fired:
            for suspect in fired.rule.suspects:
                tiers.setdefault(suspect, fired.rule.tier)
        return tiers


class RuleSet:
    """All rules, compiled together.

    Parameters
    ----------
    knowledge : Knowledge
        Whose red_flags.yaml is compiled.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        bits = LeafBits()
        book = knowledge.rule_book
        ordered = sorted(book.rules, key=lambda rule: (-rule.tier.rank, rule.id))
        self.rules: tuple[tuple[Rule, Condition], ...] = tuple(
            (rule, compile_condition(parse_logic(rule.when, book.groups), bits))
            for rule in ordered
        )
        self._present = {
            leaf.finding: bit
            for leaf, bit in bits.bits.items()
            if isinstance(leaf, Present)
        }
        self._names = {bit: _field(leaf) for leaf, bit in bits.bits.items()}
        self._thresholds = [
            (leaf, bit)
            for leaf, bit in bits.bits.items()
            if isinstance(leaf, Threshold)
        ]

    def evaluate(self, case: Case) -> Triage:
        """Decide every rule for a case.

        Parameters
        ----------
        case : Case

        Returns
        -------
        Triage
            Unknown answers never count as absent: a rule that they could still fire
            is undetermined.
        """
        true, false = self._masks(case)
        fired, undetermined = [], []
        for rule, condition in self.rules:
            if condition.holds(true):
                because = self._fields(condition, condition.support(true))
                fired.append(FiredRule(rule, because))
            elif condition.holds(condition.leaves & ~false):
                undetermined.append(self._open(rule, condition, true, false))
        return Triage(tuple(fired), tuple(undetermined))

    def _masks(self, case: Case) -> tuple[int, int]:
        """Masks of the leaves known to be true and known to be false."""
        true = false = 0
        for finding, answer in case.findings.items():
            bit = self._present.get(finding, 0)
            if answer is Answer.PRESENT:
                true |= bit
            if answer is Answer.ABSENT:
                false |= bit
        for leaf, bit in self._thresholds:
            value = getattr(case, leaf.field)
            if value is None:
                continue
            at_least = leaf.side == "at_least"
            met = value >= leaf.limit if at_least else value <= leaf.limit
            true, false = (true | bit, false) if met else (true, false | bit)
        return true, false

    def _open(
        self, rule: Rule, condition: Condition, true: int, false: int
    ) -> OpenRule:
        ask = relevant_leaves(condition, true, false)
        decisive = 0
        for bit in single_bits(ask):
            if condition.holds(true | condition.field_of(bit)):
                decisive |= bit
        return OpenRule(
            rule, self._fields(condition, ask), self._fields(condition, decisive)
        )

    def _fields(self, condition: Condition, mask: int) -> tuple[str, ...]:
        """Name the fields of some leaves, each once."""
        names = [self._names[bit] for bit in condition.reading_order if bit & mask]
        return tuple(dict.fromkeys(names))


def _field(leaf: Leaf) -> str:
    return leaf.finding if isinstance(leaf, Present) else leaf.field


@cache
def load_rules() -> RuleSet:
    """Compile the shipped rules, once a process."""
    return RuleSet(load_knowledge())
