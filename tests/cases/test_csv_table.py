from __future__ import annotations

import csv
import io

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cases import Case, cases_from_matrix, matrix_from_cases
from pipeline.cases.csv_table import arrow_from_csv
from pipeline.cases.tables import case_ids_of, frame_from_matrix, matrix_from_arrow
from pipeline.errors import CaseError
from tests.cases.outcome import outcome
from tests.strategies import cases


def read(text: str) -> list[Case]:
    table, faults = arrow_from_csv(text, "a.csv")
    assert table is not None
    matrix = matrix_from_arrow(table, "a.csv", faults)
    return cases_from_matrix(matrix, case_ids_of(table))


def faults_of(text: str) -> list[str]:
    with pytest.raises(CaseError, match=r"a\.csv: .* must be ") as caught:
        read(text)
    return [str(fault) for fault in caught.value.faults]


def test_cells_become_cases() -> None:
    text = (
        "case_id,age,sex,care_setting,duration_days,pain_score,fever,condition\n"
        "A,63,female,emergency,2.5,7.5,true,disc_herniation\n"
        ",,,,,,,\n"
        "C,unknown,unknown,unknown,unknown,unknown,unknown,none_of_these\n"
        'D, 4e1 ,male,,.5,10.,FALSE,"sij_dysfunction"\n'
    )
    assert read(text) == [
        Case("A", 63, "female", "emergency", 2.5, 7.5, {"fever": "present"}),
        Case(),
        Case("C"),
        Case("D", 40, "male", None, 0.5, 10, {"fever": "absent"}),
    ]


def test_a_header_alone_is_an_empty_table() -> None:
    assert read("age,sex,fever\n") == []
    assert read("age,sex,fever") == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(end: str) -> None:
    assert read(f"age,sex{end}40,male{end}{end}50,{end}") == [
        Case(age=40, sex="male"),
        Case(age=50),
    ]


