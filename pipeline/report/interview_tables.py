"""The tables of simulated interviews."""

from __future__ import annotations

from typing import Any

from pipeline.report.table import Column, Table, numbers
from pipeline.report.words import MISSING, count, number, share

Item = dict[str, Any]
# After so many questions, as far as the interviews went.
SHOWN_AFTER = (0, 5, 10, 14, 20, 25, 30)


def accuracy_table(interviews: Item) -> Table:
    """Give how often the true cause is in the first three after some questions.

    Parameters
    ----------
    interviews : dict
        As `simulate_interviews` gives it.

    Returns
    -------
    Table
    """
    after = [k for k in SHOWN_AFTER if k <= interviews["steps"]]
    rows = [
        (
            policy["name"],
            *(share(policy["top3"][k]) for k in after),
            _questions(policy["within_5_points"]),
            _questions(policy["within_2_points"]),
        )
        for policy in interviews["policies"]
    ]
    names = (*(f"{k}" for k in after), "within 5", "within 2")
    full = interviews["full_form"]["top3"]
    return Table(
        "True cause in the first three, by questions asked",
        [Column("Questions chosen"), *numbers(*names)],
        rows,
        note=(
            f"{count(interviews['n_cases'])} simulated patients as they come; the"
            " context is known before the first question. With every answer of the"
            f" full form it is {share(full)}; the last columns tell after how many"
            " questions the share stays within 5 and 2 points of that."
        ),
    )


def emergency_table(interviews: Item) -> Table:
    """Give how many questions it takes to find an emergency.

    Parameters
    ----------
    interviews : dict
        As `simulate_interviews` gives it.

    Returns
    -------
    Table
    """
    rows = [
        (
            policy["name"],
            *_until(policy["until_rule"]),
            *_until(policy["until_urgent"]),
        )
        for policy in interviews["policies"]
    ]
    names = ("Rule fires", "9 in 10", "never", "Rule or model", "9 in 10", "never")
    return Table(
        "Questions until an emergency is found",
        [Column("Questions chosen"), *numbers(*names)],
        rows,
        note=(
            f"{count(interviews['n_emergencies'])} simulated patients with an emergency"
            " condition whose full form fires an emergency rule. Half of them, and 9"
            f" in 10, need no more questions than stated; of {interviews['steps']}"
            f" questions. A {MISSING} means: not within them."
        ),
    )


def stop_table(interviews: Item) -> Table:
    """Tell when the stop rule ends an interview, and what it leaves.

    Parameters
    ----------
    interviews : dict
        As `simulate_interviews` gives it.

    Returns
    -------
    Table
    """
    rows = []
    for policy in interviews["policies"]:
        stop = policy["stop"]
        if stop is not None:
            median, ninth, never = _until(stop)
            rows += [
                ("Questions, median", median),
                ("Questions, 9 in 10 patients", ninth),
                ("Interviews that go on", never),
                ("True cause in the first three", share(stop["top3"])),
                (
                    "Emergencies whose rule has fired",
                    share(stop["emergency_rule_fired"]),
                ),
            ]
    return Table(
        "Where the stop rule ends an interview",
        [Column("Figure"), *numbers("Value")],
        rows,
        note=(
            "Nothing more is asked when no question is worth"
            f" {number(interviews['stop_below_nats'], 2)} nats."
        ),
    )


def _until(figures: Item) -> tuple[str, str, str]:
    """Give the median, what 9 in 10 need, and the share of never."""
    median, ninth = _questions(figures["median"]), _questions(figures["p90"])
    return median, ninth, share(figures["never"])


def _questions(n: float | None) -> str:
    return MISSING if n is None else count(int(n))
