"""Decide every red flag for one case, in three values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from pipeline.cases import Case
from pipeline.knowledge import Knowledge
from pipeline.knowledge.logic import (
    AtLeast,
    Logic,
    Present,
    Threshold,
    leaves,
    parse_logic,
)
from pipeline.knowledge.schema import Rule
from pipeline.rules.circuit import Circuit, Leaf
from pipeline.rules.questions import COULD_BE, NO, YES, Questions, field_of
from pipeline.terms import Answer, Urgency

_PRESENT = Answer.PRESENT


class Verdict(IntEnum):
    """What is decided about a rule."""

    NOT_FIRED = NO
    UNDETERMINED = COULD_BE
    FIRED = YES

    @property
    def in_words(self) -> str:
        """As a reader would say it."""
        return self.name.lower().replace("_", " ")


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


class Triage:
    """What the rules say about a case: a floor under its urgency.

    The verdicts are decided at once; what explains them is worked out when asked for.

    Parameters
    ----------
    rule_set : RuleSet
    leaf_values : list of int
        What is known of each leaf: `YES`, `NO` or `COULD_BE`.
    """

    def __init__(self, rule_set: RuleSet, leaf_values: list[int]) -> None:
        self._rule_set = rule_set
        self._leaf_values = leaf_values
        self._verdicts = rule_set.circuit.evaluate(leaf_values)

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """What is decided about each rule, by its id, worst tier first."""
        ids = (rule.id for rule in self._rule_set.rules)
        return dict(zip(ids, map(Verdict, self._verdicts), strict=True))

    @property
    def floor(self) -> Urgency | None:
        """The worst fired tier; None when nothing fired."""
        if YES not in self._verdicts:
            return None
        # They stand worst first.
        return self._rule_set.rules[self._verdicts.index(YES)].tier

    @cached_property
    def fired(self) -> tuple[FiredRule, ...]:
        """The rules that fired, worst tier first, then by id."""
        so = {
            leaf
            for leaf, known in zip(
                self._rule_set.circuit.leaves, self._leaf_values, strict=True
            )
            if known == YES
        }
        return tuple(
            FiredRule(rule, _because(logic, so))
            for rule, logic, verdict in self._decided()
            if verdict == YES
        )

    @cached_property
    def undetermined(self) -> tuple[OpenRule, ...]:
        """The rules that unanswered questions could still fire, in the same order."""
        if COULD_BE not in self._verdicts:
            return ()
        questions = self._rule_set.questions
        ask = questions.ask(self._leaf_values)
        decisive = questions.decisive(self._leaf_values)
        return tuple(
            OpenRule(rule, ask[i], decisive[i])
            for i, (rule, _, verdict) in enumerate(self._decided())
            if verdict == COULD_BE
        )

    def suspect_tiers(self) -> dict[str, Urgency]:
        """Give each suspected condition the worst tier that suspects it."""
        tiers: dict[str, Urgency] = {}
        for rule, _, verdict in self._decided():
            for suspect in rule.suspects if verdict == YES else ():
                tiers.setdefault(suspect, rule.tier)
        return tiers

    def _decided(self) -> Iterator[tuple[Rule, Logic, int]]:
        return zip(
            self._rule_set.rules,
            self._rule_set.conditions,
            self._verdicts,
            strict=True,
        )


class RuleSet:
    """All rules of a knowledge, compiled together.

    Parameters
    ----------
    knowledge : Knowledge
        Whose red_flags.yaml is compiled.

    Attributes
    ----------
    rules : tuple of Rule
        Worst tier first, then by id.
    conditions : tuple of Logic
        Theirs, in the same order.
    circuit : Circuit
        Its outputs are the rules, in the same order.
    questions : Questions
        What an undecided rule still depends on.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        book = knowledge.rule_book
        by_tier = sorted(book.rules, key=lambda rule: (-rule.tier.rank, rule.id))
        self.rules: tuple[Rule, ...] = tuple(by_tier)
        self.conditions: tuple[Logic, ...] = tuple(
            parse_logic(rule.when, book.groups) for rule in self.rules
        )
        self.circuit = Circuit(self.conditions)
        self.questions = Questions(self.circuit, self.conditions)
        self._place_of_finding: dict[str, int] = {}
        self._thresholds: list[tuple[int, Threshold]] = []
        for i, leaf in enumerate(self.circuit.leaves):
            if isinstance(leaf, Present):
                self._place_of_finding[leaf.finding] = i
            else:
                self._thresholds.append((i, leaf))
        self._nothing_known = [COULD_BE] * len(self.circuit.leaves)

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
        return Triage(self, self.leaf_values(case))

    def leaf_values(self, case: Case) -> list[int]:
        """Say of each leaf whether it is so, is not, or could be.

        Parameters
        ----------
        case : Case

        Returns
        -------
        list of int
            `YES`, `NO` or `COULD_BE`, in the order of the circuit's leaves.
        """
        values = self._nothing_known.copy()
        place_of_finding = self._place_of_finding
        # A case holds no unknown answers: what it does not name is unknown.
        for finding, answer in case.findings.items():
            if finding in place_of_finding:
                values[place_of_finding[finding]] = YES if answer is _PRESENT else NO
        for i, leaf in self._thresholds:
            number = getattr(case, leaf.field)
            if number is not None:
                values[i] = YES if leaf.met_by(number) else NO
        return values


def _because(logic: Logic, so: set[Leaf]) -> tuple[str, ...]:
    """Name the fields of satisfied branches, each once, in the order of the rule."""
    used = _support(logic, so)
    return tuple(
        dict.fromkeys(field_of(leaf) for leaf in leaves(logic) if leaf in used)
    )


def _support(logic: Logic, so: set[Leaf]) -> set[Leaf]:
    """Gather the leaves of satisfied branches; none when it does not hold."""
    if not isinstance(logic, AtLeast):
        return {logic} & so
    # A satisfied part always has such a leaf: no part is satisfied by nothing.
    found = [used for part in logic.of if (used := _support(part, so))]
    return set().union(*found) if len(found) >= logic.k else set()
