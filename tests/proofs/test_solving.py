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


def test_a_case_is_found_with_no_more_answers_than_needed(case: SymbolicCase) -> None:
    either = z3.Or(case.so(FEVER), z3.And(case.so(OLD), case.so(RECENT)))
    found = find([either], case)
    assert found is not None
    assert found.cases == (Case(findings={"fever": "present"}),)
    assert case.fields == ["age", "duration_days", "fever"]


def test_numbers_are_found_within_range(case: SymbolicCase) -> None:
    found = find([case.so(OLD), case.so(RECENT), z3.Not(case.could_be(FEVER))], case)
    assert found is not None
    (shown,) = found.cases
    assert shown.age is not None
    assert 65 <= shown.age <= 110
    assert shown.duration_days is not None
    assert 0 <= shown.duration_days <= 14
    assert shown.findings == {"fever": "absent"}
    assert find([case.so(Threshold("age", "at_least", 111.0))], case) is None
    assert find([case.so(Threshold("age", "at_most", 15.0))], case) is None


def test_fractions_are_read_as_numbers(case: SymbolicCase) -> None:
    pain = case.value("pain_score")
    found = find([case.known("pain_score"), pain > 7, pain < 8], case)
    assert found is not None
    assert found.cases[0].pain_score is not None
    assert 7 < found.cases[0].pain_score < 8


def test_two_cases_are_found_apart(case: SymbolicCase) -> None:
    other = SymbolicCase(load_knowledge(), "other")
    found = find([case.so(FEVER), z3.Not(other.could_be(FEVER))], case, other)
    assert found is not None
    assert [dict(one.findings) for one in found.cases] == [
        {"fever": "present"},
        {"fever": "absent"},
    ]


def test_a_solver_that_gives_up_has_proved_nothing(case: SymbolicCase) -> None:
    x, y = z3.Reals("x y")
    beyond_it = [x**y == 3, y > 2, x > y, x * y == 2**x + y**x]
    with pytest.raises(RuntimeError, match="the solver gave up"):
        find(beyond_it, case)
