"""What the gates said of a model: the failures first, then all that was asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.report.chapters import Chapter, Point
from pipeline.report.table import Column, Table, numbers
from pipeline.report.words import MISSING, plural

Item = dict[str, Any]
VERDICT = "Verdict"
# How a verdict is told, and marked: failures are read first, what was not asked next.
KINDS = (
    (False, "failed", "failed"),
    (None, "not asked", "open"),
    (True, "passed", "passed"),
)
NOT_JUDGED = "No gate was asked: these figures were not judged."


def verdict_chapter(verdicts: Sequence[Item]) -> Chapter:
    """Tell what the gates said.

    Parameters
    ----------
    verdicts : sequence of dict
        As `Verdict.to_dict` of the gates gives them, in the order of the gates.

    Returns
    -------
    Chapter
        Every failure and everything not asked by its sentence; all in one table.
    """
    points = tuple(
        Point(f"{word.capitalize()}: {one['title']}. {one['sentence']}", mark)
        for passed, word, mark in KINDS[:2]
        for one in _which(verdicts, passed)
    )
    tables = (verdict_table(verdicts),) if verdicts else ()
    sentences = (verdict_sentence(verdicts),)
    return Chapter(VERDICT, sentences, tables, points=points, n_open=0, leads=True)


def verdict_sentence(verdicts: Sequence[Item]) -> str:
    """Say how many gates were failed, could not be asked and were passed."""
    if not verdicts:
        return NOT_JUDGED
    failed, not_asked, passed = (len(_which(verdicts, passed)) for passed, *_ in KINDS)
    asked = plural(failed + passed, "gate")
    told = f"{failed} of {asked} failed." if failed else f"{asked} asked, all passed."
    if not failed + passed:
        told = "No gate could be asked."
    return f"{told} {not_asked} could not be asked." if not_asked else told


def verdict_mark(verdicts: Sequence[Item]) -> str:
    """Mark the whole: failed, or passed, or open where nothing was asked."""
    given = {one["passed"] for one in verdicts}
    return "failed" if False in given else "passed" if True in given else "open"


def verdict_table(verdicts: Sequence[Item]) -> Table:
    """List every gate, the failed ones first."""
    rows: list[tuple[str, ...]] = []
    marks = {}
    for passed, word, mark in KINDS:
        for one in _which(verdicts, passed):
            marks[len(rows), 1] = mark
            measured, limit = _figure(one["value"]), _figure(one["limit"])
            interval = _interval(one["interval"])
            title, sentence = one["title"], one["sentence"]
            rows.append((title, word, measured, interval, limit, sentence))
    columns = [
        *map(Column, ("Gate", "Result")),
        *numbers("Measured", "95% interval", "Limit"),
        Column("In words", wide_only=True),
    ]
    return Table("Every gate", columns, rows, marks=marks)


def _which(verdicts: Sequence[Item], passed: bool | None) -> list[Item]:
    return [one for one in verdicts if one["passed"] is passed]


def _figure(value: float | None) -> str:
    """Show a figure whose scale is that of its gate; counts stay whole."""
    return MISSING if value is None else f"{value:.4g}"


def _interval(bounds: Sequence[float] | None) -> str:
    return MISSING if bounds is None else " to ".join(map(_figure, bounds))
