"""The tables of an evaluation on synthetic cases, the same in every form of report."""

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
CEILING = "Ceiling"
CEILING_NOTE = (
    "The ceiling is the exact posterior of the network that generated the cases: no"
    " classifier can expect to do better on them."
)


def regret(evaluation: Item) -> str:
    """Give the regret with its standard error."""
    error = number(evaluation["regret_se"], 4)
    return f"{number(evaluation['regret_nats'], 4)} ± {error}"


def headline_table(evaluation: Item) -> Table:
    """Set figures of the model beside those of the exact posterior."""

    def row(name: str, key: str, show: Any) -> tuple[str, str, str]:
        return name, show(evaluation[key]), show(evaluation[f"posterior_{key}"])

    return Table(
        f"{count(evaluation['n_cases'])} held-out synthetic cases",
        [Column("Figure"), *numbers("Model", CEILING)],
        [
            ("Regret (± SE), nats", regret(evaluation), "0"),
            row("True cause ranked first", "top1", share),
            row("True cause in the first three", "top3", share),
            row("True cause in the first five", "top5", share),
            row("Log loss, nats", "log_loss", number),
            row("Calibration error (ECE, top label)", "ece", lambda x: number(x, 4)),
        ],
        note=CEILING_NOTE,
    )


def reliability_table(evaluation: Item) -> Table:
    """Give the points of the reliability diagram."""
    curves = evaluation["reliability"]
    rows = [
        (name, share(predicted), share(observed), count(n))
        for name, key in (("model", "model"), ("exact posterior", "posterior"))
        for predicted, observed, n in zip(
            curves[key]["predicted"],
            curves[key]["observed"],
            curves[key]["counts"],
            strict=True,
        )
    ]
    names = "Probability of the condition ranked first", "It was the cause", "Cases"
    columns = [Column("Reader"), *numbers(*names)]
    return Table("Reliability, point by point", columns, rows)


def setting_table(evaluation: Item) -> Table:
    """Give figures by care setting."""
    rows = [
        (
            row["care_setting"].replace("_", " "),
            count(row["n_cases"]),
            number(row["regret_nats"], 4),
            share(row["top1"]),
            share(row["posterior_top1"]),
            share(row["top3"]),
            number(row["ece"], 4),
            number(row["posterior_ece"], 4),
        )
        for row in evaluation["by_setting"]
    ]
    names = ("Cases", "Regret", "Top 1", CEILING, "Top 3", "ECE", CEILING)
    return Table("By care setting", [Column("Setting"), *numbers(*names)], rows)


def condition_table(evaluation: Item) -> Table:
    """Give figures by true condition."""
    regrets = {
        row["condition"]: row["regret_nats"]
        for row in evaluation["regret_by_condition"]
    }
    rows = [
        (
            without_brackets(row["name"]),
            short_tier(row["tier"]),
            count(row["n_cases"]),
            share(row["top1"]),
            share(row["posterior_top1"]),
            share(row["top3"]),
            share(row["posterior_top3"]),
            share(row["set_coverage"]),
            number(regrets.get(row["condition"]), 4),
        )
        for row in evaluation["by_condition"]
    ]
    names = ("Cases", "Top 1", CEILING, "Top 3", CEILING, "In set", "Regret")
    return Table(
        "By condition",
        [Column("Condition"), Column("Tier", wide_only=True), *numbers(*names)],
        rows,
        note=(
            "Share of a condition's cases where it is ranked first (top 1), is"
            " among the first three (top 3), is in the prediction set. The regret, in"
            " nats, is from as many cases of every condition."
        ),
    )


def sets_table(evaluation: Item) -> Table:
    """Say how large the prediction sets are, and how often they hold the truth."""
    sets = evaluation["sets"]
    return Table(
        "Prediction sets",
        [Column("Figure"), *numbers("Reached", "Wanted")],
        [
            ("Conditions in a set, mean", number(sets["mean_size"], 1), MISSING),
            (
                "True cause in the set",
                share(sets["coverage"]),
                share(sets["wanted_coverage"]),
            ),
            (
                "True cause in the set, emergencies",
                share(sets["emergency_coverage"]),
                share(sets["wanted_emergency_coverage"]),
            ),
        ],
    )


def candidates_table(evaluation: Item) -> Table:
    """List the classifiers that were compared."""
    rows = [
        (
            row["name"].replace("_", " "),
            number(row["log_loss"], 4),
            count(row["n_rows"]),
            "chosen" if row["chosen"] else "",
        )
        for row in evaluation["candidates"]
    ]
    return Table(
        "Candidates",
        [
            Column("Classifier"),
            *numbers("Log loss", "Training cases"),
            Column("Choice"),
        ],
        rows,
        note="Each was scored on the same cases, apart from those of the test.",
        marks={
            (i, 3): "right"
            for i, row in enumerate(evaluation["candidates"])
            if row["chosen"]
        },
    )


def calibration_table(evaluation: Item) -> Table:
    """List the ways of calibration that were compared."""
    calibration = evaluation["calibration"]
    methods = calibration["log_loss"]
    return Table(
        "Calibration",
        [Column("Method"), *numbers("Log loss"), Column("Choice")],
        [
            (
                method.replace("_", " "),
                number(loss, 4),
                "chosen" if method == calibration["method"] else "",
            )
            for method, loss in methods.items()
        ],
        marks={
            (i, 2): "right" for i, m in enumerate(methods) if m == calibration["method"]
        },
    )


def knowledge_table(evaluation: Item) -> Table:
    """Count what the cases were generated from."""
    knowledge = evaluation["knowledge"]
    figures = ("published", "derived", "judged")
    total = sum(knowledge[key] for key in figures)
    words = {
        "published": "Figures seen in a published source",
        "derived": "Figures worked out from published ones",
        "judged": "Figures judged, with the reason beside them",
    }
    rows = [
        ("Conditions", count(knowledge["n_conditions"]), ""),
        ("Findings", count(knowledge["n_findings"]), ""),
        ("Red-flag rules", count(knowledge["n_rules"]), ""),
    ]
    for key in figures:
        part = share(knowledge[key] / total) if total else MISSING
        rows.append((words[key], count(knowledge[key]), part))
    return Table("Knowledge", [Column("What"), *numbers("Count", "Share")], rows)
