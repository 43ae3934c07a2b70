"""A report as Markdown, for the summary of a job or a pull request.

GitHub shows neither embedded nor uploaded pictures there, but draws Mermaid.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.report.chapters import AWAY, HOME, Chapter, Point
from pipeline.report.evaluation_report import TITLE, Report, report_chapters
from pipeline.report.mermaid import carried_picture, reliability_picture
from pipeline.report.table import escape_markdown, markdown_table
from pipeline.report.verdict_tables import VERDICT
from pipeline.report.words import DISCLAIMER

# What a reader of a summary sees of a point before its words.
SIGNS = {"failed": "❌ ", "open": "⚪ "}
PICTURES = {HOME: reliability_picture, AWAY: carried_picture}


def render_markdown(report: Report) -> str:
    """Render a report as GitHub-flavoured Markdown.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
        The verdict, and what sums up the chapters that lead; everything else folded.
    """
    parts = [f"## {TITLE}"]
    for chapter in report_chapters(report):
        parts += _in_the_open(chapter)
        if chapter.title in PICTURES:
            parts.append(PICTURES[chapter.title](report.evaluation))
        parts += _folded(chapter)
    return "\n\n".join([*parts, f"*{DISCLAIMER}*"]) + "\n"


def _in_the_open(chapter: Chapter) -> Iterator[str]:
    if not chapter.leads:
        return
    yield f"### {escape_markdown(chapter.title)}"
    strong = "**" if chapter.title == VERDICT else ""
    for sentence in chapter.sentences:
        yield f"{strong}{escape_markdown(sentence)}{strong}"
    yield from _points(chapter.points)
    for table in chapter.tables[: chapter.n_open]:
        yield markdown_table(table, "####")


def _folded(chapter: Chapter) -> Iterator[str]:
    """Fold tables away; the blank lines make Markdown inside be read as such."""
    tables = chapter.tables[chapter.n_open if chapter.leads else 0 :]
    if not tables and chapter.leads:
        return
    title = escape_markdown(chapter.title)
    yield f"<details><summary>{title + ': more' if chapter.leads else title}</summary>"
    if not chapter.leads:
        yield from map(escape_markdown, chapter.sentences)
        yield from _points(chapter.points)
    for table in tables:
        yield markdown_table(table, "####")
    yield "</details>"


def _points(points: tuple[Point, ...]) -> Iterator[str]:
    if points:
        yield "\n".join(
            f"- {SIGNS.get(point.mark, '')}{escape_markdown(point.text)}"
            for point in points
        )
