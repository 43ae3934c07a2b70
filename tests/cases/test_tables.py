from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cases import NOT_KNOWN, Case, cases_from_matrix, matrix_from_cases
from pipeline.cases.tables import (
    case_ids_of,
    frame_from_matrix,
    matrix_from_arrow,
    matrix_from_frame,
)
from pipeline.errors import CaseError
from pipeline.knowledge import load_knowledge
from tests.cases.outcome import outcome
from tests.strategies import cases


def faults_of(table: pa.Table | pd.DataFrame) -> list[str]:
    read = matrix_from_arrow if isinstance(table, pa.Table) else matrix_from_frame
    with pytest.raises(CaseError, match=r"t: .* must be ") as caught:
        read(table, "t")
    return [str(fault) for fault in caught.value.faults]


def answers_to_fever(values: Any) -> list[int]:
    matrix = matrix_from_frame(pd.DataFrame({"fever": values}))
    return matrix.answers[:, matrix.finding_ids.index("fever")].tolist()


@pytest.mark.parametrize(
    "values",
    [
        pd.array([True, False, None], dtype="boolean"),
        pd.array([True, False, None], dtype="bool[pyarrow]"),
        pd.Series([True, False, None], dtype=object),
        pd.Series([True, False, np.nan], dtype=object),
        pd.Series([True, False, pd.NA], dtype=object),
    ],
    ids=["boolean", "arrow", "None", "NaN", "NA"],
)
def test_a_finding_is_a_nullable_boolean_however_pandas_holds_it(values: Any) -> None:
    assert answers_to_fever(values) == [1, 0, NOT_KNOWN]


@pytest.mark.parametrize("values", [[None, None], [np.nan, np.nan], [pd.NA, pd.NA]])
def test_a_column_that_says_nothing_may_have_any_type(values: Any) -> None:
    assert answers_to_fever(values) == [NOT_KNOWN, NOT_KNOWN]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, 0], "int64"),
        ([1.0, None], "double"),
        (["present", "absent"], "large_string"),
        ([b"x", None], "binary"),
    ],
)
def test_a_finding_of_another_type_is_refused(values: Any, kind: str) -> None:
    frame = pd.DataFrame({"fever": values})
    assert faults_of(frame) == [
        f"t: column fever must be boolean. Got a column of type {kind}. "
        "Give true for present, false for absent, null for unknown."
    ]


def test_missing_columns_are_all_unknown() -> None:
    matrix = matrix_from_frame(pd.DataFrame({"age": [40, 50]}))
    assert cases_from_matrix(matrix) == [Case(age=40), Case(age=50)]


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(),
        pd.DataFrame(columns=["age", "sex", "fever", "condition", "case_id"]),
        pd.DataFrame({"age": pd.array([], dtype="Int16")}),
    ],
    ids=["nothing", "header", "typed header"],
)
def test_a_table_without_rows_is_valid(frame: pd.DataFrame) -> None:
    assert len(matrix_from_frame(frame)) == 0


@pytest.mark.parametrize(
    "kind", [pa.int8(), pa.int64(), pa.uint64(), pa.float16(), pa.float32()]
)
def test_numbers_may_have_any_numeric_type(kind: pa.DataType) -> None:
    values = pa.array([40, None], pa.float64()).cast(kind)
    matrix = matrix_from_arrow(pa.table({"age": values}), "t")
    assert cases_from_matrix(matrix) == [Case(age=40), Case()]


@pytest.mark.parametrize(
    ("column", "value", "must_be"),
    [
        ("age", 15, "a whole number from 16 to 110"),
        ("age", 40.5, "a whole number from 16 to 110"),
        ("age", 2**62, "a whole number from 16 to 110"),
        ("age", float("inf"), "a whole number from 16 to 110"),
        ("duration_days", -0.5, "a number from 0 to 20000"),
        ("pain_score", 11, "a number from 0 to 10"),
        ("sex", "Female", "one of female, male"),
        ("care_setting", "home", "one of primary_care, spine_clinic, emergency"),
        ("condition", "sciatica", "a known condition id"),
    ],
)
def test_an_impossible_value_is_named_by_row_and_column(
    column: str, value: object, must_be: str
) -> None:
    (fault,) = faults_of(pa.table({column: [None, value]}))
    assert fault.startswith(f"t: row 2, column {column} must be {must_be}. Got ")


@pytest.mark.parametrize(
    ("column", "values", "must_be"),
    [
        ("age", ["40"], "numeric"),
        ("age", [True], "numeric"),
        ("age", [[40]], "numeric"),
        ("sex", [1], "text"),
        ("sex", [b"male"], "text"),
        ("condition", [{"a": 1}], "text"),
        ("case_id", [1.5], "text"),
        ("case_id", [["A"]], "text"),
    ],
)
def test_a_column_of_the_wrong_type_is_one_fault(
    column: str, values: list[object], must_be: str
) -> None:
    (fault,) = faults_of(pa.table({column: values}))
    assert fault.startswith(f"t: column {column} must be {must_be}. Got type ")


@pytest.mark.parametrize(
    "kind",
    [
        pa.string(),
        pa.large_string(),
        pa.string_view(),
        pa.dictionary(pa.int8(), pa.string()),
        pa.dictionary(pa.int32(), pa.large_string()),
    ],
    ids=str,
)
def test_words_may_have_any_type_of_text(kind: pa.DataType) -> None:
    column = pa.array(["male", None, "unknown"], pa.string()).cast(kind)
    matrix = matrix_from_arrow(pa.table({"sex": column, "case_id": column}), "t")
    assert matrix.sex.tolist() == [1, NOT_KNOWN, NOT_KNOWN]


