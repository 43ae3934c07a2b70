"""What the model leans on: the table of questions that matter most."""

from __future__ import annotations

from typing import Any

from pipeline.report.ends import number_with_ends
from pipeline.report.labels import Labels
from pipeline.report.table import Column, Table, numbers
from pipeline.report.words import plural, share

Item = dict[str, Any]
NOTE = (
    "How much the log loss rises, in nats, when the answers to one question, unknown"
    " ones too, are shuffled among {cases}: of the model, and of the exact posterior,"
    " for which the same question is worth as much as it can be. Questions that tell"
    " the same thing share their worth. In brackets 95% intervals from {n_resamples}"
    " resamples."
)


def leaning_table(leaning: Item, labels: Labels) -> Table:
    """List the questions that the model leans on most.

    Parameters
    ----------
    leaning : dict
        As `evaluate_leaning` gives it.
    labels : Labels
    """
    rows = [
        (
            labels.short(row["field"]),
            share(row["share_known"]),
            number_with_ends(row["model"]),
            number_with_ends(row["posterior"]),
        )
        for row in leaning["rows"]
    ]
    return Table(
        f"The {len(rows)} questions that the model leans on most",
        [Column("Question"), *numbers("Known", "Model", "Exact posterior")],
        rows,
        note=NOTE.format(
            cases=plural(leaning["n_cases"], "held-out case"),
            n_resamples=leaning["n_resamples"],
        ),
    )


def leaning_sentence(leaning: Item, labels: Labels) -> str:
    """Say what the model leans on most."""
    first = [labels.short(row["field"]).lower() for row in leaning["rows"][:3]]
    return (
        f"Of {leaning['n_questions']} questions the model leans most on these:"
        f" {'; '.join(first)}. Where model and posterior differ, the model gives an"
        " answer more weight, or less, than the profiles do."
    )
