"""The figures of the sections that go beyond the headline figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pipeline.report.calibration_charts import gap_chart, slope_chart
from pipeline.report.decision_chart import decision_chart
from pipeline.report.depth_sections import (
    CALIBRATION,
    DISCRIMINATION,
    EACH,
    INTERVIEWS,
    LEANING,
    LEARNING,
    ROBUSTNESS,
    SUBGROUPS,
    TOP,
    URGENCY,
)
from pipeline.report.figure import Figure
from pipeline.report.interview_chart import interview_chart
from pipeline.report.learning_chart import learning_chart
from pipeline.report.quality_figures import (
    area_figure,
    leaning_figure,
    robustness_figure,
    subgroup_figure,
)
from pipeline.report.urgency_tables import DECISIONS

Item = dict[str, Any]


def depth_figures(title: str, evaluation: Item) -> list[Figure]:
    """Give the figures of a section; each shows what one of its tables holds.

    Parameters
    ----------
    title : str
        Of the section.
    evaluation : dict
        As the evaluation stage writes it.

    Returns
    -------
    list of Figure
    """
    if title == LEARNING:
        return [_learning(evaluation)]
    if title == CALIBRATION:
        return list(_calibration(evaluation["calibration_in_depth"]))
    if title == INTERVIEWS:
        return [_interviews(evaluation["interviews"])]
    if title == URGENCY:
        return [_decision(decision) for decision in evaluation["urgency"]["decisions"]]
    draw = _DRAWN.get(title)
    return [draw[0](evaluation[draw[1]])] if draw else []


_DRAWN: dict[str, tuple[Callable[[Item], Figure], str]] = {
    DISCRIMINATION: (area_figure, "discrimination"),
    SUBGROUPS: (subgroup_figure, "subgroups"),
    ROBUSTNESS: (robustness_figure, "robustness"),
    LEANING: (leaning_figure, "leaning"),
}


def _decision(decision: Item) -> Figure:
    what = DECISIONS[decision["tier"]]
    return Figure(
        decision_chart(decision),
        f"Decision curve: net benefit of the decision to {what}, against the threshold"
        " probability; the same figures are in the table",
        f"The decision to {what}. Higher is better; the level is doing nothing.",
    )


def _learning(evaluation: Item) -> Figure:
    label = "Regret of the classifier against the number of cases it had learnt from"
    caption = "Both scales are logarithmic. The same figures are in the table."
    return Figure(learning_chart(evaluation), label, caption)


def _calibration(calibration: Item) -> Iterator[Figure]:
    gap = (
        "How much more often conditions come true than their probability says, with a"
        " band for chance, for the model and the exact posterior"
    )
    yield Figure(
        gap_chart(calibration, TOP),
        f"{gap}; the condition ranked first",
        "The condition ranked first: on the line, probabilities come true.",
    )
    yield Figure(
        gap_chart(calibration, EACH),
        f"{gap}; every condition against the others",
        "Every condition against all others, pooled.",
    )
    yield Figure(
        slope_chart(calibration),
        "Calibration slope of each condition, for the model and the posterior; the same"
        " figures are in the table by condition",
        "A slope below 1 says that probabilities are too extreme.",
        tall=True,
    )


def _interviews(interviews: Item) -> Figure:
    return Figure(
        interview_chart(interviews),
        "Share of patients whose cause is among the first three, by questions asked;"
        " the same figures are in the table",
        "How fast an interview comes to what the full form says.",
    )