def test_text_that_is_not_utf8_is_a_fault() -> None:
    lengths = pa.array([0, 2], pa.int32()).buffers()[1]
    bad = pa.Array.from_buffers(
        pa.string(), 1, [None, lengths, pa.py_buffer(b"\xff\xfe")]
    )
    for column in ("case_id", "sex", "condition"):
        assert faults_of(pa.table({column: bad})) == [
            f"t: column {column} must be UTF-8 text. Got other bytes. Mend it."
        ]


def test_labels_are_kept_apart_from_the_case() -> None:
    labels = ["disc_herniation", None, "none_of_these"]
    matrix = matrix_from_frame(pd.DataFrame({"condition": labels}))
    assert matrix.condition is not None
    assert matrix.condition.tolist() == labels
    assert cases_from_matrix(matrix) == [Case()] * 3


def test_names_of_cases_may_be_text_or_whole_numbers() -> None:
    assert case_ids_of(pa.table({"case_id": ["A", None]})) == ["A", None]
    assert case_ids_of(pa.table({"case_id": [7, None]})) == ["7", None]
    assert case_ids_of(pa.table({"age": [40, 50]})) == [None, None]


def test_every_fault_of_a_table_is_listed_at_once() -> None:
    frame = pd.DataFrame(
        [[5, "x", True, 1, 1, "x", 1], [40, 5, "x", 2, 2, "male", 2]],
        columns=["age", "condition", "fever", "agee", 7, "sex", "age"],
    )
    assert [fault.split(". ")[0] for fault in faults_of(frame)] == [
        "t: column condition must be of one type",
        "t: column fever must be of one type",
        "t: column age must be there once",
        "t: a column must be a known finding or field",
        "t: a column must be a known finding or field",
        "t: row 1, column sex must be one of female, male",
    ]


def test_many_faults_of_a_kind_are_counted_not_listed() -> None:
    faults = faults_of(pa.table({"age": [5] * 1000}))
    assert len(faults) == 21
    assert faults[-1] == (
        "t: column age must be a whole number from 16 to 110. Got 980 more rows. "
        "Mend them the same way."
    )


@pytest.mark.parametrize(
    "values",
    [
        pd.Series([1j]),
        pd.Series([10**30]),
        pd.Series(["\ud800"], dtype=object),
        pd.Series([object()]),
        pd.Series(pd.arrays.SparseArray([40.0])),
    ],
    ids=["complex", "huge", "half a sign", "object", "sparse"],
)
def test_what_arrow_cannot_hold_is_a_fault(values: Any) -> None:
    frame = pd.DataFrame({"age": values})
    (fault,) = faults_of(frame)
    assert fault.startswith("t: column age must be of one type. Got ")


@settings(deadline=None, max_examples=40)
@given(st.lists(cases(), max_size=4), st.booleans(), st.booleans())
def test_a_frame_of_a_matrix_is_read_back(
    some: list[Case], named: bool, labelled: bool
) -> None:
    matrix = matrix_from_cases(some)
    if labelled:
        labels = np.array([None, *load_knowledge().condition_ids], dtype=object)
        object.__setattr__(matrix, "condition", labels[: len(some)])
    names = [case.case_id for case in some]
    frame = frame_from_matrix(matrix, names if named else None)
    again = matrix_from_frame(frame)
    for part in (
        "answers",
        "age",
        "sex",
        "care_setting",
        "duration_days",
        "pain_score",
    ):
        np.testing.assert_array_equal(getattr(again, part), getattr(matrix, part))
    assert cases_from_matrix(again, names) == some
    if labelled and some[1:]:  # a column of nulls alone is no label
        assert again.condition is not None
        assert matrix.condition is not None
        assert again.condition.tolist() == matrix.condition.tolist()


_TYPES = st.sampled_from(
    [
        *(pa.bool_(), pa.int8(), pa.float16(), pa.float64(), pa.decimal128(5, 1)),
        *(pa.string(), pa.large_string(), pa.binary(), pa.null()),
        *(pa.timestamp("s"), pa.date32(), pa.list_(pa.int8())),
        pa.struct([("a", pa.int8())]),
        pa.dictionary(pa.int8(), pa.string()),
        pa.dictionary(pa.int8(), pa.int64()),
    ]
)
_COLUMNS = st.sampled_from(
    ["age", "sex", "fever", "case_id", "condition", "pain_score", "zzz", ""]
)
_VALUES: dict[str, Any] = {"bool": True, "double": 40.0, "int8": 40, "halffloat": 2.0}


@settings(deadline=None, max_examples=80)
@given(st.lists(st.tuples(_COLUMNS, _TYPES, st.booleans()), max_size=5))
def test_any_columns_give_cases_or_faults(
    columns: list[tuple[str, pa.DataType, bool]],
) -> None:
    arrays = []
    for _, kind, empty in columns:
        value = _VALUES.get(str(kind), "male" if "string" in str(kind) else None)
        arrays.append(pa.array([None if empty else value, None], kind))
    table = pa.Table.from_arrays(arrays, [name for name, _, _ in columns])
    matrix, _ = outcome(lambda: matrix_from_arrow(table, "t"))
    if matrix is not None:
        assert len(cases_from_matrix(matrix, case_ids_of(table))) == table.num_rows
