"""Figures of discrimination, subgroups, robustness, and what the model leans on."""

from __future__ import annotations

from typing import Any

from pipeline.knowledge import load_knowledge
from pipeline.report.figure import Figure
from pipeline.report.labels import Labels
from pipeline.report.robustness_tables import degraded
from pipeline.report.span_chart import span_chart, spans
from pipeline.report.subgroup_tables import group_name

Item = dict[str, Any]
SAME = "the same figures are in the table"


def area_figure(discrimination: Item) -> Figure:
    """Draw the area under the curve of each condition, the hardest first."""
    told = [
        row
        for row in discrimination["by_condition"]
        if row["equal_shares"]["model"]["value"] is not None
    ]
    told.sort(key=lambda row: (row["equal_shares"]["model"]["value"], row["name"]))
    rows = [
        span
        for row in told
        for span in spans(
            row["name"],
            model=row["equal_shares"]["model"],
            posterior=row["equal_shares"]["posterior"],
        )
    ]
    return Figure(
        span_chart(rows, "Area under the ROC curve", ".2f"),
        f"Area under the ROC curve of each condition, all equally common; {SAME}",
        "From the hardest condition to the easiest, all equally common.",
        tall=True,
    )


def subgroup_figure(subgroups: Item) -> Figure:
    """Draw the regret of each group with its interval."""
    rows = [
        span
        for row in subgroups["groups"]
        for span in spans(group_name(row), model=row["regret_nats"])
    ]
    overall = subgroups["overall"]["regret_nats"]["value"]
    return Figure(
        span_chart(rows, "Regret, nats", ".3f", overall),
        f"Regret of each group of patients with its interval; {SAME}",
        "The dashed line is the regret over all patients.",
        tall=True,
    )


def robustness_figure(robustness: Item) -> Figure:
    """Draw what is lost each way the answers were degraded."""
    rows = [
        span
        for row in robustness["rows"][1:]
        for span in spans(
            degraded(row),
            model=row["model"]["lost_log_loss"],
            posterior=row["posterior"]["lost_log_loss"],
        )
    ]
    return Figure(
        span_chart(rows, "Log loss added, nats", ".1f", 0.0),
        f"Log loss added by answers missing or wrong; {SAME}",
        "Where both marks lie together, nobody could have lost less.",
    )


def leaning_figure(leaning: Item) -> Figure:
    """Draw what each question is worth to model and posterior."""
    labels = Labels(load_knowledge())
    rows = [
        span
        for row in leaning["rows"]
        for span in spans(
            labels.short(row["field"]),
            model=row["model"],
            posterior=row["posterior"],
        )
    ]
    return Figure(
        span_chart(rows, "Log loss added, nats", ".2f", 0.0),
        f"Log loss added when the answers to one question are shuffled; {SAME}",
        "The further to the right, the more depends on the question.",
        tall=True,
    )
