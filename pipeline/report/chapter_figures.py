"""The figures of each chapter; each shows what one of its tables holds."""

from __future__ import annotations

from typing import Any

from pipeline.report.chapters import HOME, REAL
from pipeline.report.depth_figures import depth_figures
from pipeline.report.figure import Figure
from pipeline.report.figures import condition_chart, rank_chart, reliability_chart

Item = dict[str, Any]


def chapter_figures(title: str, evaluation: Item) -> list[Figure]:
    """Give the figures of a chapter.

    Parameters
    ----------
    title : str
        Of the chapter.
    evaluation : dict
        As the evaluation stage writes it.

    Returns
    -------
    list of Figure
    """
    if title == HOME:
        return _home(evaluation)
    if title == REAL:
        return _real(evaluation)
    return depth_figures(title, evaluation)


def _home(evaluation: Item) -> list[Figure]:
    reliability = Figure(
        reliability_chart(evaluation),
        "Reliability diagram: how often the condition ranked first was the true one,"
        " against its probability, for the model and the exact posterior; the same"
        " figures are in the table point by point",
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
    return [reliability, conditions]


def _real(evaluation: Item) -> list[Figure]:
    if all(case["rank"] is None for case in evaluation["published"]["cases"]):
        return []
    rank = Figure(
        rank_chart(evaluation),
        "Published cases by the rank of their true cause in the model's list; the"
        " same ranks are in the table of every published case",
        "Where the true cause stood in the model's list, in number of published cases.",
    )
    return [rank]
