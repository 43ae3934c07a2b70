"""Whether the intervals around probabilities hold what they say, and how wide."""

from __future__ import annotations

from typing import Any

from pipeline.report.table import Column, Table, numbers
from pipeline.report.words import MISSING, count, share, without_brackets

Item = dict[str, Any]


def interval_table(intervals: Item) -> Table:
    """Give how often intervals hold a world's own probability, and their widths."""
    rows = [
        (
            f"{row['from']:.0%} to {row['to']:.0%}",
            count(row["n"]),
            _share(row["held"]),
            _share(row["width"]),
        )
        for row in intervals["by_band"]
    ]
    return Table(
        f"Intervals in {intervals['n_worlds']} unseen worlds",
        [Column("Probability"), *numbers("Times given", "Held", "Mean width")],
        rows,
        note=(
            f"An interval is to hold the probability in {intervals['level']:.0%} of the"
            " worlds that the literature leaves possible; over all it held"
            f" {share(intervals['held'])} (worst world"
            f" {share(intervals['held_lowest'])}). Conditions below 1% are left out."
        ),
    )


def interval_condition_table(intervals: Item) -> Table:
    """Give the same for each condition."""
    rows = [
        (without_brackets(row["name"]), count(row["n"]), _share(row["held"]))
        for row in intervals["by_condition"]
    ]
    return Table(
        "Intervals by condition",
        [Column("Condition"), *numbers("Times given", "Held")],
        rows,
    )


def _share(value: float | None) -> str:
    return MISSING if value is None else share(value)
