"""Whether some patients are served worse than others: the table of subgroups."""

from __future__ import annotations

from typing import Any

from pipeline.report.ends import number_with_ends, share_with_ends
from pipeline.report.table import Column, Table, numbers
from pipeline.report.words import count, number, plural, share

Item = dict[str, Any]
KINDS = {
    "age": "Age",
    "sex": "Sex",
    "care_setting": "Setting",
    "answers_known": "Answers known",
}
WARNING = "worse"
NOTE = (
    "Held-out cases. A warning says that the mean regret of a group is above that of"
    " all other cases by more than chance explains: Welch's one-sided t-test, corrected"
    " for all groups by Benjamini and Hochberg, so that of the warnings at most {rate}"
    " are expected to be false. In brackets 95% intervals from {n_resamples} resamples."
)


def subgroup_table(subgroups: Item) -> Table:
    """Give the regret of each group, and whether it is worse than the rest.

    Parameters
    ----------
    subgroups : dict
        As `evaluate_subgroups` gives it.
    """
    rows, marks = [], {}
    for i, (name, row) in enumerate(_rows(subgroups)):
        warned = row.get("warning", False)
        if warned:
            marks[i, 4] = "under"
        rows.append(
            (
                name,
                count(row["n_cases"]),
                number_with_ends(row["regret_nats"], 4),
                number(row.get("q_value")),
                WARNING if warned else "",
            )
        )
    rate = f"{subgroups['false_warnings']:.0%}"
    return Table(
        "Regret by kind of patient",
        [Column("Patients"), *numbers("Number", "Regret", "q"), Column("Warning")],
        rows,
        note=NOTE.format(rate=rate, n_resamples=subgroups["n_resamples"]),
        marks=marks,
    )


def subgroup_accuracy_table(subgroups: Item) -> Table:
    """Give how often the first is right, and how far probabilities are off."""
    rows = [
        (
            name,
            share_with_ends(row["top1"]),
            share(row["posterior_top1"]["value"]),
            number_with_ends(row["ece"], 4),
            number(row["posterior_ece"]["value"], 4),
        )
        for name, row in _rows(subgroups)
    ]
    return Table(
        "Ranked first, and calibration error, by kind of patient",
        [Column("Patients"), *numbers("First", "Best", "ECE", "Best")],
        rows,
        note="Best: the exact posterior on the same cases.",
    )


def subgroup_emergency_table(subgroups: Item) -> Table:
    """Give how many patients with an emergency condition are sent to emergency."""
    rows = [
        (
            name,
            count(row["n_emergencies"]),
            share_with_ends(row["emergency_sensitivity"]),
        )
        for name, row in _rows(subgroups)
    ]
    return Table(
        "Emergencies found, by kind of patient",
        [Column("Patients"), *numbers("Emergencies", "Found")],
        rows,
        note=(
            "Rules and model as they are merged, with Wilson 95% intervals. Nobody can"
            " find what was not asked: with few answers, open red flags say what to ask"
            " next."
        ),
    )


def subgroup_sentence(subgroups: Item) -> str:
    """Say who is served worse, if anybody."""
    rows = _rows(subgroups)
    warned = [name for name, row in rows if row.get("warning", False)]
    n = plural(len(rows) - 1, "group")
    if not warned:
        return f"None of {n} is served worse than the others by more than chance."
    verb = "is" if len(warned) == 1 else "are"
    return (
        f"Of {n}, {len(warned)} {verb} served worse than the others by more than chance"
        f" explains: {'; '.join(warned)}."
    )


def group_name(row: Item) -> str:
    """Name a group in words."""
    return f"{KINDS[row['by']]}: {str(row['group']).replace('_', ' ')}"


def _rows(subgroups: Item) -> list[tuple[str, Item]]:
    return [
        ("All", subgroups["overall"]),
        *((group_name(row), row) for row in subgroups["groups"]),
    ]
