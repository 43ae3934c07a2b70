"""The tables of an evaluation on conditions that the classifier does not know."""

from __future__ import annotations

from typing import Any

from pipeline.report.table import Column, Table, numbers
from pipeline.report.words import (
    MISSING,
    count,
    share,
    short_tier,
    without_brackets,
)

Item = dict[str, Any]
INTERVIEW_NAMES = {"complete": "Everything asked", "natural": "Usual interview"}
_NOTE = (
    "Conditions outside the known ones, written from public sources and used here"
    " alone: nothing is trained or tuned on them."
)


def _interval(item: Item) -> str:
    """Give the 95% interval of a share."""
    if item["flagged"] is None:
        return MISSING
    return f"{share(item['low'])} to {share(item['high'])}"


def outsider_headline_table(evaluation: Item) -> Table:
    """Set false flags beside the outsiders that are found, for each interview."""
    words = {
        "insiders": "Known conditions (false flags)",
        "outsiders": "Outsiders (found)",
    }
    rows = [
        (
            INTERVIEW_NAMES[part["interview"]],
            name,
            count(part[key]["n"]),
            share(part[key]["flagged"]),
            _interval(part[key]),
        )
        for part in evaluation["interviews"]
        for key, name in words.items()
    ]
    return Table(
        "None of these",
        [
            Column("Interview"),
            Column("Cases"),
            *numbers("Number", "Flagged", "95% interval"),
        ],
        rows,
        note="Share of cases said to fit none of the known conditions.",
    )


def outsider_table(evaluation: Item) -> Table:
    """Give the flagged share of every outsider, for each interview."""
    parts = evaluation["interviews"]
    rows = [
        (
            without_brackets(same[0]["name"]),
            short_tier(same[0]["tier"]),
            *(
                cell
                for item in same
                for cell in (count(item["n"]), share(item["flagged"]), _interval(item))
            ),
        )
        for same in zip(*(part["by_outsider"] for part in parts), strict=True)
    ]
    columns = [
        column
        for part in parts
        for column in (
            Column("Cases", is_number=True, wide_only=True),
            Column(INTERVIEW_NAMES[part["interview"]], is_number=True),
            Column("95% interval", is_number=True, wide_only=True),
        )
    ]
    return Table(
        "Outsiders found",
        [Column("Outsider"), Column("Tier", wide_only=True), *columns],
        rows,
        note=_NOTE,
    )
