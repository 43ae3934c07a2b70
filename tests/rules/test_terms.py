from __future__ import annotations

from hypothesis import given, settings

from pipeline.knowledge.logic import AtLeast, Logic, leaves
from pipeline.rules.circuit import Leaf
from pipeline.rules.terms import minimal_terms
from tests.rules.small_conditions import (
    AGE_50,
    AGE_60,
    DAYS_14,
    DAYS_42,
    A,
    B,
    C,
    D,
    all_of,
    any_of,
    holds,
    trees,
    worlds,
)


def terms(logic: Logic) -> set[frozenset[Leaf]]:
    bits = {leaf: 1 << i for i, leaf in enumerate(dict.fromkeys(leaves(logic)))}
    return {
        frozenset(leaf for leaf, bit in bits.items() if bit & term)
        for term in minimal_terms(logic, bits)
    }


@settings(deadline=None, max_examples=100)
@given(trees())
def test_a_condition_holds_exactly_when_a_minimal_set_does(logic: Logic) -> None:
    found = terms(logic)
    for world in worlds({}):
        so = {leaf for leaf, value in world.items() if value}
        assert any(term <= so for term in found) == holds(logic, world)
    assert not any(one < other for one in found for other in found)


def test_a_set_that_contains_another_is_left_out() -> None:
    logic = any_of(A, all_of(A, B), all_of(B, any_of(C, D)))
    assert terms(logic) == {frozenset({A}), frozenset({B, C}), frozenset({B, D})}


def test_a_strict_threshold_brings_the_loose_one_of_its_side() -> None:
    assert terms(any_of(all_of(AGE_60, A), all_of(AGE_50, B))) == {
        frozenset({AGE_50, AGE_60, A}),
        frozenset({AGE_50, B}),
    }
    assert terms(any_of(all_of(DAYS_14, A), all_of(DAYS_42, B))) == {
        frozenset({DAYS_14, DAYS_42, A}),
        frozenset({DAYS_42, B}),
    }


def test_a_leaf_named_twice_counts_twice() -> None:
    for logic in (all_of(A, A), AtLeast(2, (A, A, B)), AtLeast(2, (A, any_of(A), B))):
        assert terms(logic) == {frozenset({A})}
