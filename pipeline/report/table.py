"""A small table of words, and its plain-text and Markdown forms."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from pipeline.report.words import WIDTH, printable, wrap

GAP = "  "
SHORTEST_COLUMN = 12
_MARKDOWN_SIGNS = re.compile(r"([\\`*\[\]|~])")


@dataclass(frozen=True)
class Column:
    """One column.

    Parameters
    ----------
    name : str
    is_number : bool, default=False
        Numbers stand on the right.
    wide_only : bool, default=False
        Left out where lines are short: on a terminal.
    is_whole : bool, default=False
        Never broken over lines, so that what it names can be found again.
    """

    name: str
    is_number: bool = False
    wide_only: bool = False
    is_whole: bool = False


@dataclass(frozen=True)
class Table:
    """A table of words.

    Parameters
    ----------
    title : str
    columns : sequence of Column
    rows : sequence of sequences of str
    note : str, optional
        What a reader must know to read it.
    if_empty : str, optional
        Said in its place when there are no rows.
    marks : mapping of (row, column) to str, optional
        What a cell means beyond its words, for forms that can show it.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    note: str = ""
    if_empty: str = "None."
    marks: Mapping[tuple[int, int], str] = field(default_factory=dict)


def numbers(*names: str) -> list[Column]:
    """Make columns of numbers."""
    return [Column(name, is_number=True) for name in names]


def text_table(table: Table) -> str:
    """Render a table for a terminal, 88 columns wide where its names allow it."""
    lines = [table.title.upper()]
    if table.note:
        lines.append(wrap(table.note, 0))
    if not table.rows:
        return "\n".join([*lines, wrap(table.if_empty, 0)])
    kept = [j for j, column in enumerate(table.columns) if not column.wide_only]
    columns = [table.columns[j] for j in kept]
    header = [column.name for column in columns]
    grid = [header, *([printable(row[j]) for j in kept] for row in table.rows)]
    widths = _widths(grid, columns)
    lines += _lines(grid[0], columns, widths)
    lines.append(GAP.join("-" * width for width in widths))
    for row in grid[1:]:
        lines += _lines(row, columns, widths)
    return "\n".join(lines)


def _widths(grid: list[list[str]], columns: Sequence[Column]) -> list[int]:
    """Make the widest columns of words narrower until a line fits."""
    widths = [max(len(row[j]) for row in grid) for j in range(len(columns))]
    yielding = [
        j for j, column in enumerate(columns) if not column.is_number | column.is_whole
    ]
    while sum(widths) + len(GAP) * (len(widths) - 1) > WIDTH:
        able = [j for j in yielding if widths[j] > SHORTEST_COLUMN]
        if not able:
            break
        widths[max(able, key=lambda j: widths[j])] -= 1
    return widths


def _lines(
    row: Sequence[str], columns: Sequence[Column], widths: list[int]
) -> list[str]:
    """Lay a row out; a cell that is too wide goes on below."""
    wrapped = [
        textwrap.wrap(text, width, break_on_hyphens=False) or [""]
        for text, width in zip(row, widths, strict=True)
    ]
    return [
        GAP.join(
            text.rjust(width) if column.is_number else text.ljust(width)
            for text, column, width in zip(line, columns, widths, strict=True)
        ).rstrip()
        for line in zip_longest(*wrapped, fillvalue="")
    ]


def markdown_table(table: Table, heading: str = "###") -> str:
    """Render a table as GitHub-flavoured Markdown."""
    parts = [f"{heading} {escape_markdown(table.title)}"]
    if table.note:
        parts.append(escape_markdown(table.note))
    if not table.rows:
        return "\n\n".join([*parts, escape_markdown(table.if_empty)])
    sides = ["--:" if column.is_number else ":--" for column in table.columns]
    rows = [[column.name for column in table.columns], *table.rows]
    lines = [_pipes(escape_markdown(cell) for cell in row) for row in rows]
    return "\n\n".join([*parts, "\n".join([lines[0], _pipes(sides), *lines[1:]])])


def _pipes(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def escape_markdown(text: str) -> str:
    r"""Make text from outside stand for itself in Markdown, on one line.

    Examples
    --------
    >>> print(escape_markdown("a|b <script>"))
    a\|b &lt;script&gt;
    """
    plain = html.escape(printable(" ".join(str(text).split())), quote=False)
    return _MARKDOWN_SIGNS.sub(r"\\\1", plain)
