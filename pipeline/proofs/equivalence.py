"""Whether a changed condition still says the same, shown by a solver, and why it does.

It is enough to compare complete answers. A rule is decided by running what is known to
be so, and what could be so, through the same gates; as a condition has no NOT and the
thresholds of a field all point one way, either is the complete case in which every
unknown answer is taken as no, or as yes. Conditions that agree on all complete answers
therefore agree on all partial ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import z3

from pipeline.knowledge import Knowledge
from pipeline.knowledge.logic import AtLeast, Logic, Present, parse_logic
from pipeline.proofs.mutants import Kind, Mutant, Path, replace_node
from pipeline.proofs.notation import say_logic
from pipeline.proofs.symbols import SymbolicCase
from pipeline.rules.circuit import Circuit, Leaf

# Stand in for a part of a condition that is left out of account.
_NEVER, _ALWAYS = Present("never"), Present("always")
_CONSTANTS = {_NEVER: False, _ALWAYS: True}


class Comparison:
    """Compares conditions over whole numbers, real numbers and findings.

    Parameters
    ----------
    knowledge : Knowledge
        Whose vocabulary they are written in.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._case = SymbolicCase(knowledge)
        self._solver = z3.Solver()
        groups = knowledge.rule_book.groups
        self._groups = {
            parse_logic(node, groups): name for name, node in groups.items()
        }

    def same(self, one: Logic, other: Logic) -> bool:
        """Whether two conditions hold in exactly the same cases.

        Parameters
        ----------
        one, other : Logic

        Returns
        -------
        bool
        """
        circuit = Circuit([one, other])
        a, b = circuit.evaluate([self._met(leaf) for leaf in circuit.leaves])
        differ = [a != b, *self._case.within_range()]
        return bool(self._solver.check(*differ) == z3.unsat)

    def reason(self, condition: Logic, mutant: Mutant[Logic]) -> str:
        """Say why an equivalent mutant is one.

        The parts beside the changed one are left out one after the other, as long as
        the change still makes no difference; those that cannot be are the reason.

        Parameters
        ----------
        condition : Logic
            The original.
        mutant : Mutant
            One that says the same.

        Returns
        -------
        str
            In words, with conditions on one line.
        """
        path = mutant.path
        now = _changed_node(mutant)
        context = condition
        covering: list[str] = []
        required: list[str] = []
        for place, parent in _beside(condition, path):
            neutral = _ALWAYS if parent.k == len(parent.of) > 1 else _NEVER
            trimmed = replace_node(context, place, neutral)
            assert trimmed is not None  # noqa: S101 - nothing was taken out
            mutated = replace_node(trimmed, path, now)
            if mutated is not None and self.same(trimmed, mutated):
                context = trimmed
                continue
            words = say_logic(parent.of[place[-1]], self._groups)
            (required if neutral is _ALWAYS else covering).append(words)
        said = []
        if covering:
            said.append(f"{' and '.join(covering)} already {_covers(covering)}")
        if required:
            said.append(f"{' and '.join(required)} must hold there anyway")
        return "; ".join(said) or "the changed part says the same as before"

    def _met(self, leaf: Leaf) -> Any:
        if isinstance(leaf, Present) and leaf in _CONSTANTS:
            return z3.BoolVal(_CONSTANTS[leaf])
        return self._case.met(leaf)


def _covers(branches: list[str]) -> str:
    return "covers it" if len(branches) == 1 else "cover it"


def _changed_node(mutant: Mutant[Logic]) -> Logic | None:
    """Find what stands at the changed place; None when it was taken out."""
    if mutant.kind in (Kind.DROPPED, Kind.NO_LIMIT):
        return None
    node = mutant.now
    for i in mutant.path:
        assert isinstance(node, AtLeast)  # noqa: S101 - a path leads through nodes
        node = node.of[i]
    return node


def _beside(condition: Logic, path: Path) -> Iterator[tuple[Path, AtLeast]]:
    """Walk the parts beside a path, from the top, each with the node it is part of."""
    node = condition
    for depth, taken in enumerate(path):
        assert isinstance(node, AtLeast)  # noqa: S101 - a path leads through nodes
        for i in range(len(node.of)):
            if i != taken:
                yield (*path[:depth], i), node
        node = node.of[taken]
