"""Red-flag conditions compiled to bit masks.

Every distinct leaf (a finding, a threshold) is one bit. A condition is monotone in its
leaves, so three values need only two evaluations: with every unknown leaf false (does
it fire already?) and with every unknown leaf true (could it still fire?).

Thresholds of one field are tied: an age of 60 or more is an age of 50 or more. Both
evaluations respect that by themselves; what to ask does only because every set of
leaves that fires a condition is closed under it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

from pipeline.knowledge.logic import AtLeast, Logic, Present, Threshold, leaves

Leaf = Present | Threshold


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
    support : callable
        Takes the mask of true leaves, gives those of them that stand in a satisfied
        branch; 0 when the condition does not hold.
    terms : tuple of int
        The minimal sets of leaves that make it hold, each with the weaker thresholds
        that its thresholds imply.
    reading_order : tuple of int
        The bit of each of its leaves, in the order in which the rule names them.
    tied : dict of int to int
        For the bit of a threshold, the bits of all thresholds on the same field.
    """

    holds: Callable[[int], bool]
    support: Callable[[int], int]
    terms: tuple[int, ...]
    reading_order: tuple[int, ...]
    tied: dict[int, int]

    @cached_property
    def leaves(self) -> int:
        """Mask of all its leaves."""
        return sum(self.reading_order)

    def field_of(self, bit: int) -> int:
        """Give the bits that the same answer decides."""
        return self.tied.get(bit, bit)


def compile_condition(logic: Logic, bits: LeafBits) -> Condition:
    """Compile the tree of a condition."""
    own = {leaf: bits.bit(leaf) for leaf in leaves(logic)}
    thresholds = {k: bit for k, bit in own.items() if isinstance(k, Threshold)}
    tied = {
        bit: sum(b for other, b in thresholds.items() if other.field == leaf.field)
        for leaf, bit in thresholds.items()
    }
    implied = {
        bit: sum(b for other, b in thresholds.items() if _implies(leaf, other))
        for leaf, bit in thresholds.items()
    }
    terms = minimal(_close(term, implied) for term in _expand(logic, bits))
    return Condition(
        _test(logic, bits),
        _support(logic, bits),
        tuple(terms),
        tuple(own.values()),
        tied,
    )


def _implies(strict: Threshold, loose: Threshold) -> bool:
    """Whether meeting one threshold means meeting another (itself included)."""
    if (strict.field, strict.side) != (loose.field, loose.side):
        return False
    if strict.side == "at_least":
        return strict.limit >= loose.limit
    return strict.limit <= loose.limit


def _close(term: int, implied: dict[int, int]) -> int:
    """Add the thresholds that the thresholds of a set imply."""
    closed = term
    for bit, more in implied.items():
        if term & bit:
            closed |= more
    return closed


def _test(logic: Logic, bits: LeafBits) -> Callable[[int], bool]:
    """Build a function that evaluates the tree itself, not its expansion."""
    if not isinstance(logic, AtLeast):
        bit = bits.bit(logic)
        return lambda true: bool(true & bit)
    simple = 0
    tests: list[Callable[[int], bool]] = []
    for part in logic.of:
        # A leaf named twice counts twice, so only its first mention joins the mask.
        if isinstance(part, AtLeast) or simple & bits.bit(part):
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


def _support(logic: Logic, bits: LeafBits) -> Callable[[int], int]:
    """Build a function that gathers the true leaves of satisfied branches."""
    if not isinstance(logic, AtLeast):
        bit = bits.bit(logic)
        return lambda true: true & bit
    parts = [_support(part, bits) for part in logic.of]
    k = logic.k

    def support(true: int) -> int:
        # A satisfied part always has a true leaf: no part is satisfied by nothing.
        found = [mask for mask in (part(true) for part in parts) if mask]
        if len(found) < k:
            return 0
        union = 0
        for mask in found:
            union |= mask
        return union

    return support


def _expand(logic: Logic, bits: LeafBits) -> Iterator[int]:
    """Walk sets of leaves that make the condition hold, all minimal ones among them."""
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

    An answer matters when some completion of the other unknown ones makes the
    condition hold with it and fail without it; for a monotone condition that is so
    exactly when dropping it from one still possible minimal set breaks it.

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
    rests = {term & ~true for term in condition.terms if not term & false}
    found = 0
    if not true & condition.leaves:  # then the minimal sets are minimal still
        for rest in rests:
            found |= rest
        return found
    for rest in rests:
        for bit in single_bits(rest & ~found):
            smaller = rest & ~condition.field_of(bit)
            # The look-up only spares most evaluations: what it finds would hold.
            if smaller not in rests and not condition.holds(true | smaller):
                found |= bit
    return found


def single_bits(mask: int) -> Iterator[int]:
    """Walk the set bits of a mask, lowest first."""
    while mask:
        low = mask & -mask
        yield low
        mask ^= low
