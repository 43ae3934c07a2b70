"""What the running rules and the merge make of a case that is left open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import product
from typing import Any

import z3

from pipeline.knowledge.schema import Rule
from pipeline.proofs.symbols import SymbolicCase
from pipeline.rules import RuleSet
from pipeline.rules.circuit import Leaf
from pipeline.terms import Urgency

Merge = Callable[[Urgency | None, Urgency | None], Urgency | None]
# Everything that rules or model can say about urgency, nothing included.
SAID: tuple[Urgency | None, ...] = (None, *sorted(Urgency))


class SymbolicTriage:
    """The counterpart of `Triage`: the circuit that decides cases, run on symbols.

    Parameters
    ----------
    rule_set : RuleSet
    case : SymbolicCase

    Attributes
    ----------
    so : dict of str to z3 expression
        For each rule, that it has fired.
    could_be : dict of str to z3 expression
        For each rule, that it has fired or is undetermined.
    """

    def __init__(self, rule_set: RuleSet, case: SymbolicCase) -> None:
        self._rule_set = rule_set
        self.case = case
        self.so = self.run(case.so)
        self.could_be = self.run(case.could_be)

    def run(self, value_of: Callable[[Leaf], Any]) -> dict[str, Any]:
        """Run symbols through the circuit, and give its outputs by rule."""
        circuit = self._rule_set.circuit
        outputs = circuit.evaluate([value_of(leaf) for leaf in circuit.leaves])
        ids = (rule.id for rule in self._rule_set.rules)
        return dict(zip(ids, outputs, strict=True))

    @cached_property
    def floor(self) -> Any:
        """Rank of the floor, -1 when nothing fired."""
        return self._first_fired(self._rule_set.rules)

    def suspected_rank(self, condition: str) -> Any:
        """Rank of the tier by which a condition is suspected; -1 when it is not."""
        rules = self._rule_set.rules
        return self._first_fired(rule for rule in rules if condition in rule.suspects)

    def _first_fired(self, rules: Iterable[Rule]) -> Any:
        """Rank of the first rule that fired: so `Triage` reads them, worst first."""
        found = z3.IntVal(-1)
        for rule in reversed(list(rules)):
            found = z3.If(self.so[rule.id], z3.IntVal(rule.tier.rank), found)
        return found


class SymbolicMerge:
    """The merge on symbols: the running function, tabulated on all that can be said.

    Parameters
    ----------
    merge : callable
    floor : z3 expression
        Rank of the floor, -1 for none.

    Attributes
    ----------
    asked, urgency : z3 expression
        Ranks of what the model asks for, in any way, and of the urgency.
    stated : list of z3 expressions
        What ties them together.
    """

    def __init__(self, merge: Merge, floor: Any) -> None:
        self.asked = z3.Int("asked")
        # The solver is quicker with a name for the floor than with its formula.
        named = z3.Int("floor")
        urgency = z3.IntVal(-1)
        for rules, model in product(SAID, SAID):
            pair = z3.And(named == rank(rules), self.asked == rank(model))
            urgency = z3.If(pair, z3.IntVal(rank(merge(rules, model))), urgency)
        self.urgency = urgency
        anything = z3.Or([self.asked == rank(tier) for tier in SAID])
        self.stated = [named == floor, anything]

    def asked_for(self, model: Any) -> Urgency | None:
        """Read what the model asks for out of what the solver found."""
        found = model.eval(self.asked, True).as_long()
        return next(tier for tier in SAID if rank(tier) == found)


def rank(tier: Urgency | None) -> int:
    """Place of a tier in the order: 0 for routine, -1 for none."""
    return -1 if tier is None else tier.rank
