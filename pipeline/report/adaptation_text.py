"""An estimated case mix as plain text for the terminal."""

from __future__ import annotations

from typing import Any

from pipeline.knowledge import load_knowledge
from pipeline.report.table import Column, Table, numbers, text_table
from pipeline.report.words import (
    DISCLAIMER,
    plural,
    printable,
    share,
    without_brackets,
)

Item = dict[str, Any]
NOTE = (
    "How common each condition is among these cases, from their answers alone, with a"
    " 95% interval; Assumed: what the model takes for granted in these cases' care"
    " settings. It holds as far as each condition shows itself here as it did in"
    " training; the intervals know of chance, not of what the model gets wrong. Red"
    " flags do not depend on it."
)


def render_adaptation(figures: Item) -> str:
    """Render an estimated case mix.

    Parameters
    ----------
    figures : dict
        As the stage `adapt` gives them.

    Returns
    -------
    str
    """
    return f"{text_table(adaptation_table(figures))}\n\n{DISCLAIMER}"


def adaptation_table(figures: Item) -> Table:
    """Give the share of each condition beside the one assumed, commonest first."""
    profiles = load_knowledge().profiles
    rows = [
        (
            without_brackets(profiles[row["condition"]].name),
            share(row["share"]),
            f"{share(row['low'])} to {share(row['high'])}",
            share(row["reference"]),
        )
        for row in figures["conditions"]
    ]
    cases = plural(figures["n_cases"], "case")
    return Table(
        f"Case mix {printable(figures['name'])}, from {cases}",
        [Column("Condition"), *numbers("Share", "95% interval", "Assumed")],
        rows,
        note=NOTE,
    )
