"""The tables of an evaluation on real published cases."""

from __future__ import annotations

from functools import partial
from typing import Any

from pipeline.knowledge import load_knowledge
from pipeline.report.labels import Labels
from pipeline.report.published_reasons import case_reason, side
from pipeline.report.table import Column, Table, numbers
from pipeline.report.words import (
    MISSING,
    TIERS,
    count,
    number,
    share,
    short_tier,
    whole_percent,
    without_brackets,
)

Item = dict[str, Any]
NO_PUBLISHED = "No published case was assessed."
OTHER_CAUSE = "Another cause"
CALL_COLUMNS = ("Cause", "Expected", "Given", "Red flags")


def condition_names(evaluation: Item) -> dict[str, str]:
    """Give the names of the conditions that the evaluation tells."""
    return {
        row["condition"]: without_brackets(row["name"])
        for row in evaluation["by_condition"]
    }


def condition_name(condition: str | None, names: dict[str, str]) -> str:
    """Name a condition; one without a name is spelt out from its id."""
    if condition is None:
        return MISSING
    if condition == "none_of_these":
        return OTHER_CAUSE
    return names.get(condition, condition.replace("_", " "))


def published_table(published: Item) -> Table:
    """Give figures on published cases, with the counts behind the shares."""
    n = published["n_cases"]

    def row(name: str, key: str) -> tuple[str, str, str]:
        return name, _of(published[key], n), _of(published[f"posterior_{key}"], n)

    loss, best = published["log_loss"], published["posterior_log_loss"]
    rows = [
        row("True cause ranked first", "top1"),
        row("True cause in the first three", "top3"),
        row("True cause in the first five", "top5"),
        ("Log loss, nats", number(loss), number(best)),
    ]
    return Table(
        f"{count(n)} published cases with one of the conditions",
        [Column("Figure"), *numbers("Model", "Exact posterior")],
        rows if n else [],
        note=_outsiders(published),
        if_empty="None." if published["cases"] else NO_PUBLISHED,
    )


def _outsiders(published: Item) -> str:
    """Tell how many cases have a cause that no probability is given for."""
    n, flagged = published["n_none_of_these"], published["flagged"]
    if not n:
        return ""
    has, counts = ("has", "it counts") if n == 1 else ("have", "they count")
    return (
        f"{count(n)} more {has} a cause outside them; {counts} for urgency alone."
        f' "None of these" was said of {count(flagged["none_of_these"])} of'
        f" {count(n)}, and of {count(flagged['known'])} of"
        f" {count(published['n_cases'])} with one of the conditions."
    )


def _of(value: float | None, n: int) -> str:
    """Give a share of few cases with its count."""
    told = share(value)
    return told if value is None or told == MISSING else f"{told} ({value * n:.0f}/{n})"


def _ordered_tiers(found: set[str]) -> list[str]:
    """List tiers worst first, then whatever else was found."""
    return [*TIERS, *sorted(found - set(TIERS))]


def confusion_table(published: Item) -> Table:
    """Set expected against given urgency; marks say on which side a cell lies."""
    confusion = published["urgency_confusion"]
    given = {got for row in confusion.values() for got in row}
    rows_of, columns_of = _ordered_tiers(set(confusion)), _ordered_tiers(given)
    rows: list[tuple[str, ...]] = []
    marks = {}
    for expected in (tier for tier in rows_of if tier in confusion):
        counts = [confusion[expected].get(got, 0) for got in columns_of]
        for j, (got, n) in enumerate(zip(columns_of, counts, strict=True), start=1):
            if n:
                marks[len(rows), j] = side(expected, got)
        rows.append((short_tier(expected), *map(count, counts)))
    return Table(
        "Urgency: expected (down) and given (across)",
        [Column("Expected"), *numbers(*map(short_tier, columns_of))],
        rows if any(marks) else [],
        if_empty=NO_PUBLISHED,
        marks=marks,
    )


def under_calls_table(published: Item, names: dict[str, str]) -> Table:
    """List every published case whose urgency came out below the expected one."""
    rows = [
        (
            call["case_id"],
            condition_name(call["condition"], names),
            short_tier(call["expected"]),
            short_tier(call["got"]),
            ", ".join(call["red_flags"]) or "none",
        )
        for call in published["under_calls"]
    ]
    n_all = len(published["cases"])
    return Table(
        f"Under-called: {count(len(rows))} of {count(n_all)} published cases",
        [Column("Case", is_whole=True), *map(Column, CALL_COLUMNS)],
        rows,
        if_empty="No published case was under-called." if n_all else NO_PUBLISHED,
        marks={(i, 3): "under" for i in range(len(rows))},
    )


def cases_table(published: Item, names: dict[str, str]) -> Table:
    """List every published case, with what was right or wrong and why."""
    labels = Labels(load_knowledge())
    rows: list[tuple[str, ...]] = []
    marks = {}
    for case in published["cases"]:
        marks[len(rows), 3] = side(case["expected_urgency"], case["urgency"])
        rank = case["rank"]
        if rank == 1:
            marks[len(rows), 5] = "right"
        rows.append(
            (
                case["case_id"],
                condition_name(case["condition"], names),
                short_tier(case["expected_urgency"]),
                short_tier(case["urgency"]),
                case["urgency_from"].replace("_", " "),
                MISSING if rank is None else str(rank),
                MISSING if rank is None else whole_percent(case["probability"]),
                condition_name(case["top"], names),
                ", ".join(case["red_flags"]) or "none",
                case_reason(case, partial(condition_name, names=names), labels.short),
            )
        )
    columns = [
        Column("Case", is_whole=True),
        *map(Column, ("Cause", "Expected", "Given")),
        Column("From", wide_only=True),
        Column("Rank", is_number=True),
        Column("Probability", is_number=True, wide_only=True),
        Column("Ranked first", wide_only=True),
        Column("Red flags", wide_only=True),
        Column("What was right, what was wrong, and why", wide_only=True),
    ]
    return Table(
        "Every published case", columns, rows, if_empty=NO_PUBLISHED, marks=marks
    )
