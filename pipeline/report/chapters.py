"""An evaluation in chapters: the one list that every form of the report is made from.

Terminal, Markdown, JSON, HTML and the app's page render these chapters and nothing
else, so that a number is the same wherever it stands. A section is added in
`depth_sections`, its figures in `depth_figures`; pages alone draw figures, because
nobody should wait for them who only reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.report.circularity_tables import (
    ceilings_table,
    circularity_table,
    disjoint_sentence,
    drop_sentence,
    worlds_table,
)
from pipeline.report.depth_sections import depth_sections
from pipeline.report.evaluation_tables import (
    calibration_table,
    candidates_table,
    condition_table,
    headline_table,
    knowledge_table,
    reliability_table,
    sets_table,
    setting_table,
)
from pipeline.report.headline import in_short
from pipeline.report.published_tables import (
    cases_table,
    condition_names,
    confusion_table,
    published_table,
    under_calls_table,
)
from pipeline.report.table import Table

Item = dict[str, Any]
HOME, REAL, AWAY = (
    "Beside the best possible",
    "Where it fails: real cases from the literature",
    "How far the figures carry",
)
ORIGIN = "How the model was chosen"


@dataclass(frozen=True)
class Point:
    """One item of a list; the mark says what kind it is, beyond its words."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class Chapter:
    """One part of a report.

    Parameters
    ----------
    title : str
    sentences : tuple of str
        What it comes to.
    tables : tuple of Table
        Those that sum up come first.
    points : tuple of Point
        What is told one by one.
    n_open : int, default=1
        Tables that are seen at once; the others are folded where that can be done.
    leads : bool, default=False
        Whether even a summary shows its open tables.
    """

    title: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...]
    points: tuple[Point, ...] = ()
    n_open: int = 1
    leads: bool = False

    @property
    def slug(self) -> str:
        """Name the chapter in an address."""
        return re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")


def chapters(evaluation: Item) -> Iterator[Chapter]:
    """Give the chapters, those that matter most first.

    Parameters
    ----------
    evaluation : dict
        As the evaluation stage writes it.

    Yields
    ------
    Chapter
    """
    yield _home(evaluation)
    yield _real(evaluation)
    yield Chapter(
        AWAY,
        (drop_sentence(evaluation), disjoint_sentence(evaluation)),
        (
            circularity_table(evaluation),
            worlds_table(evaluation),
            ceilings_table(evaluation),
        ),
        leads=True,
    )
    for section in depth_sections(evaluation):
        sentences = (section.sentence,) if section.sentence else ()
        yield Chapter(section.title, sentences, section.tables)
    yield Chapter(
        ORIGIN,
        (),
        (
            candidates_table(evaluation),
            calibration_table(evaluation),
            knowledge_table(evaluation),
        ),
    )


def _home(evaluation: Item) -> Chapter:
    tables = (
        headline_table(evaluation),
        sets_table(evaluation),
        setting_table(evaluation),
        condition_table(evaluation),
        reliability_table(evaluation),
    )
    return Chapter(HOME, (in_short(evaluation),), tables, leads=True)


def _real(evaluation: Item) -> Chapter:
    published = evaluation["published"]
    names = condition_names(evaluation)
    tables = (
        under_calls_table(published, names),
        confusion_table(published),
        published_table(published),
        cases_table(published, names),
    )
    marks = "▼ less urgent than expected; ▲ more urgent than expected."
    return Chapter(REAL, (marks,), tables, n_open=2, leads=True)
