"""The tables of an alarm budget."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.report.table import Column, Table, numbers
from pipeline.report.words import (
    MISSING,
    TIERS,
    number,
    share,
    short_tier,
    without_brackets,
)

Item = dict[str, Any]
SETTING_NAMES = {
    "primary_care": "primary care",
    "spine_clinic": "spine clinic",
    "emergency": "emergency department",
}
USER_NAMES = {
    "visit": "visit",
    "complete": "complete",
    "form": "form",
}
# Those whose conditions are shown.
CLINICIANS = ("visit", "complete")
# From here on a number needed to alert is shown without decimals.
NO_DECIMAL = 10


def tier_or_worse(tier: str) -> str:
    """Name a tier together with what is worse.

    Examples
    --------
    >>> tier_or_worse("emergency"), tier_or_worse("urgent_same_day")
    ('emergency', 'same day or worse')
    """
    worst = tier == TIERS[0]
    return short_tier(tier) if worst else f"{short_tier(tier)} or worse"


def limits_table(summary: Item) -> Table:
    """Hold the rates against their limits.

    Parameters
    ----------
    summary : dict
        As `summarise_budget` gives it.

    Returns
    -------
    Table
    """
    rows = [
        (
            SETTING_NAMES[limit["care_setting"]],
            USER_NAMES[limit["user"]],
            tier_or_worse(limit["tier"]),
            share(limit["rate"]["value"]),
            _points(limit["rate"]["se"]),
            share(limit["limit"]),
            "kept" if limit["held"] else "PASSED",
        )
        for limit in summary["limits"]
    ]
    columns = [
        *map(Column, ("Care setting", "Asked by", "Alarm")),
        *numbers("Rate", "SE", "At most"),
        Column("Limit"),
    ]
    return Table("Alarms of the rules, against their limits", columns, rows)


def tiers_table(setting: Item) -> Table:
    """Give the alarms at each tier, for each user.

    Parameters
    ----------
    setting : dict
        One of the `settings` of a summary.

    Returns
    -------
    Table
    """
    rows = [
        (
            USER_NAMES[user["user"]],
            short_tier(tier["tier"]),
            by,
            *_alarm(tier[by]),
            alone,
        )
        for user in setting["users"]
        for tier in user["tiers"]
        for by, alone in _by(tier)
    ]
    columns = [
        *map(Column, ("Asked by", "Tier or worse", "Alarm of")),
        *numbers("Rate", "SE", "PPV", "Serious", "NNA", "Found", "Alone"),
    ]
    has_model = any(row[2] != "rules" for row in rows)
    return _without(
        Table("Tiers", columns, rows), () if has_model else ("Alarm of", "Alone")
    )


def rules_tables(setting: Item) -> Iterator[Table]:
    """Give the alarms of each rule, a table for each tier.

    Parameters
    ----------
    setting : dict
        One of the `settings` of a summary.

    Yields
    ------
    Table
    """
    users = {user["user"]: user["rules"] for user in setting["users"]}
    together = list(zip(users["visit"], users["complete"], users["form"], strict=True))
    has_model = any(rule["only_rule"] is not None for rule, _, _ in together)
    left_out = () if has_model else ("Rule +", "Model +")
    columns = [
        Column("Rule"),
        *numbers("Rate", "SE", "PPV", "Serious", "NNA", "Alone"),
        *numbers("Rule +", "Model +", "Full", "Form"),
    ]
    for tier in TIERS:
        rows = [
            _rule(rule, complete, form)
            for rule, complete, form in together
            if rule["tier"] == tier
        ]
        if rows:
            yield _without(Table(f"Rules: {short_tier(tier)}", columns, rows), left_out)


def conditions_table(setting: Item, user: str) -> Table:
    """Give what becomes of the patients with each serious condition.

    Parameters
    ----------
    setting : dict
        One of the `settings` of a summary.
    user : str

    Returns
    -------
    Table
    """
    (chosen,) = (item for item in setting["users"] if item["user"] == user)
    rows = [
        (
            without_brackets(row["name"]),
            short_tier(row["tier"]),
            f"{row['share']:.2%}",
            by,
            share(row[by]["own_tier"]["value"]),
            _interval(row[by]["own_tier"]),
            share(row[by]["any_tier"]["value"]),
            share(row[by]["emergency"]["value"]),
            alone,
        )
        for row in chosen["conditions"]
        for by, alone in _by(row)
    ]
    columns = [
        *map(Column, ("Condition", "Own tier")),
        *numbers("Share"),
        Column("By"),
        *numbers("Own+", "95%", "Any", "Emerg.", "Alone"),
    ]
    has_model = any(row[3] != "rules" for row in rows)
    title = f"Serious conditions found, asked by: {USER_NAMES[user]}"
    return _without(Table(title, columns, rows), () if has_model else ("By", "Alone"))


def _without(table: Table, names: tuple[str, ...]) -> Table:
    """Leave out columns that say nothing."""
    kept = [j for j, column in enumerate(table.columns) if column.name not in names]
    return Table(
        table.title,
        [table.columns[j] for j in kept],
        [[row[j] for j in kept] for row in table.rows],
    )


def _by(item: Item) -> Iterator[tuple[str, str]]:
    """Give who alarms, and the share that the other of rules and model misses."""
    yield "rules", _value(item["only_rules"])
    if item["model"] is not None:
        yield "model", _value(item["only_model"])
        yield "both", ""


def _alarm(alarm: Item) -> tuple[str, ...]:
    return (
        share(alarm["rate"]["value"]),
        _points(alarm["rate"]["se"]),
        share(alarm["ppv"]["value"]),
        share(alarm["ppv_serious"]["value"]),
        _needed(alarm["number_needed_to_alert"]),
        share(alarm["sensitivity"]["value"]),
    )


def _rule(rule: Item, complete: Item, form: Item) -> tuple[str, ...]:
    alarm = rule["alarm"]
    return (
        f"{rule['id']} {rule['name']}",
        _fine(alarm["rate"]["value"]),
        _points(alarm["rate"]["se"]),
        share(alarm["ppv"]["value"]),
        share(alarm["ppv_serious"]["value"]),
        _needed(alarm["number_needed_to_alert"]),
        _fine(rule["alone"]["value"]),
        _value(rule["only_rule"]),
        _value(rule["only_model"]),
        _fine(complete["alarm"]["rate"]["value"]),
        _fine(form["alarm"]["rate"]["value"]),
    )


def _value(estimate: Item | None) -> str:
    return MISSING if estimate is None else share(estimate["value"])


def _fine(rate: float | None) -> str:
    """Show a rate that may be small."""
    return MISSING if rate is None else f"{rate:.2%}"


def _points(se: float | None) -> str:
    """Show a standard error in percentage points."""
    return MISSING if se is None else f"{100 * se:.2f}"


def _needed(value: float | None) -> str:
    return number(value, 0 if value is not None and value >= NO_DECIMAL else 1)


def _interval(found: Item) -> str:
    return f"{100 * found['low']:.1f}-{100 * found['high']:.1f}"
