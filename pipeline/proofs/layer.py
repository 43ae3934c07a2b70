"""What the theorems are about, and the form in which one is stated and answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from pipeline.cases import Case
from pipeline.knowledge import Knowledge
from pipeline.knowledge.hazard_schema import HazardLog
from pipeline.knowledge.schema import Rule
from pipeline.proofs.symbolic_triage import Merge, SymbolicMerge, SymbolicTriage
from pipeline.proofs.symbols import SymbolicCase
from pipeline.rules import RuleSet, Verdict
from pipeline.terms import Urgency

Order = Callable[
    [Mapping[str, Urgency], Sequence[float] | None, Sequence[str]], list[int]
]
Method = Literal["solver", "every state", "solver, every state", "run", "comparison"]


@dataclass(frozen=True)
class RuleLayer:
    """The rules as they run, what is written about them, and the merge.

    Parameters
    ----------
    knowledge : Knowledge
        Whose red_flags.yaml is the text of the rules.
    hazards : HazardLog
        What is required of the rules.
    rule_set : RuleSet
        The rules as they run.
    merge : callable
        From the floor and what the model asks for to the urgency.
    shown_order : callable
        From suspects, probabilities and conditions to their order.
    """

    knowledge: Knowledge
    hazards: HazardLog
    rule_set: RuleSet
    merge: Merge
    shown_order: Order

    @property
    def text(self) -> tuple[Rule, ...]:
        """The rules as they are written."""
        return self.knowledge.rule_book.rules

    @cached_property
    def triage(self) -> SymbolicTriage:
        """What the rules say about a case of which everything is open."""
        return self.triage_of(SymbolicCase(self.knowledge))

    @cached_property
    def merged(self) -> SymbolicMerge:
        """What the merge makes of that, whatever the model asks for."""
        return SymbolicMerge(self.merge, self.triage.floor)

    def triage_of(self, case: SymbolicCase) -> SymbolicTriage:
        """Give what the rules say about another such case."""
        return SymbolicTriage(self.rule_set, case)

    def verdict(self, rule_id: str, case: Case) -> Verdict | None:
        """Run a case; None for a rule that does not run."""
        return self.rule_set.evaluate(case).verdicts.get(rule_id)


@dataclass(frozen=True)
class Outcome:
    """Whether a theorem holds.

    Parameters
    ----------
    holds : bool
    what : str
        How much was looked at; or what happened, and what should have.
    counterexample : Case, optional
        Shows the fault when it is run; None when none exists to be shown.
    """

    holds: bool
    what: str
    counterexample: Case | None = None


@dataclass(frozen=True)
class Theorem:
    """A statement about the rule layer that can be checked for all cases.

    Parameters
    ----------
    id : str
    statement : str
        In plain words.
    method : str
        `solver`: for all cases at once, by an SMT solver. `every state`: by running
        every state there is. `run`: by running what is listed. `comparison`: by
        holding two lists against each other.
    check : callable
    """

    id: str
    statement: str
    method: Method
    check: Callable[[RuleLayer], Outcome]


def holds(what: str) -> Outcome:
    """Say that a theorem holds."""
    return Outcome(True, what)


def fails(what: str, case: Case | None = None) -> Outcome:
    """Say that a theorem fails, and on which case."""
    return Outcome(False, what, case)


def in_words(tier: Urgency | None) -> str:
    """Name a tier, or that there is none."""
    return "nothing" if tier is None else tier.value


def say(answers: Any) -> str:
    """Write answers on one line."""
    return ", ".join(f"{field}: {answer}" for field, answer in answers.items())
