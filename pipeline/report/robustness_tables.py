"""What is lost when answers are missing or wrong: the tables."""

from __future__ import annotations

from typing import Any

from pipeline.report.ends import number_with_ends, share_with_ends
from pipeline.report.table import Column, Table, numbers
from pipeline.report.words import count, plural, share

Item = dict[str, Any]
MODEL, CEILING = "model", "posterior"
ELSEWHERE = (
    "How the figures hold with other case mixes and in unseen worlds stands under Other"
    " case mixes and How far the figures carry."
)


def robustness_table(robustness: Item) -> Table:
    """Give the figures of model and posterior, each way the answers were degraded.

    Parameters
    ----------
    robustness : dict
        As `evaluate_robustness` gives it.
    """
    rows = [
        (
            degraded(row),
            share_with_ends(row[MODEL]["top1"]),
            share(row[CEILING]["top1"]["value"]),
            number_with_ends(row[MODEL]["log_loss"]),
            number_with_ends({**row[CEILING]["log_loss"], "low": None}),
        )
        for row in robustness["rows"]
    ]
    return Table(
        "The same patients with answers missing or wrong",
        [Column("Answers"), *numbers("First", "Best", "Log loss", "Best")],
        rows,
        note=(
            f"{plural(robustness['n_cases'], 'simulated patient')}. Best: the exact"
            " posterior, which reads the same answers and, as the model, does not know"
            f" that some are wrong. {ELSEWHERE}"
        ),
    )


def loss_table(robustness: Item) -> Table:
    """Give what is lost against the answers as given, patient by patient."""
    rows = [
        (
            degraded(row),
            *(
                show(row[who][f"lost_{key}"])
                for key, show in (("top1", share_with_ends), ("log_loss", _nats))
                for who in (MODEL, CEILING)
            ),
        )
        for row in robustness["rows"][1:]
    ]
    wide = Column("Best", is_number=True, wide_only=True)
    first = Column("Best", is_number=True, wide_only=True)
    return Table(
        "Lost against the answers as given",
        [Column("Answers"), *numbers("First"), first, *numbers("Log loss"), wide],
        rows,
        note=(
            "Of the model and of the exact posterior, with 95% intervals from"
            f" {robustness['n_resamples']} resamples in pairs. What the posterior loses"
            " too is the answers' fault, not the model's."
        ),
    )


def robust_emergency_table(robustness: Item) -> Table:
    """Give how many emergencies are still found, and how many patients are sent."""
    rows = [
        (
            degraded(row),
            share_with_ends(row[MODEL]["emergency_sensitivity"]),
            share(row[CEILING]["emergency_sensitivity"]["value"]),
            share_with_ends(row[MODEL]["sent_to_emergency"]),
        )
        for row in robustness["rows"]
    ]
    return Table(
        "Emergencies found with answers missing or wrong",
        [Column("Answers"), *numbers("Found", "Best", "All sent")],
        rows,
        note=(
            f"{count(robustness['n_emergencies'])} patients with an emergency"
            " condition; rules and model merged (best: rules and posterior). All sent:"
            " share of all patients sent to an emergency department. Wrong answers"
            " raise alarms that also reach patients who need them."
        ),
    )


def robustness_sentence(robustness: Item) -> str:
    """Say what degraded answers cost, how much of it is the model's, and in alarms."""
    worst = max(
        robustness["rows"], key=lambda row: float(row[MODEL]["lost_log_loss"]["value"])
    )
    model, best = (worst[who]["lost_log_loss"] for who in (MODEL, CEILING))
    return (
        f"With {degraded(worst).lower()}, the model loses {_value(model)} nats and the"
        f" exact posterior, which nothing can beat while answers are right, loses"
        f" {_value(best)}.{_alarms(robustness['rows'])}"
    )


def _alarms(rows: list[Item]) -> str:
    """Say how many more patients would be sent to an emergency department."""
    given, *others = rows
    sent = [row[MODEL]["sent_to_emergency"]["value"] for row in others]
    most = max(range(len(sent)), key=lambda i: float(sent[i]), default=None)
    before = given[MODEL]["sent_to_emergency"]["value"]
    if most is None or sent[most] <= before:
        return ""
    return (
        f" With {degraded(others[most])}, {share(sent[most])} of all patients would be"
        f" sent to an emergency department, instead of {share(before)}: one wrong yes"
        " to a red flag is enough."
    )


def degraded(row: Item) -> str:
    """Say in words how the answers were degraded."""
    if row["how"] == "as_given":
        return "As given"
    return f"{row['share']:.0%} {row['how']}"


def _nats(told: Item) -> str:
    return number_with_ends(told)


def _value(told: Item) -> str:
    return number_with_ends({**told, "low": None})
