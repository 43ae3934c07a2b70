"""Reading case files of every kind, with every fault found at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from pipeline.cases.case import Case
from pipeline.cases.documents import (
    cases_from_json,
    cases_from_jsonl,
    cases_from_yaml,
)
from pipeline.errors import CaseError, Fault

# pandas and pyarrow take most of a second to import: only tables pay for them.
_DOCUMENTS: dict[str, Callable[[str, str], tuple[list[Case], list[Fault]]]] = {
    ".yaml": cases_from_yaml,
    ".yml": cases_from_yaml,
    ".json": cases_from_json,
    ".jsonl": cases_from_jsonl,
    ".ndjson": cases_from_jsonl,
}
TABLES = (".csv", ".parquet")


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
        file_cases, file_faults = _read_file(Path(path))
        cases += file_cases
        faults += file_faults
    if faults:
        raise CaseError(faults)
    return cases


def _read_file(path: Path) -> tuple[list[Case], list[Fault]]:
    where = str(path)
    suffix = path.suffix.lower()
    if suffix not in (*_DOCUMENTS, *TABLES):
        kinds = ", ".join((*_DOCUMENTS, *TABLES))
        to_do = "Rename or convert the file."
        got = suffix or "no suffix"
        return [], [Fault(where, "the file's suffix", f"one of {kinds}", got, to_do)]
    try:
        with path.open("rb") as file:
            # A table may be huge, and its own reader reads it.
            content = file.read(1) if suffix == ".parquet" else file.read()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        to_do = "Check the path and its permissions."
        return [], [Fault(where, "the file", "readable", reason, to_do)]
    if not content:
        to_do = "An empty list `[]` or a header alone is a valid empty input."
        return [], [Fault(where, "the file", "not empty", "zero bytes", to_do)]
    if suffix == ".parquet":
        return _from_parquet(path)
    try:
        text = content.decode("utf-8-sig")  # spreadsheets put a mark in front
    except UnicodeDecodeError as error:
        got = f"byte 0x{error.object[error.start]:02x} at position {error.start}"
        return [], [Fault(where, "the file", "UTF-8 text", got, "Save it as UTF-8.")]
    if suffix == ".csv":
        return _from_csv(text, where)
    return _DOCUMENTS[suffix](text, where)


def _from_csv(text: str, where: str) -> tuple[list[Case], list[Fault]]:
    from pipeline.cases.csv_table import arrow_from_csv

    table, faults = arrow_from_csv(text, where)
    return _from_table(table, where, faults) if table is not None else ([], faults)


def _from_parquet(path: Path) -> tuple[list[Case], list[Fault]]:
    from pipeline.cases.parquet import read_parquet

    try:
        table = read_parquet(path)
    except CaseError as error:
        return [], list(error.faults)
    return _from_table(table, str(path), [])


def _from_table(
    table: object, where: str, faults: list[Fault]
) -> tuple[list[Case], list[Fault]]:
    import pyarrow as pa

    from pipeline.cases.matrix import cases_from_matrix
    from pipeline.cases.tables import case_ids_of, matrix_from_arrow

    assert isinstance(table, pa.Table)  # noqa: S101 - narrows the lazy type
    try:
        matrix = matrix_from_arrow(table, where, faults)
    except CaseError as error:
        return [], list(error.faults)
    return cases_from_matrix(matrix, case_ids_of(table)), []
