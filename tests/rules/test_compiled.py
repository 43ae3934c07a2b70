from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.knowledge.logic import AtLeast, Logic, Present, Threshold, leaves
from pipeline.rules.compiled import (
    Condition,
    Leaf,
    LeafBits,
    compile_condition,
    minimal,
    relevant_leaves,
    single_bits,
)

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


def compiled(logic: Logic) -> tuple[Condition, dict[Leaf, int]]:
    bits = LeafBits()
    return compile_condition(logic, bits), bits.bits


def mask(bits: dict[Leaf, int], *chosen: Leaf) -> int:
    return sum(bits[leaf] for leaf in chosen)


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


@settings(deadline=None, max_examples=100)
@given(trees(), st.data())
def test_a_compiled_condition_agrees_with_every_completion(
    logic: Logic, data: st.DataObject
) -> None:
    known = {
        field: data.draw(st.sampled_from(rows), label=field)
        for field, rows in FIELDS.items()
        if data.draw(st.booleans(), label=f"{field} is known")
    }
    condition, bits = compiled(logic)
    told = {leaf: v for row in known.values() for leaf, v in row.items()}
    true = mask(bits, *(leaf for leaf, v in told.items() if v and leaf in bits))
    false = mask(bits, *(leaf for leaf, v in told.items() if not v and leaf in bits))
    outcomes = [holds(logic, world) for world in worlds(known)]
    assert condition.holds(true) == all(outcomes)
    assert condition.holds(condition.leaves & ~false) == any(outcomes)
    unknown_false = {leaf: told.get(leaf, False) for leaf in bits}
    expected = support(logic, unknown_false)
    assert condition.support(true) == mask(bits, *expected)
    if all(outcomes):
        return
    found = relevant_leaves(condition, true, false)
    relevant = {leaf for leaf, bit in bits.items() if bit & found}
    assert {_field(leaf) for leaf in relevant} == {
        field for field in FIELDS if _decides(logic, field, known)
    }


def _field(leaf: Leaf) -> str:
    return leaf.finding if isinstance(leaf, Present) else leaf.field


def _decides(logic: Logic, field: str, known: dict[str, dict[Leaf, bool]]) -> bool:
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


def test_each_distinct_leaf_has_one_bit_in_order_of_first_appearance() -> None:
    bits = LeafBits()
    assert [bits.bit(leaf) for leaf in (A, AGE_50, A, AGE_60, B)] == [1, 2, 1, 4, 8]


def test_conditions_share_the_bits_of_their_leaves() -> None:
    bits = LeafBits()
    first = compile_condition(any_of(A, B), bits)
    second = compile_condition(all_of(C, A), bits)
    assert (first.leaves, second.leaves) == (0b011, 0b101)
    assert first.reading_order == (0b001, 0b010)
    assert second.reading_order == (0b100, 0b001)


def test_terms_are_the_minimal_sets_that_fire() -> None:
    condition, bits = compiled(any_of(A, all_of(A, B), all_of(B, any_of(C, D))))
    assert set(condition.terms) == {
        mask(bits, A),
        mask(bits, B, C),
        mask(bits, B, D),
    }


def test_a_strict_threshold_implies_the_loose_one_of_its_side() -> None:
    condition, bits = compiled(any_of(all_of(AGE_60, A), all_of(AGE_50, B)))
    assert set(condition.terms) == {
        mask(bits, AGE_50, AGE_60, A),
        mask(bits, AGE_50, B),
    }
    condition, bits = compiled(any_of(all_of(DAYS_14, A), all_of(DAYS_42, B)))
    assert set(condition.terms) == {
        mask(bits, DAYS_14, DAYS_42, A),
        mask(bits, DAYS_42, B),
    }
    assert condition.field_of(bits[DAYS_14]) == mask(bits, DAYS_14, DAYS_42)
    assert condition.field_of(bits[A]) == bits[A]


def test_what_a_looser_threshold_settles_is_not_asked() -> None:
    # With b present an age of 60 fires by way of 50 already, whatever the answer to a.
    condition, bits = compiled(any_of(all_of(AGE_60, A), all_of(AGE_50, B)))
    asked = relevant_leaves(condition, bits[B], 0)
    assert asked & bits[A] == 0
    assert asked & bits[AGE_50]


def test_a_leaf_named_twice_counts_twice() -> None:
    for logic in (all_of(A, A), AtLeast(2, (A, A, B)), AtLeast(2, (A, any_of(A), B))):
        condition, bits = compiled(logic)
        assert condition.holds(bits[A])
        assert condition.terms == (bits[A],)
        assert condition.support(bits[A]) == bits[A]


@pytest.mark.parametrize("k", [1, 2, 3])
def test_at_least_counts_leaves_and_branches_alike(k: int) -> None:
    logic = AtLeast(k, (A, B, all_of(C, D)))
    condition, bits = compiled(logic)
    for values in product([False, True], repeat=4):
        world = dict(zip((A, B, C, D), values, strict=True))
        true = mask(bits, *(leaf for leaf, value in world.items() if value))
        assert condition.holds(true) == holds(logic, world)


def test_only_satisfied_branches_give_reasons() -> None:
    condition, bits = compiled(any_of(all_of(A, B), all_of(C, D)))
    assert condition.support(mask(bits, A, B, C)) == mask(bits, A, B)
    assert condition.support(mask(bits, A, C)) == 0


def test_every_true_part_of_a_satisfied_branch_is_a_reason() -> None:
    # b adds nothing to a and c, which fire without it, but it is part of the picture.
    condition, bits = compiled(all_of(A, any_of(C, AGE_50), any_of(B, C)))
    everything = mask(bits, A, B, C, AGE_50)
    assert condition.support(everything) == everything


def test_nothing_is_asked_that_a_known_denial_has_closed() -> None:
    condition, bits = compiled(any_of(all_of(A, B), all_of(C, D)))
    assert relevant_leaves(condition, 0, bits[A]) == mask(bits, C, D)
    assert relevant_leaves(condition, bits[A], 0) == mask(bits, B, C, D)
    assert relevant_leaves(condition, 0, mask(bits, A, C)) == 0


def test_minimal_keeps_the_sets_that_contain_no_other() -> None:
    assert minimal(iter([0b111, 0b011, 0b110, 0b011, 0b100])) == [0b100, 0b011]


def test_bits_are_walked_lowest_first() -> None:
    assert list(single_bits(0b101100)) == [0b100, 0b1000, 0b100000]
    assert list(single_bits(0)) == []


def test_the_reference_and_the_compiler_see_the_same_leaves() -> None:
    logic = any_of(all_of(A, AGE_50), B)
    condition, bits = compiled(logic)
    assert set(bits) == set(leaves(logic))
    assert condition.leaves == sum(bits.values())
