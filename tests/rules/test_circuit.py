from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings

from pipeline.knowledge import load_knowledge
from pipeline.knowledge.logic import AtLeast, Logic, leaves, parse_logic
from pipeline.rules.circuit import Circuit, Leaf
from tests.rules.small_conditions import A, B, C, D, all_of, any_of, holds, trees

LEAVES = (A, B, C, D)
WORLDS = [
    dict(zip(LEAVES, values, strict=True))
    for values in product([False, True], repeat=len(LEAVES))
]


def run(circuit: Circuit, world: dict[Leaf, bool]) -> list[bool]:
    return [bool(x) for x in circuit.evaluate(int(world[x]) for x in circuit.leaves)]


@settings(deadline=None, max_examples=150)
@given(trees(), trees())
def test_it_decides_as_the_tree_does_in_every_world(
    first: Logic, second: Logic
) -> None:
    circuit = Circuit([first, second])
    assert set(circuit.leaves) == {*leaves(first), *leaves(second)}
    for values in product([False, True], repeat=len(circuit.leaves)):
        world = dict(zip(circuit.leaves, values, strict=True))
        assert run(circuit, world) == [holds(first, world), holds(second, world)]


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_at_least_counts_leaves_and_branches_alike(k: int) -> None:
    logic = AtLeast(k, (A, B, all_of(C, D), any_of(C, D)))
    circuit = Circuit([logic])
    for world in WORLDS:
        assert run(circuit, world) == [holds(logic, world)]


def test_a_leaf_named_twice_counts_twice() -> None:
    for logic in (all_of(A, A), AtLeast(2, (A, A, B)), AtLeast(2, (A, any_of(A), B))):
        circuit = Circuit([logic])
        for world in WORLDS:
            assert run(circuit, world) == [holds(logic, world)]


def test_many_worlds_run_at_once_as_bits_and_as_arrays() -> None:
    logic = any_of(all_of(A, B), AtLeast(2, (B, C, D)))
    circuit = Circuit([logic])
    expected = [holds(logic, world) for world in WORLDS]
    columns = [[world[leaf] for world in WORLDS] for leaf in circuit.leaves]
    (as_array,) = circuit.evaluate(np.array(column) for column in columns)
    assert as_array.tolist() == expected
    as_bits = [sum(bit << i for i, bit in enumerate(column)) for column in columns]
    (found,) = circuit.evaluate(as_bits)
    assert [bool(found >> i & 1) for i in range(len(WORLDS))] == expected


def test_what_two_conditions_share_is_wired_once() -> None:
    shared = any_of(A, B)
    one = Circuit([all_of(shared, C)])
    both = Circuit([all_of(shared, C), all_of(shared, D)])
    assert (one.n_gates, both.n_gates) == (2, 3)


def test_a_leaf_alone_is_a_condition_and_no_conditions_give_nothing() -> None:
    assert Circuit([A]).evaluate([7]) == (7,)
    assert Circuit([]).evaluate([]) == ()


def test_the_values_must_be_as_many_as_the_leaves() -> None:
    circuit = Circuit([all_of(A, B)])
    with pytest.raises(ValueError, match="2 leaves"):
        circuit.evaluate([1])


def test_the_shipped_rules_make_one_circuit_that_shares_its_groups() -> None:
    book = load_knowledge().rule_book
    conditions = [parse_logic(rule.when, book.groups) for rule in book.rules]
    alone = sum(Circuit([condition]).n_gates for condition in conditions)
    assert Circuit(conditions).n_gates < alone
