"""Labelled tables for training: CSV or Parquet straight into arrays."""

from __future__ import annotations

from pathlib import Path

from pipeline.cases.content import read_path
from pipeline.cases.many import matrix_of
from pipeline.cases.matrix import CaseMatrix
from pipeline.errors import CaseError, Fault

TABLES = (".csv", ".parquet")


def read_table(path: Path) -> CaseMatrix:
    """Read a whole table of cases.

    Parameters
    ----------
    path : Path
        CSV or Parquet, told apart by its suffix.

    Returns
    -------
    CaseMatrix
        With labels where the table has a column `condition`.

    Raises
    ------
    CaseError
        If it is of another kind, unreadable, or faulty; with every fault.
    """
    if path.suffix.lower() not in TABLES:
        where, got = str(path), path.suffix.lower() or "no suffix"
        must_be, to_do = " or ".join(TABLES), "Convert the table."
        raise CaseError(Fault(where, "the suffix", must_be, got, to_do))
    cases, faults = matrix_of(read_path(path))
    if faults:
        raise CaseError(faults)
    return cases
