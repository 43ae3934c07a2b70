"""One sourced number as a line of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.knowledge.coverage import kind_of
from pipeline.knowledge.schema import Figure, Sourced
from pipeline.knowledge.showing import jeffreys_interval, percent
from pipeline.report.book.citations import Citations, Link
from pipeline.report.book.words import interval_words, setting_words

KINDS = {
    "published": "published",
    "derived": "worked out from published figures",
    "judged": "judged",
}
RECALLED = "recalled, counted as judged"


@dataclass(frozen=True)
class NumberLine:
    """One number, as the tables of the book show it.

    Parameters
    ----------
    value, interval, n, setting : str
        The interval is empty where none is given.
    kind : str
        Published, derived or judged, in words.
    is_published : bool
    origin : Link, optional
        Its source; None for a judgement.
    remarks : tuple of Markup
        Reason and note, with the sources that they name as links.
    """

    value: str
    interval: str
    n: str
    setting: str
    kind: str
    is_published: bool
    origin: Link | None
    remarks: tuple[Markup, ...]


@dataclass(frozen=True)
class NumberGroup:
    """The numbers that say one thing."""

    what: str
    href: str
    lines: tuple[NumberLine, ...]


def number_line(
    value: str, number: Sourced, citations: Citations, interval: str = ""
) -> NumberLine:
    """Put a number with its source into words."""
    texts = (number.why, number.note)
    return NumberLine(
        value=value,
        interval=interval,
        n=f"{number.n:,g}",
        setting="" if number.setting is None else setting_words(number.setting),
        kind=kind_words(number),
        is_published=number.is_published,
        origin=citations.origin(number),
        remarks=tuple(citations.linked(text) for text in texts if text),
    )


def figure_line(figure: Figure, citations: Citations) -> NumberLine:
    """Put a proportion with its interval and source into words."""
    interval = interval_words(*jeffreys_interval(figure.value, figure.n))
    return number_line(percent(figure.value), figure, citations, interval)


def kind_words(number: Sourced) -> str:
    """Say where a number comes from."""
    return RECALLED if number.read is not None else KINDS[kind_of(number)]


def in_conflict(figures: Sequence[Figure]) -> bool:
    """Whether two of the intervals do not overlap.

    Examples
    --------
    >>> apart = [Figure(value=v, n=100, source="a") for v in (0.1, 0.6)]
    >>> in_conflict(apart), in_conflict(apart[:1])
    (True, False)
    """
    ends = [jeffreys_interval(figure.value, figure.n) for figure in figures]
    return max(low for low, _ in ends) > min(high for _, high in ends)
