"""One figure of a study in words: what was measured, in whom, and its value."""

from __future__ import annotations

import math
from collections.abc import Callable

from pipeline.knowledge import Knowledge
from pipeline.knowledge.showing import percent
from pipeline.knowledge.study_schema import AREAS, RATIOS, StudyFigure
from pipeline.report.book.criterion_words import criterion_words
from pipeline.report.book.values import ReplayedFigure
from pipeline.report.book.words import inner_label, interval_words, ratio_words
from pipeline.report.labels import Labels
from pipeline.report.words import MISSING

_GIVEN = {"history": "all that can be asked", "all": "everything"}
_ALWAYS_GIVEN = "with age, sex and duration"
_OF = {"all": "", "target": ", of those with the target", "others": ", of the others"}


def finding_namer(knowledge: Knowledge) -> Callable[[str], str]:
    """Make a function that names findings as they stand within a sentence."""
    labels = Labels(knowledge)

    def name(finding: str) -> str:
        return inner_label(labels.short(finding))

    return name


def figure_words(knowledge: Knowledge, figure: StudyFigure) -> str:
    """Say what was measured, and in whom.

    Parameters
    ----------
    knowledge : Knowledge
    figure : StudyFigure

    Returns
    -------
    str
        To stand after the name of the measure.
    """
    name = finding_namer(knowledge)
    if figure.test is None:
        told = f"{_given(figure, name)}, {_ALWAYS_GIVEN}"
    else:
        told = criterion_words(figure.test, name) + _OF[figure.of]
    if figure.among is not None:
        told += f", among those with: {criterion_words(figure.among, name)}"
    return told


def published_words(told: ReplayedFigure) -> str:
    """Write the published value with its interval."""
    figure = told.figure
    if figure.measure in (*RATIOS, *AREAS):
        low, high = (value_words(end, figure) for end in (told.low, told.high))
        interval = f"{low} to {high}"
    else:
        interval = interval_words(told.low, told.high)
    return f"{value_words(figure.value, figure)} ({interval})"


def value_words(value: float, figure: StudyFigure) -> str:
    """Write a value as its measure is usually written."""
    if figure.measure in RATIOS:
        return ratio_words(value)
    if math.isnan(value):
        return MISSING
    return f"{value:.2f}" if figure.measure in AREAS else percent(value)


def _given(figure: StudyFigure, name: Callable[[str], str]) -> str:
    """Say what the ranking knows."""
    if isinstance(figure.given, tuple):
        return "; ".join(name(finding) for finding in figure.given)
    return _GIVEN[figure.given or "all"]
