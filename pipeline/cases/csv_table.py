"""CSV tables of cases: text cells become the types of the contract."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from pipeline.cases.tables import MOST_ROWS_NAMED, NUMBERS, PASSED_THROUGH
from pipeline.errors import Fault, shorten
from pipeline.knowledge import load_knowledge

_BOOLEANS = {"true": True, "false": False}
# float() would also take 1_000, nan, infinity and the digits of other scripts.
_DECIMAL = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")


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
        Typed columns, with null in the place of a bad cell, so that its other
        faults can be found too; None when there is no table at all.
    faults : list of Fault
        Every bad row and cell, by row and column.
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
    header = [name.strip() for name in rows[0]]
    body = rows[1:]
    faults = _ragged(body, len(header), where)
    arrays = []
    for j, name in enumerate(header):
        cells = [row[j].strip() if j < len(row) else "" for row in body]
        parse, kind, must_be = _form(name)
        values, column_faults = _column(cells, parse, where, name, must_be)
        faults += column_faults
        arrays.append(pa.array(values, type=kind))
    return pa.Table.from_arrays(arrays, names=header), faults


def _ragged(body: list[list[str]], width: int, where: str) -> list[Fault]:
    """Name the rows that are longer or shorter than the header."""
    must_be = f"{width} cells long, as the header"
    to_do = "Add or drop cells; quote those with commas."
    faults = [
        Fault(where, f"row {number}", must_be, f"{len(row)} cells", to_do)
        for number, row in enumerate(body, start=1)
        if len(row) != width
    ]
    return _first_ones(faults, where, "every row")


def _form(name: str) -> tuple[Callable[[str], Any], pa.DataType, str]:
    """Say how the cells of a column are read."""
    if name in load_knowledge().findings:
        return _boolean, pa.bool_(), "true, false or empty"
    if name in NUMBERS:
        return _number, pa.float64(), "a number or empty"
    return str, pa.string(), "text"


def _column(
    cells: list[str],
    parse: Callable[[str], Any],
    where: str,
    name: str,
    must_be: str,
) -> tuple[list[Any], list[Fault]]:
    empty = {""} if name in PASSED_THROUGH else {"", "unknown"}
    values: list[Any] = []
    faults = []
    for number, cell in enumerate(cells, start=1):
        value = None
        if cell not in empty:
            try:
                value = parse(cell)
            except ValueError:
                what = f"row {number}, column {name}"
                to_do = "Leave the cell empty when it is not known."
                faults.append(Fault(where, what, must_be, shorten(cell), to_do))
        values.append(value)
    return values, _first_ones(faults, where, f"column {name}")


def _first_ones(faults: list[Fault], where: str, what: str) -> list[Fault]:
    """Keep the first faults of a kind, and say how many more there are."""
    kept = faults[:MOST_ROWS_NAMED]
    if len(faults) > MOST_ROWS_NAMED:
        more = f"{len(faults) - MOST_ROWS_NAMED} more rows"
        to_do = "Mend them the same way."
        kept.append(Fault(where, what, faults[0].must_be, more, to_do))
    return kept


def _boolean(cell: str) -> bool:
    if cell.lower() not in _BOOLEANS:
        raise ValueError(cell)
    return _BOOLEANS[cell.lower()]


def _number(cell: str) -> float:
    if _DECIMAL.fullmatch(cell) is None:
        raise ValueError(cell)
    return float(cell)
