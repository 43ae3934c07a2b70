"""What an evaluation says beyond its headline figures, section by section."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.report.calibration_tables import (
    brier_table,
    by_condition_table,
    calibration_sentence,
    curve_table,
    groups_table,
    in_depth_table,
)
from pipeline.report.interval_tables import interval_condition_table, interval_table
from pipeline.report.interview_tables import (
    accuracy_table,
    emergency_table,
    stop_table,
)
from pipeline.report.learning_tables import learning_table
from pipeline.report.outsider_tables import outsider_headline_table, outsider_table
from pipeline.report.set_tables import (
    set_coverage_table,
    set_size_table,
    set_worlds_table,
)
from pipeline.report.shift_tables import shares_table, shift_table
from pipeline.report.table import Table

Item = dict[str, Any]
TOP, EACH = "top_label", "each_condition"
# Titles of the sections that have figures.
LEARNING, CALIBRATION = "Learning curve", "Calibration in depth"
INTERVIEWS = "Interviews"


@dataclass(frozen=True)
class Section:
    """One promise, measured.

    Parameters
    ----------
    title : str
    sentence : str
        What it comes to; may be empty.
    tables : tuple of Table
        The first sums up; the others go into detail.
    """

    title: str
    sentence: str
    tables: tuple[Table, ...]


def depth_sections(evaluation: Item) -> Iterator[Section]:
    """Give the sections in the order of the report.

    Parameters
    ----------
    evaluation : dict
        As the evaluation stage writes it.

    Yields
    ------
    Section
        None for what the model does without.
    """
    if learning_table(evaluation).rows:
        yield _learning(evaluation)
    yield _calibration(evaluation["calibration_in_depth"])
    yield _sets(evaluation["sets_in_depth"])
    if evaluation["intervals"] is not None:
        yield _intervals(evaluation["intervals"])
    if evaluation["outsiders"] is not None:
        yield _outsiders(evaluation["outsiders"])
    yield _shift(evaluation["shift"])
    yield _interviews(evaluation["interviews"])


def _learning(evaluation: Item) -> Section:
    return Section(LEARNING, "", (learning_table(evaluation),))


def _calibration(calibration: Item) -> Section:
    return Section(
        CALIBRATION,
        calibration_sentence(calibration),
        (
            in_depth_table(calibration, TOP),
            in_depth_table(calibration, EACH),
            by_condition_table(calibration),
            groups_table(calibration, TOP),
            groups_table(calibration, EACH),
            curve_table(calibration, TOP),
            curve_table(calibration, EACH),
            brier_table(calibration),
        ),
    )


def _sets(sets: Item) -> Section:
    tables = set_size_table(sets), set_coverage_table(sets), set_worlds_table(sets)
    return Section("Prediction sets in depth", "", tables)


def _intervals(intervals: Item) -> Section:
    tables = interval_table(intervals), interval_condition_table(intervals)
    sentence = (
        "A probability has two uncertainties. It says itself what the patient's answers"
        " leave open; the interval says how far it would move if the figures behind the"
        " profiles were others that the literature allows."
    )
    return Section("Intervals around probabilities", sentence, tables)


def _outsiders(outsiders: Item) -> Section:
    tables = outsider_headline_table(outsiders), outsider_table(outsiders)
    return Section("None of these", "", tables)


def _shift(shift: Item) -> Section:
    return Section("Other case mixes", "", (shift_table(shift), shares_table(shift)))


def _interviews(interviews: Item) -> Section:
    tables = (
        accuracy_table(interviews),
        emergency_table(interviews),
        stop_table(interviews),
    )
    return Section(INTERVIEWS, "", tables)
