"""How the chosen classifier came to what it knows."""

from __future__ import annotations

from typing import Any

from pipeline.report.table import Column, Table, numbers
from pipeline.report.words import count, number

Item = dict[str, Any]


def learning_curve(evaluation: Item) -> list[Item]:
    """Give the points of the chosen candidate; none if it learnt from labels."""
    chosen = (row for row in evaluation["candidates"] if row["chosen"])
    points: list[Item] = next(chosen).get("curve", [])
    return points


def learning_table(evaluation: Item) -> Table:
    """Give the regret after so many cases."""
    points = learning_curve(evaluation)
    rows = [
        (count(point["n_rows"]), number(point["regret_nats"], 4)) for point in points
    ]
    return Table(
        "Learning curve",
        [Column("Cases learnt from"), *numbers("Regret, nats")],
        rows,
        note=(
            "Regret on the selecting cases, each case seen once. The learning rate"
            " falls until the last one, so earlier points lie above what a training"
            " that ended there would have reached."
        ),
    )
