from __future__ import annotations

import pytest

from pipeline.cases import Case, matrix_from_cases
from pipeline.knowledge import load_knowledge
from pipeline.stages.budget.naive_list import CLASSICAL, N_ITEMS, any_classical_flag
from pipeline.terms import Answer

NONE = dict.fromkeys(load_knowledge().finding_ids, Answer.ABSENT)


def flagged(case: Case) -> bool:
    (flag,) = any_classical_flag(matrix_from_cases([case])).tolist()
    return bool(flag)


def test_without_any_of_them_nothing_sounds() -> None:
    assert not flagged(Case(age=40, findings=NONE))


@pytest.mark.parametrize("finding", CLASSICAL)
def test_any_of_them_sounds(finding: str) -> None:
    assert flagged(Case(age=40, findings={**NONE, finding: Answer.PRESENT}))


@pytest.mark.parametrize(
    ("age", "sounds"), [(24, True), (25, False), (55, False), (56, True)]
)
def test_young_and_old_age_sound(age: int, sounds: bool) -> None:
    assert flagged(Case(age=age, findings=NONE)) is sounds


def test_what_is_no_flag_does_not_sound() -> None:
    assert not flagged(Case(age=40, findings={**NONE, "leg_pain": Answer.PRESENT}))


def test_there_are_as_many_as_in_the_study() -> None:
    assert N_ITEMS == len(set(CLASSICAL)) + 1 == 25
