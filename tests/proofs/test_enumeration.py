from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pipeline.cases import cases_from_matrix
from pipeline.proofs.enumeration import StateSpace, with_unknown
from tests.proofs.layers import one_rule

# Two limits of one field, a count, and a number that need not be whole.
WHEN: dict[str, Any] = {
    "any_of": [
        {"all_of": ["fever", {"age_at_least": 50}]},
        {"all_of": [{"age_at_least": 65}, {"duration_days_at_most": 14}]},
        {"at_least": 2, "of": ["fever", "unwell", "night_sweats"]},
    ]
}


def space(when: Any = WHEN) -> StateSpace:
    knowledge = one_rule(when)
    return StateSpace(knowledge.rule_book.rules[0], knowledge)


def holds(fever: int, age: float, days: float, unwell: int, sweats: int) -> bool:
    return bool(
        (fever and age >= 50)
        or (age >= 65 and days <= 14)
        or fever + unwell + sweats >= 2
    )


def test_values_lie_below_at_and_above_each_limit() -> None:
    found = {axis.field: axis.values for axis in space().axes}
    assert found == {
        "fever": (0.0, 1.0),
        "age": (49.0, 50.0, 51.0, 64.0, 65.0, 66.0),
        "duration_days": (13.5, 14.0, 14.5),
        "unwell": (0.0, 1.0),
        "night_sweats": (0.0, 1.0),
    }
    assert space().n_states == 3 * 7 * 4 * 3 * 3


@pytest.mark.parametrize(
    ("limit", "values"),
    [
        (110, (109.0, 110.0)),
        (16, (16.0, 17.0)),
        (49.5, (49.0, 50.0, 51.0)),
        (200, (16.0, 110.0)),
    ],
)
def test_values_are_such_as_a_case_may_have(
    limit: float, values: tuple[float, ...]
) -> None:
    (axis,) = space({"age_at_least": limit}).axes
    assert axis.values == values


def test_the_table_is_what_the_rule_says() -> None:
    states = space()
    for place in np.ndindex(states.shape):
        given = [axis.values[i] for axis, i in zip(states.axes, place, strict=True)]
        assert states.table[place] == holds(*given)


def test_unknown_is_what_completions_share() -> None:
    states = space()
    lengths = states.shape
    for place in states.places():
        completions = states.table[
            tuple(
                slice(None) if i == n else i
                for i, n in zip(place, lengths, strict=True)
            )
        ]
        assert states.fires[place] == completions.all()
        assert states.could_fire[place] == completions.any()


def test_a_question_matters_when_some_completion_turns_on_it() -> None:
    states = space()
    fields = [axis.field for axis in states.axes]
    days = fields.index("duration_days")
    matters, decides = states.asks(days), states.decides(days)
    # Of fever, age, unwell and night sweats, in the order of the axes.
    old, young, unknown_age = 4, 0, 6
    assert matters[0, old, 0, 0]
    assert decides[0, old, 0, 0]
    assert not matters[0, young, 2, 2]
    assert matters[2, unknown_age, 2, 2]
    assert not decides[2, unknown_age, 2, 2]
    assert not matters[1, old, 0, 0]


def test_the_table_of_cases_holds_the_states_in_order() -> None:
    states = space()
    rows = cases_from_matrix(states.matrix())
    walked = [states.case(place) for place in states.places()]
    assert len(rows) == states.n_states
    assert [row.to_dict() for row in rows] == [case.to_dict() for case in walked]
    assert list(states.places()) == list(np.ndindex(states.fires.shape))


def test_no_field_is_unknown_twice() -> None:
    table = np.array([True, False])
    assert with_unknown(table, "any").tolist() == [True, False, True]
    assert with_unknown(table, "all").tolist() == [True, False, False]
