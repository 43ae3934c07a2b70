"""The minimal sets of leaves that make a condition hold.

A monotone condition holds exactly when all leaves of one of its minimal sets are true.
Thresholds of one field are tied: an age of 60 or more is an age of 50 or more. A set
therefore holds, with each threshold, the weaker ones that it implies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product

from pipeline.knowledge.logic import Logic, Present, Threshold

Leaf = Present | Threshold
Bits = dict[Leaf, int]


def minimal_terms(logic: Logic, bits: Bits) -> tuple[int, ...]:
    """List the minimal sets of leaves that make a condition hold.

    Parameters
    ----------
    logic : Logic
    bits : dict of leaf to int
        The bit of each leaf, one for each.

    Returns
    -------
    tuple of int
        Masks; none contains another.

    Examples
    --------
    >>> from pipeline.knowledge.logic import AtLeast
    >>> a, b, c = Present("a"), Present("b"), Present("c")
    >>> minimal_terms(AtLeast(2, (a, b, c)), {a: 1, b: 2, c: 4})
    (3, 5, 6)
    """
    implied = {
        bit: sum(b for other, b in bits.items() if _implies(leaf, other))
        for leaf, bit in bits.items()
        if isinstance(leaf, Threshold)
    }
    return tuple(_minimal(_close(term, implied) for term in _expand(logic, bits)))


def _implies(strict: Threshold, loose: Leaf) -> bool:
    """Whether meeting one threshold means meeting another (itself included)."""
    if isinstance(loose, Present):
        return False
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


def _expand(logic: Logic, bits: Bits) -> Iterator[int]:
    """Walk sets of leaves that make the condition hold, all minimal ones among them."""
    if isinstance(logic, Present | Threshold):
        yield bits[logic]
        return
    parts = [_minimal(_expand(part, bits)) for part in logic.of]
    for chosen in combinations(parts, logic.k):
        for terms in product(*chosen):
            union = 0
            for term in terms:
                union |= term
            yield union


def _minimal(terms: Iterable[int]) -> list[int]:
    """Keep the sets that contain no other one."""
    kept: list[int] = []
    for term in sorted(set(terms), key=lambda t: (t.bit_count(), t)):
        if all(term & small != small for small in kept):
            kept.append(term)
    return kept
