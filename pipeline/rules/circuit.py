"""Conditions as one circuit of AND and OR gates, shared by all rules.

A circuit has no NOT: whatever runs through it, a further true leaf can never make an
output false. It takes values of any kind that has `&` and `|`, so that the same lines
of code decide one case (two bits: is it so, could it be so), a block of cases (a bit
for each), every row of a truth table, and the symbols of a proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import and_, itemgetter, or_
from typing import Any, TypeVar

from pipeline.knowledge.logic import Logic, Present, Threshold

Leaf = Present | Threshold
Value = TypeVar("Value")
# An operation on two values, each a leaf or the result of an earlier gate.
_Gate = tuple[Callable[[Any, Any], Any], int, int]
_Take = Callable[[Sequence[Any]], tuple[Any, ...]]


class Circuit:
    """Some monotone conditions, compiled together.

    Parameters
    ----------
    conditions : sequence of Logic
        One output each.

    Attributes
    ----------
    leaves : tuple of Present or Threshold
        Distinct inputs, in order of first appearance.
    n_gates : int
    """

    def __init__(self, conditions: Sequence[Logic]) -> None:
        wiring = _Wiring()
        outputs = [wiring.add(condition) for condition in conditions]
        self.leaves: tuple[Leaf, ...] = tuple(wiring.leaves)
        self.n_gates = len(wiring.gates)
        steps, place = _schedule(wiring)
        self._steps = steps
        self._outputs = _take([place[node] for node in outputs])

    def evaluate(self, values: Iterable[Value]) -> tuple[Value, ...]:
        """Run values through the gates.

        Parameters
        ----------
        values : iterable of object
            One for each leaf, in order; all of a kind that has `&` and `|`, bit by bit
            where it has several bits.

        Returns
        -------
        tuple of object
            One for each condition.

        Raises
        ------
        ValueError
            If there are not as many values as leaves.
        """
        all_values: list[Any] = list(values)
        if len(all_values) != len(self.leaves):
            message = f"{len(all_values)} values for {len(self.leaves)} leaves"
            raise ValueError(message)
        for operation, left, right in self._steps:
            all_values += map(operation, left(all_values), right(all_values))
        return self._outputs(all_values)


class _Wiring:
    """The nodes of a circuit: leaves below 0, gates from 0 on, each made once."""

    def __init__(self) -> None:
        self.leaves: dict[Leaf, int] = {}
        self.gates: dict[_Gate, int] = {}

    def add(self, logic: Logic) -> int:
        """Wire up a condition and give its node."""
        if isinstance(logic, Present | Threshold):
            return self.leaves.setdefault(logic, -1 - len(self.leaves))
        parts = [self.add(part) for part in logic.of]
        if logic.k == 1:
            return self._tree(or_, parts)
        if logic.k == len(parts):
            return self._tree(and_, parts)
        return self._at_least(logic.k, parts)

    def _gate(self, operation: Callable[[Any, Any], Any], a: int, b: int) -> int:
        if a == b:
            return a
        return self.gates.setdefault((operation, min(a, b), max(a, b)), len(self.gates))

    def _tree(self, operation: Callable[[Any, Any], Any], nodes: list[int]) -> int:
        """Combine nodes pair by pair: a shallow circuit has few steps."""
        while len(nodes) > 1:
            pairs = zip(nodes[::2], nodes[1::2], strict=False)
            odd = nodes[-1:] if len(nodes) % 2 else []
            nodes = [self._gate(operation, a, b) for a, b in pairs] + odd
        return nodes[0]

    def _at_least(self, k: int, nodes: list[int]) -> int:
        """Count: after each node, the nodes for "1 or more so far" to "k or more"."""
        reached = [nodes[0]]
        for node in nodes[1:]:
            one_more = [self._gate(and_, count, node) for count in reached]
            reached = [
                self._gate(or_, count, step)
                for count, step in zip(reached, [node, *one_more], strict=False)
            ] + one_more[-1:]
            del reached[k:]
        return reached[-1]


def _schedule(
    wiring: _Wiring,
) -> tuple[list[tuple[Callable[[Any, Any], Any], _Take, _Take]], dict[int, int]]:
    """Order gates by depth and operation, so that a step is many gates at once."""
    depth = dict.fromkeys(wiring.leaves.values(), 0)
    groups: dict[tuple[int, str], list[int]] = {}
    gates = list(wiring.gates)
    for node, (operation, a, b) in enumerate(gates):
        depth[node] = 1 + max(depth[a], depth[b])
        groups.setdefault((depth[node], operation.__name__), []).append(node)
    place = {leaf: i for i, leaf in enumerate(wiring.leaves.values())}
    steps = []
    for key in sorted(groups):
        nodes = groups[key]
        left = _take([place[gates[node][1]] for node in nodes])
        right = _take([place[gates[node][2]] for node in nodes])
        steps.append((gates[nodes[0]][0], left, right))
        place |= {node: len(place) + i for i, node in enumerate(nodes)}
    return steps, place


def _take(places: list[int]) -> _Take:
    """Make a function that picks values by their place, fast, always as a tuple."""
    if len(places) == 1:
        only = places[0]
        return lambda values: (values[only],)
    return itemgetter(*places) if places else lambda values: ()
