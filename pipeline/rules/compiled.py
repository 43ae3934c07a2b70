"""Red-flag conditions compiled to bit masks.

Every distinct leaf (a finding, a threshold) is one bit. A condition is monotone in its
leaves, so three values need only two evaluations: with every unknown leaf false (does
it fire already?) and with every unknown leaf true (could it still fire?).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

from pipeline.knowledge.logic import AtLeast, Logic, Present, Threshold, leaves

Leaf = Present | Threshold
Test = Callable[[int], bool]


class LeafBits:
    """Gives each distinct leaf its bit, in order of first appearance."""

    def __init__(self) -> None:
        self.bits: dict[Leaf, int] = {}

    def bit(self, leaf: Leaf) -> int:
        """Give the bit of a leaf."""
        return self.bits.setdefault(leaf, 1 << len(self.bits))


@dataclass(frozen=True)
class Condition:
    """A compiled condition.

    Parameters
    ----------
    holds : callable
        Takes the mask of true leaves, tells whether the condition holds.
    terms : tuple of int
        Its prime implicants: the minimal sets of leaves that make it hold.
    leaves : int
        Mask of all its leaves.
    """

    holds: Test
    terms: tuple[int, ...]
    leaves: int


def compile_condition(logic: Logic, bits: LeafBits) -> Condition:
    """Compile the tree of a condition."""
    mask = 0
    for leaf in leaves(logic):
        mask |= bits.bit(leaf)
    return Condition(_test(logic, bits), tuple(_prime(logic, bits)), mask)


def _test(logic: Logic, bits: LeafBits) -> Test:
    """Build a function that evaluates the tree itself, not its expansion."""
    if not isinstance(logic, AtLeast):
        bit = bits.bit(logic)
        return lambda true: bool(true & bit)
    simple = 0
    tests: list[Test] = []
    for part in logic.of:
        if isinstance(part, AtLeast):
            tests.append(_test(part, bits))
        else:
            simple |= bits.bit(part)
    k = logic.k

    def holds(true: int) -> bool:
        count = (true & simple).bit_count()
        for test in tests:
            if count >= k:
                return True
            count += test(true)
        return count >= k

    return holds


def _prime(logic: Logic, bits: LeafBits) -> list[int]:
    """Expand to minimal sets of leaves."""
    return sorted(minimal(_expand(logic, bits)), key=lambda t: (t.bit_count(), t))


def _expand(logic: Logic, bits: LeafBits) -> Iterator[int]:
    if not isinstance(logic, AtLeast):
        yield bits.bit(logic)
        return
    parts = [minimal(_expand(part, bits)) for part in logic.of]
    for chosen in combinations(parts, logic.k):
        for terms in product(*chosen):
            union = 0
            for term in terms:
                union |= term
            yield union


def minimal(terms: Iterator[int]) -> list[int]:
    """Keep the sets that contain no other one."""
    kept: list[int] = []
    for term in sorted(set(terms), key=lambda t: (t.bit_count(), t)):
        if all(term & small != small for small in kept):
            kept.append(term)
    return kept


def relevant_leaves(condition: Condition, true: int, false: int) -> int:
    """Find every unknown leaf whose answer could still decide the condition.

    A leaf matters when some completion of the other unknown leaves makes the
    condition hold with it and fail without it; for a monotone condition that is so
    exactly when dropping it from one still possible prime implicant breaks it.

    Parameters
    ----------
    condition : Condition
        Not yet holding.
    true, false : int
        Masks of the leaves known to be true and false.

    Returns
    -------
    int
        Mask of unknown leaves.
    """
    found = 0
    for term in condition.terms:
        rest = term & ~true
        if term & false or not rest & ~found:
            continue
        for bit in single_bits(rest & ~found):
            if not condition.holds(true | (rest & ~bit)):
                found |= bit
    return found


def single_bits(mask: int) -> Iterator[int]:
    """Walk the set bits of a mask, lowest first."""
    while mask:
        low = mask & -mask
        yield low
        mask ^= low
