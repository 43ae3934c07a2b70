from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.knowledge.logic import Logic, leaves
from pipeline.rules.circuit import Circuit, Leaf
from pipeline.rules.questions import COULD_BE, NO, YES, Questions, field_of
from tests.rules.small_conditions import (
    AGE_50,
    AGE_60,
    FIELDS,
    A,
    B,
    C,
    D,
    all_of,
    any_of,
    decides,
    holds,
    single,
    trees,
    worlds,
)


def asked(
    told: dict[Leaf, bool], *conditions: Logic
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    circuit = Circuit(conditions)
    questions = Questions(circuit, conditions)
    values = [
        COULD_BE if leaf not in told else (YES if told[leaf] else NO)
        for leaf in circuit.leaves
    ]
    return questions.ask(values), questions.decisive(values)


@settings(deadline=None, max_examples=150)
@given(trees(), trees(), st.data())
def test_it_asks_what_some_completion_depends_on(
    logic: Logic, other: Logic, data: st.DataObject
) -> None:
    known = {
        field: data.draw(st.sampled_from(rows), label=field)
        for field, rows in FIELDS.items()
        if data.draw(st.booleans(), label=f"{field} is known")
    }
    told = {leaf: v for row in known.values() for leaf, v in row.items()}
    outcomes = [holds(logic, world) for world in worlds(known)]
    if all(outcomes) or not any(outcomes):  # decided: nothing is asked
        return
    ask, decisive = asked(told, logic, other)
    in_order = dict.fromkeys(map(field_of, leaves(logic)))
    assert list(ask[0]) == [f for f in in_order if decides(logic, f, known)]
    denied = {leaf: told.get(leaf, False) for row in FIELDS.values() for leaf in row[0]}
    assert list(decisive[0]) == [
        f for f in in_order if f not in known and single(logic, denied, f)
    ]


def test_what_a_looser_threshold_settles_is_not_asked() -> None:
    # With b present an age of 60 fires by way of 50 already, whatever the answer to a.
    ask, decisive = asked({B: True}, any_of(all_of(AGE_60, A), all_of(AGE_50, B)))
    assert ask == decisive == [("age",)]


def test_nothing_is_asked_that_a_known_denial_has_closed() -> None:
    condition = any_of(all_of(A, B), all_of(C, D))
    assert asked({A: False}, condition)[0] == [("c", "d")]
    assert asked({A: True}, condition) == ([("b", "c", "d")], [("b",)])


def test_each_rule_is_asked_for_by_itself() -> None:
    ask, decisive = asked({A: True}, all_of(A, B), any_of(C, all_of(D, B)))
    assert ask == [("b",), ("c", "d", "b")]
    assert decisive == [("b",), ("c",)]
