"""What an evaluation says beyond its headline figures, section by section."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.knowledge import load_knowledge
from pipeline.report.calibration_tables import (
    brier_table,
    by_condition_table,
    calibration_sentence,
    curve_table,
    groups_table,
    in_depth_table,
)
from pipeline.report.discrimination_tables import (
    area_table,
    discrimination_sentence,
    macro_table,
    member_table,
    syndrome_table,
)
from pipeline.report.headline_tables import headline_interval_table, headline_sentence
from pipeline.report.interval_tables import interval_condition_table, interval_table
from pipeline.report.interview_tables import (
    accuracy_table,
    emergency_table,
    stop_table,
)
from pipeline.report.labels import Labels
from pipeline.report.leaning_tables import leaning_sentence, leaning_table
from pipeline.report.learning_tables import learning_table
from pipeline.report.outsider_tables import outsider_headline_table, outsider_table
from pipeline.report.robustness_tables import (
    loss_table,
    robust_emergency_table,
    robustness_sentence,
    robustness_table,
)
from pipeline.report.set_tables import (
    set_coverage_table,
    set_size_table,
    set_worlds_table,
)
from pipeline.report.shift_tables import shares_table, shift_table
from pipeline.report.subgroup_tables import (
    subgroup_accuracy_table,
    subgroup_emergency_table,
    subgroup_sentence,
    subgroup_table,
)
from pipeline.report.table import Table
from pipeline.report.urgency_tables import (
    decision_interval_table,
    decision_table,
    false_alarm_table,
    found_interval_table,
    found_table,
    urgency_sentence,
    urgency_table,
)

Item = dict[str, Any]
TOP, EACH = "top_label", "each_condition"
# Titles of the sections that have figures.
LEARNING, CALIBRATION = "Learning curve", "Calibration in depth"
INTERVIEWS = "Interviews"
DISCRIMINATION, URGENCY = "Discrimination", "Urgency"
SUBGROUPS, ROBUSTNESS = "Subgroups", "Robustness"
LEANING = "What the model leans on"


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
    yield from _of("headline_intervals", _headline, evaluation)
    yield from _of("discrimination", _discrimination, evaluation)
    yield _calibration(evaluation["calibration_in_depth"])
    yield _sets(evaluation["sets_in_depth"])
    if evaluation["intervals"] is not None:
        yield _intervals(evaluation["intervals"])
    yield from _of("urgency", _urgency, evaluation)
    yield from _of("subgroups", _subgroups, evaluation)
    yield from _of("robustness", _robustness, evaluation)
    if evaluation["outsiders"] is not None:
        yield _outsiders(evaluation["outsiders"])
    yield _shift(evaluation["shift"])
    yield _interviews(evaluation["interviews"])
    yield from _of("leaning", _leaning, evaluation)


def _of(
    key: str, section: Callable[[Item], Section], evaluation: Item
) -> Iterator[Section]:
    """Give a section, unless the evaluation is from before it was measured."""
    if evaluation.get(key) is not None:
        yield section(evaluation[key])


def _learning(evaluation: Item) -> Section:
    return Section(LEARNING, "", (learning_table(evaluation),))


def _headline(headline: Item) -> Section:
    tables = (headline_interval_table(headline),)
    return Section("Headline figures", headline_sentence(headline), tables)


def _discrimination(discrimination: Item) -> Section:
    tables = (
        macro_table(discrimination),
        area_table(discrimination),
        syndrome_table(discrimination, "model"),
        syndrome_table(discrimination, "posterior"),
        member_table(discrimination, Labels(load_knowledge())),
    )
    return Section(DISCRIMINATION, discrimination_sentence(discrimination), tables)


def _urgency(urgency: Item) -> Section:
    tables = [urgency_table(urgency), found_table(urgency), false_alarm_table(urgency)]
    for decision in urgency["decisions"]:
        tables += [decision_table(decision), decision_interval_table(decision)]
    tables.append(found_interval_table(urgency))
    return Section(URGENCY, urgency_sentence(urgency), tuple(tables))


def _subgroups(subgroups: Item) -> Section:
    tables = (
        subgroup_table(subgroups),
        subgroup_accuracy_table(subgroups),
        subgroup_emergency_table(subgroups),
    )
    return Section(SUBGROUPS, subgroup_sentence(subgroups), tables)


def _robustness(robustness: Item) -> Section:
    tables = (
        robustness_table(robustness),
        loss_table(robustness),
        robust_emergency_table(robustness),
    )
    return Section(ROBUSTNESS, robustness_sentence(robustness), tables)


def _leaning(leaning: Item) -> Section:
    labels = Labels(load_knowledge())
    tables = (leaning_table(leaning, labels),)
    return Section(LEANING, leaning_sentence(leaning, labels), tables)


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
