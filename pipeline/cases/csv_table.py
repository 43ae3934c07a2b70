"""CSV tables of cases: text cells become the types of the contract."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from pipeline.cases.tables import CATEGORIES, NUMBERS, PASSED_THROUGH
from pipeline.errors import Fault, shorten
from pipeline.knowledge import load_knowledge

_EMPTY = {"", "unknown"}
_BOOLEANS = {"true": True, "false": False}


def arrow_from_csv(text: str, where: str) -> tuple[pa.Table | None, list[Fault]]:
    """Read a CSV table with a header; an empty cell is unknown.

    Parameters
    ----------
    text : str
        The file's content.
    where : str
        Name of the file in messages.

    Returns
    -------
    table : pyarrow.Table or None
        Typed columns; None when there are faults.
    faults : list of Fault
        Every bad cell, by row and column.
    """
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        to_do = "Mend the quotes or separators."
        return None, [Fault(where, "the file", "valid CSV", str(error), to_do)]
    rows = [row for row in rows if row]
    if not rows:
        to_do = "Write a header with the names of the columns."
        return None, [Fault(where, "the file", "a table", "blank lines only", to_do)]
    header = [name.strip().removeprefix("\ufeff") for name in rows[0]]
    faults = [
        Fault(
            where,
            f"row {number}",
            f"{len(header)} cells long, as the header",
            f"{len(row)} cells",
            "Add or drop cells; quote those with commas.",
        )
        for number, row in enumerate(rows[1:], start=1)
        if len(row) != len(header)
    ]
    if faults:
        return None, faults
    findings = load_knowledge().findings
    arrays = []
    for j, name in enumerate(header):
        cells = [row[j].strip() for row in rows[1:]]
        if name in findings:
            parse, kind, must_be = _boolean, pa.bool_(), "true, false or empty"
        elif name in NUMBERS:
            parse, kind, must_be = _number, pa.float64(), "a number or empty"
        elif name in CATEGORIES or name in PASSED_THROUGH:
            parse, kind, must_be = _text, pa.string(), "text"
        else:
            parse, kind, must_be = _text, pa.string(), "text"
        values, column_faults = _column(cells, parse, where, name, must_be)
        faults += column_faults
        arrays.append(pa.array(values, type=kind))
    if faults:
        return None, faults
    return pa.Table.from_arrays(arrays, names=header), []


def _column(
    cells: list[str],
    parse: Callable[[str], Any],
    where: str,
    name: str,
    must_be: str,
) -> tuple[list[Any], list[Fault]]:
    values: list[Any] = []
    faults = []
    for number, cell in enumerate(cells, start=1):
        value = None
        if cell not in _EMPTY:
            try:
                value = parse(cell)
            except ValueError:
                what = f"row {number}, column {name}"
                to_do = "Leave the cell empty when it is not known."
                faults.append(Fault(where, what, must_be, shorten(cell), to_do))
        values.append(value)
    return values, faults


def _boolean(cell: str) -> bool:
    if cell.lower() not in _BOOLEANS:
        raise ValueError(cell)
    return _BOOLEANS[cell.lower()]


def _number(cell: str) -> float:
    value = float(cell)
    if value != value:  # noqa: PLR0124 - NaN is the one number unequal to itself
        raise ValueError(cell)
    return value


def _text(cell: str) -> str:
    return cell
