"""An evaluation as plain text for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.report.chapters import Chapter, chapters
from pipeline.report.table import text_table
from pipeline.report.words import DISCLAIMER, printable, short_digest, wrap

Item = dict[str, Any]


def render_evaluation(evaluation: Item) -> str:
    """Render an evaluation for the terminal, the model beside the exact posterior.

    Parameters
    ----------
    evaluation : dict
        As the evaluation stage writes it.

    Returns
    -------
    str
        Ends with a line break. Every under-called published case is named.
    """
    parts = [part for chapter in chapters(evaluation) for part in _chapter(chapter)]
    footer = "\n".join([wrap(_origin(evaluation), 0), DISCLAIMER])
    return "\n\n".join([*parts, footer]) + "\n"


def _chapter(chapter: Chapter) -> Iterator[str]:
    """Give a chapter without its figures, whose numbers stand in its tables."""
    yield f"== {chapter.title} =="
    for sentence in chapter.sentences:
        yield wrap(sentence, 0)
    for table in chapter.tables:
        yield text_table(table)


def _origin(evaluation: Item) -> str:
    model, knowledge = evaluation["model"], evaluation["knowledge"]
    seeds = ", ".join(f"{name} {seed}" for name, seed in evaluation["seeds"].items())
    return printable(
        f"Model {model['version']} {short_digest(model['digest'])}."
        f" Knowledge {short_digest(knowledge['digest'])}. Seeds: {seeds}."
    )
