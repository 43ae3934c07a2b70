"""How far the figures hold where other conditions are common, and after adapting."""

from __future__ import annotations

from typing import Any

from pipeline.knowledge import load_knowledge
from pipeline.report.table import Column, Table, numbers
from pipeline.report.words import count, number, plural, share, without_brackets

Item = dict[str, Any]
NOTE = (
    "Log loss in nats. As it is: the model with its own case mix. Adapted: with the mix"
    " that it estimated from {cases} without labels (EM). Told: with the true mix."
    " Ceiling: the exact posterior told the true mix, which nothing can beat. Gap:"
    " adapted beyond told; the goal is at most {goal}."
)
SHARES_NOTE = (
    "How near the estimated shares of the conditions came to the true ones, and how"
    " many of their 95% intervals hold the truth. The intervals know of chance only,"
    " not of what the model gets wrong."
)


def shift_table(shift: Item) -> Table:
    """Give the log loss in each place before and after adapting.

    Parameters
    ----------
    shift : dict
        As `evaluate_shift` gives it.
    """
    rows = [
        (
            row["where"],
            number(row["as_is"]),
            number(row["adapted"]),
            number(row["told"]),
            number(row["posterior"]),
            f"{number(row['gap'], 4)} ± {number(row['gap_se'], 4)}",
        )
        for row in shift["shifts"]
    ]
    names = ("As it is", "Adapted", "Told", "Ceiling", "Gap (± SE)")
    goal = f"{shift['goal_nats']:g}"
    return Table(
        "Where other conditions are common",
        [Column("Place"), *numbers(*names)],
        rows,
        note=NOTE.format(cases=plural(shift["n_cases"], "case"), goal=goal),
        marks={
            (i, 5): "over"
            for i, row in enumerate(shift["shifts"])
            if row["gap"] > shift["goal_nats"]
        },
    )


def shares_table(shift: Item) -> Table:
    """Say how well the shares of the conditions were estimated.

    Parameters
    ----------
    shift : dict
        As `evaluate_shift` gives it.
    """
    profiles = load_knowledge().profiles
    rows = [
        (
            row["where"],
            share(row["largest_error"]),
            without_brackets(profiles[row["largest_error_of"]].name),
            f"{count(row['n_held'])} of {count(row['n_conditions'])}",
        )
        for row in shift["shifts"]
    ]
    return Table(
        "Case mixes estimated without labels",
        [
            Column("Place"),
            *numbers("Largest error"),
            Column("Of"),
            *numbers("In interval"),
        ],
        rows,
        note=SHARES_NOTE,
    )
