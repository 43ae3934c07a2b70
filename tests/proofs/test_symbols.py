from __future__ import annotations

import pytest
import z3

from pipeline.cases import Case
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.logic import Present, Threshold
from pipeline.proofs.solving import find
from pipeline.proofs.symbols import SymbolicCase

FEVER, OLD = Present("fever"), Threshold("age", "at_least", 65.0)
RECENT = Threshold("duration_days", "at_most", 14.0)


@pytest.fixture
def case() -> SymbolicCase:
    return SymbolicCase(load_knowledge())


@pytest.mark.parametrize("leaf", [FEVER, OLD, RECENT])
def test_unknown_answers_are_filled_in_at_their_worst_and_best(
    case: SymbolicCase, leaf: Present | Threshold
) -> None:
    so, could_be = case.so(leaf), case.could_be(leaf)
    assert find([case.if_worst(leaf) != could_be], case) is None
    assert find([case.if_best(leaf) != so], case) is None


def test_limits_beyond_the_range_cannot_be_met_or_missed(case: SymbolicCase) -> None:
    never, always = (
        Threshold("age", "at_least", 200.0),
        Threshold("age", "at_least", 1.0),
    )
    for leaf, met in ((never, False), (always, True)):
        unknown = z3.Not(case.known("age"))
        for filled in (case.if_worst(leaf), case.if_best(leaf)):
            assert find([unknown, filled != met], case) is None


def test_answers_are_stated_as_a_case_gives_them(case: SymbolicCase) -> None:
    given = Case(age=70, findings={"fever": "absent", "unwell": "present"})
    stated = [
        *case.is_answered("age", 70),
        *case.is_answered("fever", "absent"),
        *case.is_answered("unwell", "present"),
    ]
    found = find(stated, case)
    assert found is not None
    assert found.cases == (given,)
