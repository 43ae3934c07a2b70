"""Reading case files of every kind, with every fault found at once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.cases.case import Case
from pipeline.cases.content import Content, read_path
from pipeline.errors import CaseError, Fault


def read_cases(paths: Iterable[Path]) -> list[Case]:
    """Read all cases of all files, in order.

    Parameters
    ----------
    paths : iterable of Path
        YAML, JSON, JSONL, CSV or Parquet files, told apart by their suffix.

    Returns
    -------
    list of Case

    Raises
    ------
    CaseError
        With every fault of every file.
    """
    cases: list[Case] = []
    faults: list[Fault] = []
    for path in paths:
        file_cases, file_faults = _cases_of(read_path(Path(path)))
        cases += file_cases
        faults += file_faults
    if faults:
        raise CaseError(faults)
    return cases


def _cases_of(content: Content) -> tuple[list[Case], list[Fault]]:
    if content.table is None:
        return content.cases or [], content.faults
    from pipeline.cases.matrix import cases_from_matrix
    from pipeline.cases.tables import case_ids_of, matrix_from_arrow

    table, where = content.table, content.where
    try:
        matrix = matrix_from_arrow(table, where, content.faults)
    except CaseError as error:
        return [], list(error.faults)
    return cases_from_matrix(matrix, case_ids_of(table)), []
