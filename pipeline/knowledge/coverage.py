"""How much of the knowledge is published, worked out, judged, or left to background."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.knowledge.book import Knowledge
from pipeline.knowledge.checks import sourced_numbers
from pipeline.knowledge.schema import Sourced

Kind = Literal["published", "derived", "judged"]
SHARED_FILES = {
    "background.yaml": "background rates",
    "latents.yaml": "severity and root shifts",
    "settings.yaml": "care settings, spectrum, interview",
}
_TITLES = ("published", "derived", "judged", "all", "left to background")
_NAME_WIDTH = 36


@dataclass(frozen=True)
class CoverageRow:
    """Where the numbers of one condition, or of one shared file, come from.

    Parameters
    ----------
    name : str
        Condition id, or what the shared file holds.
    published : int
        Numbers that were seen in a published source.
    derived : int
        Numbers worked out from published ones.
    judged : int
        Estimates of the authors, and figures recalled but not seen again.
    left_to_background : int or None
        Findings that the profile does not list; None where that means nothing.
    """

    name: str
    published: int
    derived: int
    judged: int
    left_to_background: int | None = field(default=None)

    @property
    def n_numbers(self) -> int:
        """All numbers of this row."""
        return self.published + self.derived + self.judged


def kind_of(number: Sourced) -> Kind:
    """Say where a number comes from.

    A figure that was recalled, not seen, counts as a judgement even when it names its
    source.

    Examples
    --------
    >>> kind_of(Sourced(n=90, source="martin_2014"))
    'published'
    >>> kind_of(Sourced(n=20, source="hopayian_2018", read="recalled"))
    'judged'
    """
    if not number.is_published:
        return "judged"
    return "published" if number.derived is None else "derived"


def coverage(knowledge: Knowledge) -> list[CoverageRow]:
    """Count the numbers by where they come from.

    Parameters
    ----------
    knowledge : Knowledge

    Returns
    -------
    list of CoverageRow
        One row a condition (findings, context and case mix), then the shared files.
    """
    counts: Counter[tuple[str, Kind]] = Counter(
        (_owner(where, what), kind_of(number))
        for where, what, number in sourced_numbers(knowledge)
    )
    rows = [
        _row(key, counts, len(set(knowledge.finding_ids) - set(profile.findings)))
        for key, profile in knowledge.profiles.items()
    ]
    return rows + [_row(name, counts, None) for name in SHARED_FILES.values()]


def total_of(rows: Iterable[CoverageRow]) -> CoverageRow:
    """Add rows up.

    Examples
    --------
    >>> total_of([CoverageRow("a", 1, 2, 3, 4), CoverageRow("b", 10, 0, 0)])
    CoverageRow(name='all', published=11, derived=2, judged=3, left_to_background=4)
    """
    rows = list(rows)
    return CoverageRow(
        "all",
        sum(row.published for row in rows),
        sum(row.derived for row in rows),
        sum(row.judged for row in rows),
        sum(row.left_to_background or 0 for row in rows),
    )


def render_coverage(knowledge: Knowledge) -> str:
    """Lay the counts out as a plain table, at most 100 columns wide.

    Parameters
    ----------
    knowledge : Knowledge

    Returns
    -------
    str
        A title, one line a row, a total, and what the words mean.
    """
    rows = coverage(knowledge)
    total = total_of(rows)
    header = _line("", _TITLES)
    rule = "-" * len(header)
    share = total.published / total.n_numbers
    return "\n".join(
        [
            "Where the numbers come from",
            "",
            header,
            rule,
            *(_line(row.name, _cells(row)) for row in rows),
            rule,
            _line(total.name, _cells(total)),
            "",
            f"{total.published} of {total.n_numbers} numbers ({share:.0%}) were seen in"
            " a published source. derived: worked out from",
            "published figures. judged: estimates of the authors, with their reason,"
            " and figures recalled but",
            f"not seen again. left to background: of {len(knowledge.finding_ids)}"
            " findings, those that a condition leaves at the",
            "rate that anybody has.",
        ]
    )


def _owner(where: str, what: str) -> str:
    """Name the row that a number belongs to."""
    if what.startswith("case_mix."):
        return what.rsplit(".", 1)[1]
    if where in SHARED_FILES:
        return SHARED_FILES[where]
    return where.removeprefix("conditions/").removesuffix(".yaml")


def _row(name: str, counts: Counter[tuple[str, Kind]], left: int | None) -> CoverageRow:
    return CoverageRow(
        name,
        counts[name, "published"],
        counts[name, "derived"],
        counts[name, "judged"],
        left,
    )


def _cells(row: CoverageRow) -> tuple[str, ...]:
    left = "" if row.left_to_background is None else str(row.left_to_background)
    numbers = (row.published, row.derived, row.judged, row.n_numbers)
    return (*map(str, numbers), left)


def _line(name: str, cells: Sequence[str]) -> str:
    widths = (max(len(title), 5) for title in _TITLES)
    body = "  ".join(
        cell.rjust(width) for cell, width in zip(cells, widths, strict=True)
    )
    return f"{name:<{_NAME_WIDTH}}{body}".rstrip()
