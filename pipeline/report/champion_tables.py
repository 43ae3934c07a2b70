"""A model beside the champion, the one that stands until another proves better."""

from __future__ import annotations

from typing import Any

from pipeline.report.chapters import Chapter
from pipeline.report.table import Column, Table, numbers
from pipeline.report.words import MISSING, number

Item = dict[str, Any]
CHANGED = "What changed against the champion"
# name of the figure, its words, and whether more is better
COMPARED = (
    ("regret_nats", "Regret, nats", False),
    ("top1", "True cause ranked first", True),
    ("top3", "True cause in the first three", True),
    ("top5", "True cause in the first five", True),
    ("log_loss", "Log loss, nats", False),
    ("ece", "Calibration error (ECE, top label)", False),
)
DECIMALS = 4


def champion_chapter(evaluation: Item, champion: Item) -> Chapter:
    """Set the headline figures beside those of the champion.

    Parameters
    ----------
    evaluation : dict
        As the evaluation stage writes it.
    champion : dict
        Its figures by the same names; those that it lacks are left open.

    Returns
    -------
    Chapter
    """
    return Chapter(CHANGED, (), (champion_table(evaluation, champion),), leads=True)


def champion_table(evaluation: Item, champion: Item) -> Table:
    """Give each figure of both, and the change."""
    rows: list[tuple[str, ...]] = []
    marks = {}
    for key, name, more_is_better in COMPARED:
        ours, theirs = evaluation[key], champion.get(key)
        if theirs is None:
            rows.append((name, number(ours, DECIMALS), MISSING, MISSING, MISSING))
            continue
        # What cannot be seen in the figures that are shown is no change.
        change = round(ours, DECIMALS) - round(theirs, DECIMALS)
        word = "same"
        if round(change, DECIMALS):
            better = (change > 0) is more_is_better
            word = "better" if better else "worse"
            marks[len(rows), 4] = "right" if better else "worse"
        shown = (number(ours, DECIMALS), number(theirs, DECIMALS), f"{change:+.4f}")
        rows.append((name, *shown, word))
    columns = [
        Column("Figure"),
        *numbers("This model", "Champion", "Change"),
        Column("Which is"),
    ]
    return Table(
        "Beside the champion",
        columns,
        rows,
        note="Whether a change is more than chance, the paired gates say.",
        marks=marks,
    )