@pytest.mark.parametrize(
    ("column", "cell", "fault"),
    [
        ("fever", "present", "must be true, false or empty. Got 'present'."),
        ("fever", "yes", "must be true, false or empty. Got 'yes'."),
        ("fever", "1", "must be true, false or empty. Got '1'."),
        ("age", "old", "must be a number or empty. Got 'old'."),
        ("age", "nan", "must be a number or empty. Got 'nan'."),
        ("age", "inf", "must be a number or empty. Got 'inf'."),
        ("age", "4_0", "must be a number or empty. Got '4_0'."),
        ("age", "٤٠", "must be a number or empty. Got '٤٠'."),
        ("age", "0x28", "must be a number or empty. Got '0x28'."),
        ("age", "40.5", "must be a whole number from 16 to 110. Got 40.5."),
        ("age", "15", "must be a whole number from 16 to 110. Got 15.0."),
        ("age", "1e999", "must be a whole number from 16 to 110. Got inf."),
        ("duration_days", "-1", "must be a number from 0 to 20000. Got -1.0."),
        ("pain_score", "10.5", "must be a number from 0 to 10. Got 10.5."),
        ("sex", "f", "must be one of female, male. Got 'f'."),
        ("condition", "sciatica", "must be a known condition id. Got 'sciatica'."),
        ("condition", "unknown", "must be a known condition id. Got 'unknown'."),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(
    column: str, cell: str, fault: str
) -> None:
    (found,) = faults_of(f"case_id,{column}\nA,\nB,{cell}\n")
    assert found.startswith(f"a.csv: row 2, column {column} {fault}")


def test_every_fault_of_a_table_is_listed_at_once() -> None:
    text = "age,age,fevr,fever,pain_score\n40,40,true,maybe,7\n50,50,,true,99\n60,60\n"
    assert [fault.split(". ")[0] for fault in faults_of(text)] == [
        "a.csv: row 3 must be 5 cells long, as the header",
        "a.csv: row 1, column fever must be true, false or empty",
        "a.csv: column age must be there once",
        "a.csv: a column must be a known finding or field",
        "a.csv: row 2, column pain_score must be a number from 0 to 10",
    ]


def test_an_unknown_column_comes_with_the_nearest_known_one() -> None:
    assert faults_of("fevr\ntrue\n") == [
        "a.csv: a column must be a known finding or field. Got 'fevr'. "
        "Did you mean 'fever'?"
    ]


def test_a_thousand_bad_rows_make_a_short_list() -> None:
    faults = faults_of("age,fever\n" + "old,maybe,\n" * 1000)
    assert len(faults) == 3 * 21
    assert faults[20] == (
        "a.csv: every row must be 2 cells long, as the header. Got 980 more rows. "
        "Mend them the same way."
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("\n\n", "the file must be a table. Got blank lines only."),
        ('age\n"40\n', "the file must be valid CSV. Got unexpected end of data."),
        ('age\n"4"0\n', "the file must be valid CSV. Got ',' expected after '\"'."),
        ("age\n" + "x" * 200_000, "the file must be valid CSV. Got field larger"),
    ],
    ids=["blank", "open quote", "text after quote", "endless cell"],
)
def test_a_broken_file_is_a_fault(text: str, fault: str) -> None:
    table, (found,) = arrow_from_csv(text, "a.csv")
    assert table is None
    assert str(found).startswith(f"a.csv: {fault}")


@settings(deadline=None, max_examples=25)
@given(st.lists(cases(), min_size=1, max_size=4))
def test_a_table_written_by_pandas_is_read_back(some: list[Case]) -> None:
    frame = frame_from_matrix(matrix_from_cases(some))
    assert read(frame.to_csv(index=False)) == [
        Case(**{**case.to_dict(), "case_id": None}) for case in some
    ]


_CELLS = st.sampled_from(["", "true", "40", "-1", "x,y", '"', "male", "unknown"])
_NAMES = st.sampled_from(
    ["age", "sex", "fever", "case_id", "condition", "", "zzz", "'"]
)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(_NAMES | st.text(max_size=3), min_size=1, max_size=5),
    st.lists(st.lists(_CELLS | st.text(max_size=4), max_size=6), max_size=4),
    st.booleans(),
)
def test_any_table_gives_cases_or_faults(
    header: list[str], rows: list[list[str]], quoted: bool
) -> None:
    if quoted:
        out = io.StringIO()
        csv.writer(out).writerows([header, *rows])
        text = out.getvalue()
    else:
        text = "\n".join(",".join(row) for row in [header, *rows])
    table, faults = arrow_from_csv(text, "a.csv")
    if table is None:
        assert len(faults) == 1
        return
    assert isinstance(table, pa.Table)
    matrix, _ = outcome(lambda: matrix_from_arrow(table, "a.csv", faults))
    if matrix is not None:
        assert faults == []
        assert len(cases_from_matrix(matrix, case_ids_of(table))) == len(matrix)


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_sign_between_the_columns_is_named(sign: str, name: str) -> None:
    faults = faults_of(f"age{sign}sex\n40{sign}male\n")
    assert faults[0] == (
        f"a.csv: the header must be separated by commas. Got {name}. "
        "Save it as CSV with commas between the columns."
    )


def test_a_row_at_fault_is_known_by_its_number() -> None:
    _, faults = arrow_from_csv("age,sex\n40,male\nold,\n40\n", "a.csv")
    assert [fault.row for fault in faults] == [3, 2]


def test_faults_beyond_a_limit_are_counted_and_the_share_done_is_told() -> None:
    told: list[float] = []
    _, faults = arrow_from_csv("age,sex\n" + "old,\n" * 5, "a.csv", 2, told.append)
    assert [fault.row for fault in faults] == [1, 2, None]
    assert faults[-1].got == "3 more rows"
    assert told == [0.5, 1]
