"""What undecided rules still depend on, found by many trials in one run.

A trial is one way in which the unknown answers could turn out; each has a bit of its
own in the values that run through the circuit, so one run decides them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.knowledge.logic import Logic, Present, leaves
from pipeline.rules.circuit import Circuit, Leaf
from pipeline.rules.terms import minimal_terms

# Of a leaf or a rule: the lower bit says that it is so, the upper that it could be.
NO, COULD_BE, YES = 0b00, 0b10, 0b11


def field_of(leaf: Leaf) -> str:
    """Name the field of a case that decides a leaf."""
    return leaf.finding if isinstance(leaf, Present) else leaf.field


@dataclass(frozen=True)
class _Trials:
    """Trials as bits.

    Parameters
    ----------
    of_rule : list of dict
        For each rule and field: the trials that take this field out of a minimal set.
    so, tried, needs : list of int
        For each leaf: the trials in which it is so; those that take its field out;
        those whose minimal set holds it, which say nothing once it is known to be no.
    """

    of_rule: list[dict[str, int]]
    so: list[int]
    tried: list[int]
    needs: list[int]


class Questions:
    """Which unknown answers still matter to each rule.

    Parameters
    ----------
    circuit : Circuit
        Of all rules.
    conditions : sequence of Logic
        The conditions of its outputs, in order.
    """

    def __init__(self, circuit: Circuit, conditions: Sequence[Logic]) -> None:
        self._circuit = circuit
        self._conditions = conditions
        self._fields = [field_of(leaf) for leaf in circuit.leaves]

    def ask(self, leaf_values: Sequence[int]) -> list[tuple[str, ...]]:
        """Name, for each rule, the unknown fields whose answer could decide it.

        An answer matters when some completion of the other unknown ones makes the
        rule fire with it and not without it. Minimal sets are enough to try: a field
        matters exactly when some still possible minimal set that holds it fails to
        fire the rule once the field is taken out.

        Parameters
        ----------
        leaf_values : sequence of int
            What is known of each leaf: `YES`, `NO` or `COULD_BE`.

        Returns
        -------
        list of tuple of str
            In the order in which a rule names its fields; it means something only for
            rules that are undetermined.
        """
        trials = self._trials
        pointless = 0
        values = []
        for i, known in enumerate(leaf_values):
            if known == COULD_BE:
                values.append(trials.so[i])
                continue
            values.append(-1 if known == YES else 0)
            pointless |= trials.tried[i] | (trials.needs[i] if known == NO else 0)
        held = self._circuit.evaluate(values)
        found = []
        for fields, fires in zip(trials.of_rule, held, strict=True):
            fails = ~(fires | pointless)
            found.append(tuple(name for name, own in fields.items() if own & fails))
        return found

    def decisive(self, leaf_values: Sequence[int]) -> list[tuple[str, ...]]:
        """Name, for each rule, the unknown fields that would fire it alone.

        Parameters
        ----------
        leaf_values : sequence of int
            As for `ask`.

        Returns
        -------
        list of tuple of str
            In the order in which a rule names its fields; it means something only for
            rules that are undetermined.
        """
        # A trial for each field: its leaves are so, the other unknown ones are not.
        values = [
            lane if known == COULD_BE else (-1 if known == YES else 0)
            for lane, known in zip(self._lanes, leaf_values, strict=True)
        ]
        held = self._circuit.evaluate(values)
        return [
            tuple(name for name, lane in fields.items() if lane & fires)
            for fields, fires in zip(self._lanes_of_rule, held, strict=True)
        ]

    @cached_property
    def _lane_of_field(self) -> dict[str, int]:
        return {name: 1 << i for i, name in enumerate(dict.fromkeys(self._fields))}

    @cached_property
    def _lanes(self) -> list[int]:
        return [self._lane_of_field[name] for name in self._fields]

    @cached_property
    def _lanes_of_rule(self) -> list[dict[str, int]]:
        return [
            {name: self._lane_of_field[name] for name in map(field_of, leaves(logic))}
            for logic in self._conditions
        ]

    @cached_property
    def _trials(self) -> _Trials:
        """One trial for each rule, minimal set, and field of that set taken out."""
        n_leaves = len(self._fields)
        so, tried, needs = ([0] * n_leaves for _ in range(3))
        of_rule: list[dict[str, int]] = []
        trial = 1
        for logic in self._conditions:
            own = {field_of(leaf): 0 for leaf in leaves(logic)}
            of_rule.append(own)
            for members in self._minimal_sets(logic):
                for name in dict.fromkeys(self._fields[i] for i in members):
                    own[name] |= trial
                    for i in members:
                        needs[i] |= trial
                        if self._fields[i] == name:
                            tried[i] |= trial
                        else:
                            so[i] |= trial
                    trial <<= 1
        return _Trials(of_rule, so, tried, needs)

    def _minimal_sets(self, logic: Logic) -> Iterator[list[int]]:
        """Walk the minimal sets of a rule, as places among the leaves."""
        place = {leaf: i for i, leaf in enumerate(self._circuit.leaves)}
        bits = {leaf: 1 << place[leaf] for leaf in leaves(logic)}
        for term in minimal_terms(logic, bits):
            yield [place[leaf] for leaf, bit in bits.items() if term & bit]
