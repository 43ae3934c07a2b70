"""What a case file holds: cases, or a table, told apart by the file's suffix.

A file on a disk and bytes that somebody handed over go the same way.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pipeline.cases.case import Case
from pipeline.cases.documents import (
    cases_from_json,
    cases_from_jsonl,
    cases_from_yaml,
)
from pipeline.errors import CaseError, Fault

# pandas and pyarrow take most of a second to import: only tables pay for them.
if TYPE_CHECKING:
    import pyarrow as pa

_DOCUMENTS: dict[str, Callable[[str, str], tuple[list[Case], list[Fault]]]] = {
    ".yaml": cases_from_yaml,
    ".yml": cases_from_yaml,
    ".json": cases_from_json,
    ".jsonl": cases_from_jsonl,
    ".ndjson": cases_from_jsonl,
}
SUFFIXES = (*_DOCUMENTS, ".csv", ".parquet")
MOST_ROWS_NAMED = 20


@dataclass(frozen=True)
class Reading:
    """How far a file is read.

    Parameters
    ----------
    most_rows : int, optional
        A table of more rows is refused.
    most_named : int
        Rows at fault named one by one for each column; the others are counted.
    tell : callable, optional
        Told the share that is done, from 0 to 1.
    """

    most_rows: int | None = None
    most_named: int = MOST_ROWS_NAMED
    tell: Callable[[float], object] | None = None


@dataclass(frozen=True, eq=False)
class Content:
    """What one file holds, and what is wrong with it.

    Parameters
    ----------
    where : str
        Name of the file in messages.
    faults : list of Fault
    cases : list of Case, optional
        Those without a fault, of a file that holds a list of them.
    table : pyarrow.Table, optional
        Of a file that holds a table; its cells are not checked yet.
    """

    where: str
    faults: list[Fault]
    cases: list[Case] | None = None
    table: pa.Table | None = None


AS_IT_IS = Reading()


def read_path(path: Path, reading: Reading = AS_IT_IS) -> Content:
    """Read a case file from a disk.

    Parameters
    ----------
    path : Path
        YAML, JSON, JSONL, CSV or Parquet.
    reading : Reading

    Returns
    -------
    Content
    """
    where = str(path)
    fault = _other_kind(where)
    if fault is not None:
        return Content(where, [fault])
    try:
        file = path.open("rb")
    except (OSError, ValueError) as error:
        return Content(where, [_unreadable(where, error)])
    with file:
        return _read(where, file, reading)


def read_bytes(name: str, content: bytes, reading: Reading = AS_IT_IS) -> Content:
    """Read a case file that is in memory; nothing is written anywhere.

    Parameters
    ----------
    name : str
        Name of the file, whose suffix tells its kind.
    content : bytes
    reading : Reading

    Returns
    -------
    Content
    """
    fault = _other_kind(name)
    if fault is not None:
        return Content(name, [fault])
    return _read(name, io.BytesIO(content), reading)


def _read(where: str, file: BinaryIO, reading: Reading) -> Content:
    suffix = Path(where).suffix.lower()
    try:
        # A table may be huge, and its own reader reads it.
        content = file.read(1) if suffix == ".parquet" else file.read()
        file.seek(0)
    except OSError as error:
        return Content(where, [_unreadable(where, error)])
    if not content:
        to_do = "An empty list `[]` or a header alone is a valid empty input."
        fault = Fault(where, "the file", "not empty", "zero bytes", to_do)
        return Content(where, [fault])
    if suffix == ".parquet":
        return _from_parquet(where, file, reading)
    try:
        text = content.decode("utf-8-sig")  # spreadsheets put a mark in front
    except UnicodeDecodeError as error:
        got = f"byte 0x{error.object[error.start]:02x} at position {error.start}"
        fault = Fault(where, "the file", "UTF-8 text", got, "Save it as UTF-8.")
        return Content(where, [fault])
    if suffix == ".csv":
        return _from_csv(where, text, reading)
    cases, faults = _DOCUMENTS[suffix](text, where)
    return Content(where, faults, cases=cases)


def _other_kind(name: str) -> Fault | None:
    suffix = Path(name).suffix
    if suffix.lower() in SUFFIXES:
        return None
    must_be, got = f"one of {', '.join(SUFFIXES)}", suffix.lower() or "no suffix"
    to_do = "Rename or convert the file."
    return Fault(name, "the file's suffix", must_be, got, to_do)


def _unreadable(where: str, error: OSError | ValueError) -> Fault:
    reason = getattr(error, "strerror", None) or str(error)
    to_do = "Check the path and its permissions."
    return Fault(where, "the file", "readable", reason, to_do)


def _from_csv(where: str, text: str, reading: Reading) -> Content:
    from pipeline.cases.csv_table import arrow_from_csv

    table, faults = arrow_from_csv(text, where, reading.most_named, reading.tell)
    return Content(where, faults, table=table)


def _from_parquet(where: str, file: BinaryIO, reading: Reading) -> Content:
    from pipeline.cases.parquet import read_parquet

    try:
        return Content(
            where, [], table=read_parquet(file, where, most_rows=reading.most_rows)
        )
    except CaseError as error:
        return Content(where, list(error.faults))
