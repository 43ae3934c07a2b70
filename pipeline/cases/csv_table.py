"""CSV tables of cases: text cells become the types of the contract."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from itertools import zip_longest
from typing import Any

import pyarrow as pa

from pipeline.cases.content import MOST_ROWS_NAMED
from pipeline.cases.tables import NUMBERS, PASSED_THROUGH
from pipeline.errors import Fault, shorten
from pipeline.knowledge import load_knowledge

_BOOLEANS = {"true": True, "false": False}
# float() would also take 1_000, nan, infinity and the digits of other scripts.
_DECIMAL = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")


def arrow_from_csv(
    text: str,
    where: str,
    most_named: int = MOST_ROWS_NAMED,
    tell: Callable[[float], object] | None = None,
) -> tuple[pa.Table | None, list[Fault]]:
    """Read a CSV table with a header; an empty cell is unknown.

    Parameters
    ----------
    text : str
        The file's content.
    where : str
        Name of the file in messages.
    most_named : int, default=20
        Rows named one by one for each column; the others are counted.
    tell : callable, optional
        Told the share of the columns that is done.

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
    faults = _not_commas(header, where)
    faults += _ragged(body, len(header), where, most_named)
    arrays = []
    columns = _columns(body, len(header))
    for j, name in enumerate(header):
        cells = [cell.strip() for cell in columns[j]]
        parse, kind, must_be = _form(name)
        values, column_faults = _column(cells, parse, where, name, must_be)
        faults += _first_ones(column_faults, where, f"column {name}", most_named)
        arrays.append(pa.array(values, type=kind))
        if tell is not None:
            tell((j + 1) / len(header))
    return pa.Table.from_arrays(arrays, names=header), faults


def _columns(body: list[list[str]], width: int) -> list[tuple[str, ...]]:
    """Turn rows into as many columns as the header has; what is missing is empty."""
    rows = [row[:width] for row in body] if any(len(r) > width for r in body) else body
    columns = list(zip_longest(*rows, fillvalue=""))
    return columns + [("",) * len(body)] * (width - len(columns))


def _not_commas(header: list[str], where: str) -> list[Fault]:
    """Say which sign stands between the columns, if it is not the comma."""
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and sign in header[0]:
            to_do = "Save it as CSV with commas between the columns."
            return [Fault(where, "the header", "separated by commas", name, to_do)]
    return []


def _ragged(
    body: list[list[str]], width: int, where: str, most_named: int
) -> list[Fault]:
    """Name the rows that are longer or shorter than the header."""
    must_be = f"{width} cells long, as the header"
    to_do = "Add or drop cells; quote those with commas."
    faults = [
        Fault(where, f"row {number}", must_be, f"{len(row)} cells", to_do, number)
        for number, row in enumerate(body, start=1)
        if len(row) != width
    ]
    return _first_ones(faults, where, "every row", most_named)


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
    values: dict[str, Any] = {}
    bad: set[str] = set()
    # Most columns hold the same few words over and over.
    for cell in set(cells):
        values[cell] = None
        if cell not in empty:
            try:
                values[cell] = parse(cell)
            except ValueError:
                bad.add(cell)
    to_do = "Leave the cell empty when it is not known."
    faults = [
        Fault(where, f"row {i}, column {name}", must_be, shorten(cell), to_do, i)
        for i, cell in enumerate(cells, start=1)
        if bad and cell in bad
    ]
    return [values[cell] for cell in cells], faults


def _first_ones(
    faults: list[Fault], where: str, what: str, most_named: int
) -> list[Fault]:
    """Keep the first faults of a kind, and say how many more there are."""
    kept = faults[:most_named]
    if len(faults) > most_named:
        more = f"{len(faults) - most_named} more rows"
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
