"""A report as JSON: every figure to compute with, and every table as it is shown."""

from __future__ import annotations

import json
from typing import Any

from pipeline.report.chapters import Chapter
from pipeline.report.evaluation_report import TITLE, Report, report_chapters
from pipeline.report.table import Table
from pipeline.report.words import DISCLAIMER

Item = dict[str, Any]
# Raised when a key changes its meaning or is taken away.
FORMAT = 1


def render_json(report: Report) -> str:
    """Render a report as strict JSON.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
        `verdicts`, `champion` and `figures` hold numbers; `chapters` the words and
        tables of the other faces; the rest says what the report was made from.

    Raises
    ------
    ValueError
        If a figure is no number: NaN and infinity are not JSON.
    """
    evaluation = report.evaluation
    told = {
        "format": FORMAT,
        "title": TITLE,
        "disclaimer": DISCLAIMER,
        "model": evaluation["model"],
        "knowledge_digest": evaluation["knowledge"]["digest"],
        "data_digest": report.data_digest,
        "seeds": evaluation["seeds"],
        "versions": dict(report.versions),
        "verdicts": list(report.verdicts),
        "champion": report.champion,
        "chapters": [_chapter(one) for one in report_chapters(report)],
        "figures": evaluation,
    }
    return json.dumps(told, indent=1, allow_nan=False, ensure_ascii=False) + "\n"


def _chapter(chapter: Chapter) -> Item:
    return {
        "title": chapter.title,
        "sentences": list(chapter.sentences),
        "points": [point.text for point in chapter.points],
        "tables": [_table(table) for table in chapter.tables],
    }


def _table(table: Table) -> Item:
    return {
        "title": table.title,
        "note": table.note,
        "columns": [column.name for column in table.columns],
        "rows": [list(row) for row in table.rows],
    }
