"""The tables of what prediction sets promise, keep and cost, in every report alike."""

from __future__ import annotations

from typing import Any

from pipeline.report.table import Column, Table, numbers
from pipeline.report.words import (
    MISSING,
    count,
    number,
    share,
    short_tier,
    without_brackets,
)

Item = dict[str, Any]
DEPTHS = {
    "natural": "Ordinary visit",
    "withheld": "Fewer answers",
    "full": "Full interview",
}


def set_coverage_table(sets: Item) -> Table:
    """Give the coverage of each condition at each depth, beside what is wanted."""
    short = {(item["condition"], item["depth"]) for item in sets["below"]}
    rows, marks = [], {}
    for i, row in enumerate(sets["by_condition"]):
        cells = [share(row[depth]["coverage"]) for depth in DEPTHS]
        name, tier = without_brackets(row["name"]), short_tier(row["tier"])
        rows.append((name, tier, share(row["wanted"]), *cells))
        for j, depth in enumerate(DEPTHS):
            if (row["condition"], depth) in short:
                marks[i, len(rows[i]) - len(DEPTHS) + j] = "under"
    n_short = f"{len(short)} of {len(sets['by_condition']) * len(DEPTHS)}"
    return Table(
        "Prediction sets by condition",
        [
            Column("Condition"),
            Column("Tier", wide_only=True),
            *numbers("Wanted", *DEPTHS.values()),
        ],
        rows,
        note=(
            "Share of about"
            f" {count(sets['n_per_condition'])} fresh cases of each condition whose set"
            f" holds it. Fewer answers: {sets['withheld']:.0%} of them withheld"
            f" by chance. {n_short} figures lie below the wanted one by more than"
            " chance explains (binomial test, one-sided, 1% for all conditions"
            " together)."
        ),
        marks=marks,
    )


def set_size_table(sets: Item) -> Table:
    """Give the size of the sets at each depth, at the natural case mix."""
    rows = []
    for depth, name in DEPTHS.items():
        sizes = sets["sizes"][depth]
        rows.append(
            (
                name,
                count(sizes["n_cases"]),
                number(sizes["median"], 0),
                number(sizes["mean"], 1),
                share(sizes["holds_emergency"]),
            )
        )
    names = ("Cases", "Median size", "Mean size", "Hold an emergency")
    return Table(
        "Size of the prediction sets",
        [Column("Depth"), *numbers(*names)],
        rows,
        note=(
            "An emergency stays in the set until the answers make it so unlikely that"
            f" only {1 - sets['wanted_emergency_coverage']:.0%} of its cases give"
            " such answers."
        ),
    )


def set_worlds_table(sets: Item) -> Table:
    """Give the coverage in worlds that no training has seen."""
    worlds = sets["worlds"]
    rows = [
        (
            name,
            share(worlds[key]["mean"]),
            share(worlds[key]["lowest"]),
            share(sets[f"wanted_{key}"]),
        )
        for name, key in (
            ("True cause in the set", "coverage"),
            ("True cause in the set, emergencies", "emergency_coverage"),
        )
    ]
    size = number(worlds["mean_size"], 1)
    return Table(
        f"Prediction sets in {worlds['n_worlds']} unseen worlds",
        [Column("Figure"), *numbers("Mean", "Lowest", "Wanted")],
        [*rows, ("Conditions in a set, mean", size, MISSING, MISSING)],
        note=(
            "The promise holds for cases like those of the calibration; in another"
            " world it may be missed."
        ),
    )
