"""An evaluation in chapters, each of which can stand by itself on a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from pipeline.report.circularity_tables import (
    ceilings_table,
    circularity_table,
    disjoint_sentence,
    drop_sentence,
    worlds_table,
)
from pipeline.report.depth_figures import Figure, depth_figures
from pipeline.report.depth_sections import depth_sections
from pipeline.report.evaluation_tables import (
    calibration_table,
    candidates_table,
    condition_table,
    headline_table,
    knowledge_table,
    sets_table,
    setting_table,
)
from pipeline.report.figures import (
    condition_chart,
    rank_chart,
    reliability_chart,
    to_svg,
)
from pipeline.report.pages import page_environment
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
class Chapter:
    """One part of an evaluation.

    Parameters
    ----------
    title : str
    sentences : tuple of str
        What it comes to.
    tables : tuple of Table
    figures : tuple of Figure
    """

    title: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...]
    figures: tuple[Figure, ...] = field(default=())


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
    )
    for section in depth_sections(evaluation):
        sentences = (section.sentence,) if section.sentence else ()
        figures = tuple(depth_figures(section.title, evaluation))
        yield Chapter(section.title, sentences, section.tables, figures)
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
    reliability = Figure(
        reliability_chart(evaluation),
        "Reliability diagram: how often the condition ranked first was the true one,"
        " against its probability, for the model and the exact posterior",
        "When the probability is right, points lie on the dashed diagonal. Each point"
        " holds the same number of cases.",
    )
    conditions = Figure(
        condition_chart(evaluation),
        "For each condition, the share of its cases where it is ranked first, by the"
        " model and by the exact posterior; the same figures are in the table by"
        " condition",
        "From the easiest condition to the hardest. The line between the marks is how"
        " far the model falls short of the ceiling.",
        tall=True,
    )
    tables = (
        headline_table(evaluation),
        sets_table(evaluation),
        setting_table(evaluation),
        condition_table(evaluation),
    )
    return Chapter(HOME, (), tables, (reliability, conditions))


def _real(evaluation: Item) -> Chapter:
    published = evaluation["published"]
    names = condition_names(evaluation)
    figures: tuple[Figure, ...] = ()
    if any(case["rank"] is not None for case in published["cases"]):
        rank = Figure(
            rank_chart(evaluation),
            "Published cases by the rank of their true cause in the model's list; the"
            " same ranks are in the table of every published case",
            "Where the true cause stood in the model's list, in number of published"
            " cases.",
        )
        figures = (rank,)
    tables = (
        under_calls_table(published, names),
        confusion_table(published),
        published_table(published),
        cases_table(published, names),
    )
    marks = "▼ less urgent than expected; ▲ more urgent than expected."
    return Chapter(REAL, (marks,), tables, figures)


def render_chapter(chapter: Chapter) -> str:
    """Render a chapter as HTML to stand within another page.

    Parameters
    ----------
    chapter : Chapter

    Returns
    -------
    str
        Figures are inside, nothing is loaded, everything from outside escaped.
    """
    figures = [
        {"svg": Markup(to_svg(figure.chart)), "figure": figure}  # noqa: S704
        for figure in chapter.figures
    ]
    template = page_environment().get_template("chapter.html.j2")
    return template.render(chapter=chapter, figures=figures)
