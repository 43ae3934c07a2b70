"""The figures of the sections that go beyond the headline figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import altair as alt

from pipeline.report.calibration_charts import gap_chart, slope_chart
from pipeline.report.depth_sections import (
    CALIBRATION,
    EACH,
    INTERVIEWS,
    LEARNING,
    TOP,
)
from pipeline.report.interview_chart import interview_chart
from pipeline.report.learning_chart import learning_chart

Item = dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """A chart, what it shows in words, and what to read from it."""

    chart: alt.LayerChart
    label: str
    caption: str
    tall: bool = False


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
    return []


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
