"""Labelled tables for training: CSV or Parquet straight into arrays."""

from __future__ import annotations

from pathlib import Path

from pipeline.cases.csv_table import arrow_from_csv
from pipeline.cases.matrix import CaseMatrix
from pipeline.cases.parquet import read_matrix
from pipeline.cases.tables import matrix_from_arrow
from pipeline.errors import CaseError, Fault


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
    where, suffix = str(path), path.suffix.lower()
    if suffix == ".parquet":
        return read_matrix(path)
    if suffix != ".csv":
        got = suffix or "no suffix"
        to_do = "Convert the table."
        raise CaseError(Fault(where, "the suffix", ".csv or .parquet", got, to_do))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or str(error)
        to_do = "Check path and permissions."
        raise CaseError(Fault(where, "the table", "readable", reason, to_do)) from error
    except UnicodeDecodeError as error:
        to_do = "Save it as UTF-8."
        raise CaseError(
            Fault(where, "the table", "UTF-8 text", "other bytes", to_do)
        ) from error
    table, faults = arrow_from_csv(text, where)
    if table is None:
        raise CaseError(faults)
    return matrix_from_arrow(table, where, faults)
