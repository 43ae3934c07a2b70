from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cases import (
    CARE_SETTINGS,
    CONTEXT_FIELDS,
    NOT_KNOWN,
    SEXES,
    Case,
    cases_from_matrix,
    matrix_from_cases,
)
from pipeline.cases.matrix import concatenate
from pipeline.knowledge import load_knowledge
from tests.strategies import cases


def test_answers_are_coded_present_absent_not_known() -> None:
    matrix = matrix_from_cases(
        [Case(findings={"fever": "present", "numbness": "absent"})]
    )
    column = dict(zip(matrix.finding_ids, matrix.answers[0], strict=True))
    assert (column.pop("fever"), column.pop("numbness")) == (1, 0)
    assert set(column.values()) == {NOT_KNOWN}
    assert matrix.answers.dtype == np.int8


def test_context_is_coded_by_the_public_orders() -> None:
    some = [Case(sex=s, care_setting=c) for s in SEXES for c in CARE_SETTINGS]
    matrix = matrix_from_cases([*some, Case()])
    assert matrix.sex.tolist() == [0, 0, 0, 1, 1, 1, NOT_KNOWN]
    assert matrix.care_setting.tolist() == [0, 1, 2, 0, 1, 2, NOT_KNOWN]
    assert matrix.condition is None
    for numbers in (matrix.age, matrix.duration_days, matrix.pain_score):
        assert np.isnan(numbers).all()


def test_columns_stand_in_the_order_of_the_vocabulary() -> None:
    assert matrix_from_cases([]).finding_ids == load_knowledge().finding_ids


def test_no_cases_make_an_empty_matrix() -> None:
    matrix = matrix_from_cases([])
    assert len(matrix) == 0
    assert matrix.answers.shape == (0, len(matrix.finding_ids))
    assert cases_from_matrix(matrix) == []


@settings(deadline=None, max_examples=50)
@given(st.lists(cases(), max_size=6))
def test_stacking_and_unstacking_gives_the_same_cases(some: list[Case]) -> None:
    matrix = matrix_from_cases(some)
    names = [case.case_id for case in some]
    assert cases_from_matrix(matrix, names) == some


def test_unstacked_cases_have_no_names_unless_given() -> None:
    matrix = matrix_from_cases([Case(case_id="A", age=40)])
    assert cases_from_matrix(matrix) == [Case(age=40)]


@pytest.mark.parametrize(
    "rows", [slice(1, 3), np.array([False, True, True, False])], ids=["slice", "mask"]
)
def test_rows_can_be_taken_out(rows: slice | np.ndarray) -> None:
    some = [Case(age=40 + i, findings={"fever": "present"}) for i in range(4)]
    part = matrix_from_cases(some)[rows]
    assert len(part) == 2
    assert cases_from_matrix(part) == some[1:3]


def test_a_matrix_compares_by_identity_not_by_its_arrays() -> None:
    matrix = matrix_from_cases([Case(), Case()])
    assert matrix == matrix
    assert matrix != matrix_from_cases([Case(), Case()])


def test_parts_put_together_are_the_whole() -> None:
    whole = matrix_from_cases(
        [
            Case(age=20 + i, sex="female", findings={"fever": "present"})
            for i in range(5)
        ]
    )
    again = concatenate([whole[slice(0, 2)], whole[slice(2, 5)]])
    np.testing.assert_array_equal(again.answers, whole.answers)
    np.testing.assert_array_equal(again.age, whole.age)
    assert again.finding_ids == whole.finding_ids
    assert again.condition is None


def test_the_share_known_counts_findings_and_context_alike() -> None:
    n_questions = len(load_knowledge().finding_ids) + len(CONTEXT_FIELDS)
    cases = [
        Case(),
        Case(age=40),
        Case(sex="male", care_setting="emergency", findings={"fever": "absent"}),
        Case(duration_days=3, pain_score=0, findings={"leg_pain": "unknown"}),
    ]
    known = matrix_from_cases(cases).share_known * n_questions
    assert known.tolist() == pytest.approx([0, 1, 3, 2])
