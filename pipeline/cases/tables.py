"""Tables of cases: one row a case, one nullable boolean column a finding."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.cases.case import show_name
from pipeline.cases.content import MOST_ROWS_NAMED
from pipeline.cases.matrix import CARE_SETTINGS, NOT_KNOWN, SEXES, CaseMatrix
from pipeline.errors import CaseError, Fault, shorten
from pipeline.knowledge import load_knowledge, suggest

NUMBERS = ("age", "duration_days", "pain_score")
CATEGORIES = {"sex": SEXES, "care_setting": CARE_SETTINGS}
PASSED_THROUGH = ("case_id", "condition")
_TEXTS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
# What Arrow raises, by the kind of mixture, when a column holds several types.
_NOT_ONE_TYPE = (pa.ArrowException, ValueError, TypeError, OverflowError)


def matrix_from_frame(frame: pd.DataFrame, where: str = "table") -> CaseMatrix:
    """Validate a DataFrame of cases and turn it into arrays.

    Parameters
    ----------
    frame : DataFrame
        Columns as in the case-file contract; a missing column is all unknown.
    where : str
        Name of the table in messages.

    Returns
    -------
    CaseMatrix

    Raises
    ------
    CaseError
        With every fault by row and column.
    """
    names = [str(name) for name in frame.columns]
    arrays, faults = [], []
    for j, name in enumerate(names):
        try:
            arrays.append(pa.array(frame.iloc[:, j], from_pandas=True))
        except _NOT_ONE_TYPE as error:
            arrays.append(pa.nulls(len(frame)))
            to_do = "Give true, false or null in finding columns, numbers in age."
            got = shorten(str(error), 160)
            what = f"column {show_name(name)}"
            faults.append(Fault(where, what, "of one type", got, to_do))
    return matrix_from_arrow(pa.Table.from_arrays(arrays, names), where, faults)


def matrix_from_arrow(
    table: pa.Table, where: str, faults: Iterable[Fault] = ()
) -> CaseMatrix:
    """Validate an Arrow table of cases and turn it into arrays.

    See `matrix_from_frame`; this is its columnar core. `faults` are those that the
    reader of the file has found already.
    """
    matrix, all_faults = check_arrow(table, where, faults)
    if all_faults:
        raise CaseError(all_faults)
    return matrix


def check_arrow(
    table: pa.Table,
    where: str,
    faults: Iterable[Fault] = (),
    most_named: int = MOST_ROWS_NAMED,
) -> tuple[CaseMatrix, list[Fault]]:
    """Turn an Arrow table of cases into arrays, and list what is wrong with it.

    Parameters
    ----------
    table : pyarrow.Table
    where : str
        Name of the table in messages.
    faults : iterable of Fault
        Those that the reader of the file has found already.
    most_named : int, default=20
        Rows named one by one for each column; the others are counted.

    Returns
    -------
    cases : CaseMatrix
        Of no use in the rows at fault.
    faults : list of Fault
    """
    reader = _TableReader(table, where, faults, most_named)
    cases = reader.matrix()
    return cases, reader.faults


def case_ids_of(table: pa.Table) -> list[str | None]:
    """Give the names of the cases in a table, None where there is none."""
    if "case_id" not in table.column_names:
        return [None] * table.num_rows
    values = table.column("case_id").to_pylist()
    return [None if v is None else str(v) for v in values]


class _TableReader:
    """Reads the columns one by one and keeps all faults until the end."""

    def __init__(
        self, table: pa.Table, where: str, faults: Iterable[Fault], most_named: int
    ) -> None:
        self.table = table
        self.most_named = most_named
        self.where = where
        self.faults = list(faults)
        self.knowledge = load_knowledge()
        known = {
            *self.knowledge.finding_ids,
            *self.knowledge.vocabulary.context,
            *PASSED_THROUGH,
        }
        names = table.column_names
        for name in dict.fromkeys(names):
            if name not in known:
                to_do, got = suggest(name, known), shorten(name)
                self._fault("a column", "a known finding or field", got, to_do)
            elif names.count(name) > 1:
                self._fault(f"column {name}", "there once", "it twice", "Drop one.")

    def matrix(self) -> CaseMatrix:
        self._check_names()
        ids = self.knowledge.finding_ids
        answers = np.full((self.table.num_rows, len(ids)), NOT_KNOWN, dtype=np.int8)
        for j, finding in enumerate(ids):
            column = self._column(finding)
            if column is not None:
                answers[:, j] = self._answers(finding, column)
        numbers = {name: self._numbers(name) for name in NUMBERS}
        codes = {name: self._codes(name, words) for name, words in CATEGORIES.items()}
        return CaseMatrix(
            ids,
            answers,
            numbers["age"],
            codes["sex"],
            codes["care_setting"],
            numbers["duration_days"],
            numbers["pain_score"],
            self._labels(),
        )

    def _column(self, name: str) -> pa.ChunkedArray | None:
        if self.table.column_names.count(name) != 1:
            return None
        column = self.table.column(name)
        # A column that says nothing may be of any type: writers have to pick one.
        return None if column.null_count == len(column) else column

    def _answers(self, name: str, column: pa.ChunkedArray) -> NDArray[np.int8]:
        if not pa.types.is_boolean(column.type):
            got = f"a column of type {column.type}"
            to_do = "Give true for present, false for absent, null for unknown."
            self._fault(f"column {name}", "boolean", got, to_do)
            return np.full(len(column), NOT_KNOWN, dtype=np.int8)
        filled = pc.fill_null(column.cast(pa.int8()), NOT_KNOWN)
        return np.asarray(filled.to_numpy(), dtype=np.int8)

    def _numbers(self, name: str) -> NDArray[np.float64]:
        column = self._column(name)
        unknown = np.full(self.table.num_rows, np.nan)
        if column is None:
            return unknown
        kind = column.type
        if not (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
            to_do = "Give a number, or null when unknown."
            self._fault(f"column {name}", "numeric", f"type {kind}", to_do)
            return unknown
        values = np.array(
            column.cast(pa.float64(), safe=False).to_numpy(), dtype=np.float64
        )
        spec = self.knowledge.vocabulary.context[name]
        low, high = spec.range or (-math.inf, math.inf)
        known = ~np.isnan(values)
        wrong = known & ~((values >= low) & (values <= high))
        kind_word = "a number"
        if spec.kind == "integer":
            wrong |= known & (values != np.floor(values))
            kind_word = "a whole number"
        must_be = f"{kind_word} from {low:g} to {high:g}"
        self._rows(name, wrong, must_be, values)
        return values

    def _codes(self, name: str, words: tuple[str, ...]) -> NDArray[np.int8]:
        codes = np.full(self.table.num_rows, NOT_KNOWN, dtype=np.int8)
        values = self._texts(name)
        if values is None:
            return codes
        for code, word in enumerate(words):
            codes[values == word] = code
        given = np.array([v is not None and v != "unknown" for v in values], dtype=bool)
        must_be = f"one of {', '.join(words)}"
        self._rows(name, given & (codes == NOT_KNOWN), must_be, values)
        return codes

    def _labels(self) -> NDArray[np.object_] | None:
        values = self._texts("condition")
        if values is None:
            return None
        known = {*self.knowledge.condition_ids, "none_of_these"}
        given = np.array([v is not None for v in values], dtype=bool)
        wrong = given & np.array([v not in known for v in values], dtype=bool)
        self._rows("condition", wrong, "a known condition id", values, known)
        return values

    def _check_names(self) -> None:
        """Names of cases may also be whole numbers; they are only handed through."""
        column = self._column("case_id")
        if column is not None and not pa.types.is_integer(column.type):
            self._texts("case_id")

    def _texts(self, name: str) -> NDArray[np.object_] | None:
        column = self._column(name)
        if column is None:
            return None
        kind = column.type
        if pa.types.is_dictionary(kind):
            kind = kind.value_type
        if not any(is_text(kind) for is_text in _TEXTS):
            self._fault(f"column {name}", "text", f"type {kind}", "Give words.")
            return None
        try:
            return np.array(column.cast(kind).to_pylist(), dtype=object)
        except (UnicodeDecodeError, pa.ArrowException):  # a damaged file
            self._fault(f"column {name}", "UTF-8 text", "other bytes", "Mend it.")
            return None

    def _rows(
        self,
        name: str,
        wrong: NDArray[np.bool_],
        must_be: str,
        values: NDArray[Any],
        known: set[str] | None = None,
    ) -> None:
        """Name the rows at fault, the first ones one by one."""
        rows = np.flatnonzero(wrong)
        for row in rows[: self.most_named].tolist():
            value = values[row]
            got = shorten(value.item() if isinstance(value, np.generic) else value)
            to_do = "Leave it empty when it is not known."
            if known is not None:
                to_do = suggest(str(value), known)
            what = f"row {row + 1}, column {name}"
            self._fault(what, must_be, got, to_do, row + 1)
        if len(rows) > self.most_named:
            more = f"{len(rows) - self.most_named} more rows"
            self._fault(f"column {name}", must_be, more, "Mend them the same way.")

    def _fault(
        self, what: str, must_be: str, got: str, to_do: str, row: int | None = None
    ) -> None:
        self.faults.append(Fault(self.where, what, must_be, got, to_do, row))


def frame_from_matrix(
    matrix: CaseMatrix, case_ids: Sequence[str | None] | None = None
) -> pd.DataFrame:
    """Give cases as a DataFrame with nullable boolean columns."""
    columns: dict[str, Any] = {}
    if case_ids is not None:
        columns["case_id"] = list(case_ids)
    columns["age"] = matrix.age
    for name, words, codes in (
        ("sex", SEXES, matrix.sex),
        ("care_setting", CARE_SETTINGS, matrix.care_setting),
    ):
        columns[name] = np.array([*words, None], dtype=object)[codes]
    columns["duration_days"] = matrix.duration_days
    columns["pain_score"] = matrix.pain_score
    for j, finding in enumerate(matrix.finding_ids):
        column = matrix.answers[:, j]
        columns[finding] = pd.arrays.BooleanArray(column == 1, column == NOT_KNOWN)
    if matrix.condition is not None:
        columns["condition"] = matrix.condition
    return pd.DataFrame(columns)
