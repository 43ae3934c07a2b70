"""Small conditions, and what must hold of them, worked out completion by completion."""

from __future__ import annotations

from itertools import product

from hypothesis import strategies as st

from pipeline.knowledge.logic import AtLeast, Logic, Present, Threshold
from pipeline.rules.circuit import Leaf

A, B, C, D = (Present(name) for name in "abcd")
AGE_50 = Threshold("age", "at_least", 50)
AGE_60 = Threshold("age", "at_least", 60)
DAYS_14 = Threshold("duration_days", "at_most", 14)
DAYS_42 = Threshold("duration_days", "at_most", 42)
# Each row is one answer to a field: which of its leaves it makes true.
FIELDS: dict[str, list[dict[Leaf, bool]]] = {
    **{name: [{Present(name): False}, {Present(name): True}] for name in "abcd"},
    "age": [
        {AGE_50: False, AGE_60: False},
        {AGE_50: True, AGE_60: False},
        {AGE_50: True, AGE_60: True},
    ],
    "duration_days": [
        {DAYS_14: False, DAYS_42: False},
        {DAYS_14: False, DAYS_42: True},
        {DAYS_14: True, DAYS_42: True},
    ],
}


def any_of(*of: Logic) -> AtLeast:
    return AtLeast(1, of)


def all_of(*of: Logic) -> AtLeast:
    return AtLeast(len(of), of)


def holds(logic: Logic, world: dict[Leaf, bool]) -> bool:
    if isinstance(logic, AtLeast):
        return sum(holds(part, world) for part in logic.of) >= logic.k
    return world[logic]


def support(logic: Logic, world: dict[Leaf, bool]) -> set[Leaf]:
    if not isinstance(logic, AtLeast):
        return {logic} if world[logic] else set()
    parts = [support(part, world) for part in logic.of if holds(part, world)]
    return set().union(*parts) if len(parts) >= logic.k else set()


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> Logic:
    """Monotone conditions, with leaves that are named twice."""
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        leaf = st.sampled_from([A, B, C, D, AGE_50, AGE_60, DAYS_14, DAYS_42])
        return draw(leaf)
    of = tuple(draw(st.lists(trees(depth - 1), min_size=1, max_size=3)))
    return AtLeast(draw(st.integers(1, len(of))), of)


def worlds(known: dict[str, dict[Leaf, bool]]) -> list[dict[Leaf, bool]]:
    """Every completion of the known answers."""
    rows = [[known[field]] if field in known else FIELDS[field] for field in FIELDS]
    return [
        {leaf: value for row in chosen for leaf, value in row.items()}
        for chosen in product(*rows)
    ]


def field(leaf: Leaf) -> str:
    return leaf.finding if isinstance(leaf, Present) else leaf.field


def decides(logic: Logic, field: str, known: dict[str, dict[Leaf, bool]]) -> bool:
    """Whether two answers to a field give two outcomes in some completion."""
    if field in known:
        return False
    rest = {name: row for name, row in known.items() if name != field}
    outcomes = zip(
        *(
            [holds(logic, world) for world in worlds({**rest, field: row})]
            for row in FIELDS[field]
        ),
        strict=True,
    )
    return any(len(set(pair)) > 1 for pair in outcomes)


def single(logic: Logic, world: dict[Leaf, bool], field: str) -> bool:
    """Whether the best answer to a field makes it hold when all else is denied."""
    best = FIELDS[field][-1]
    return holds(logic, {**world, **best})
