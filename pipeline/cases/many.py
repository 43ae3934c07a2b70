"""Files of many cases as columns: some files in one matrix, or one with its faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.cases.content import AS_IT_IS, Content, Reading, read_bytes, read_path
from pipeline.cases.matrix import CaseMatrix, concatenate, matrix_from_cases
from pipeline.cases.parquet import too_many
from pipeline.cases.tables import case_ids_of, check_arrow
from pipeline.errors import CaseError, Fault


def read_many(paths: Sequence[Path]) -> CaseMatrix:
    """Read the cases of some files, in order, without their labels.

    Parameters
    ----------
    paths : sequence of Path
        Of any kind that `read_cases` reads.

    Returns
    -------
    CaseMatrix

    Raises
    ------
    CaseError
        With every fault of every file.
    """
    parts: list[CaseMatrix] = []
    faults: list[Fault] = []
    for path in paths:
        cases, file_faults = matrix_of(read_path(path))
        parts.append(replace(cases, condition=None))
        faults += file_faults
    if faults:
        raise CaseError(faults)
    return concatenate(parts)


def matrix_of(
    content: Content, reading: Reading = AS_IT_IS
) -> tuple[CaseMatrix, list[Fault]]:
    """Give what a file holds as columns, and everything that is wrong with it.

    Parameters
    ----------
    content : Content
    reading : Reading

    Returns
    -------
    cases : CaseMatrix
        Of no use in the rows at fault.
    faults : list of Fault
    """
    if content.table is None:
        return matrix_from_cases(content.cases or []), content.faults
    return check_arrow(content.table, content.where, content.faults, reading.most_named)


@dataclass(frozen=True, eq=False)
class CaseFile:
    """The sound cases of one file as columns, and what is wrong with the others.

    Parameters
    ----------
    cases : CaseMatrix
        Those without a fault, labels included; none when a fault concerns the whole
        file, for nobody knows then which of them it leaves untouched.
    case_ids : list of str or None
        Their names.
    rows : ndarray of shape (n_cases,), int64
        Their places in the file, counted from 1.
    n_rows : int
        Cases in the file, sound or not.
    faults : tuple of Fault
    """

    cases: CaseMatrix
    case_ids: list[str | None]
    rows: NDArray[np.int64]
    n_rows: int
    faults: tuple[Fault, ...]

    @classmethod
    def unread(cls, fault: Fault) -> CaseFile:
        """Say why a file was not even read."""
        return cls(matrix_from_cases([]), [], np.arange(0), 0, (fault,))


def read_case_file(name: str, content: bytes, reading: Reading = AS_IT_IS) -> CaseFile:
    """Read a case file that is in memory; nothing is written anywhere.

    Parameters
    ----------
    name : str
        Name of the file, whose suffix tells its kind.
    content : bytes
    reading : Reading

    Returns
    -------
    CaseFile
        A file that cannot be read at all has no cases and says why.
    """
    read = read_bytes(name, content, reading)
    cases, faults = matrix_of(read, reading)
    bad = {fault.row for fault in faults if fault.row is not None}
    if read.table is None:
        n_rows = len(cases) + len(bad)
        ids: list[str | None] = [case.case_id for case in read.cases or []]
    else:
        n_rows = len(cases)
    if reading.most_rows is not None and n_rows > reading.most_rows:
        faults = [too_many(name, n_rows, reading.most_rows)]
    rows = np.array([i for i in range(1, n_rows + 1) if i not in bad], dtype=np.int64)
    if any(fault.row is None for fault in faults):
        rows = rows[:0]
    if read.table is not None:
        cases = cases[rows - 1]
        names = case_ids_of(read.table) if len(rows) else []
        ids = [names[i - 1] for i in rows]
    elif not len(rows):
        cases, ids = cases[rows], []
    return CaseFile(cases, ids, rows, n_rows, tuple(faults))
