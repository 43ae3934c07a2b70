"""Whether the urgency is right: what is missed, what is alarmed for nothing."""

from __future__ import annotations

from typing import Any

from pipeline.report.ends import number_with_ends, share_with_ends
from pipeline.report.published_reasons import side
from pipeline.report.table import Column, Table, numbers
from pipeline.report.words import (
    TIERS,
    count,
    plural,
    share,
    short_tier,
    without_brackets,
)

Item = dict[str, Any]
WHO = {"rules": "Rules", "model": "Model", "both": "Both"}
STRATEGIES = {
    "model": "Model",
    "posterior": "Exact posterior",
    "rules": "Rules alone",
    "both": "Rules and model",
    "all": "Everybody",
}
DECISIONS = {
    "emergency": "send to an emergency department now",
    "urgent_same_day": "see the same day or sooner",
}
BENEFIT_NOTE = (
    "Net benefit for 1,000 patients: true alarms, less false ones times the odds of the"
    " threshold (Vickers and Elkin 2006). Who would act at 10% holds one miss as bad as"
    " nine false alarms; nobody treated has 0. Model and posterior act where the"
    " probability reaches the threshold; rules, and rules and model as they are merged,"
    " act as they do, whatever the threshold. These patients come from the profiles"
    " that the model has learnt: rules guard against those that do not."
)
PER_1000 = 1000


def urgency_table(urgency: Item) -> Table:
    """Set the tier of the true condition against the urgency given.

    Parameters
    ----------
    urgency : dict
        As `evaluate_urgency` gives it.
    """
    confusion = urgency["confusion"]
    rows = [
        (short_tier(true), *(count(confusion[true][got]) for got in TIERS))
        for true in TIERS
    ]
    return Table(
        "Urgency: tier of the condition (down) and given (across)",
        [Column("Condition"), *numbers(*map(short_tier, TIERS))],
        rows,
        note=(
            f"{plural(urgency['n_cases'], 'simulated patient')} as they come, rules and"
            " model merged. A harmless condition with alarming answers is rightly sent"
            " on, so that what lies on the left is not all a mistake."
        ),
        marks={
            (i, j + 1): side(true, got)
            for i, true in enumerate(TIERS)
            for j, got in enumerate(TIERS)
        },
    )


def found_table(urgency: Item) -> Table:
    """Give how many patients with each serious condition are seen soon enough."""
    rows = [
        (
            without_brackets(row["name"]),
            short_tier(row["tier"]),
            count(row["n"]),
            share(row["rules"]["value"]),
            share(row["model"]["value"]),
            share_with_ends(row["both"]),
        )
        for row in urgency["found"]
    ]
    return Table(
        "Serious conditions seen soon enough",
        [Column("Condition"), Column("Tier"), *numbers("Number", *WHO.values())],
        rows,
        note=(
            "Share of simulated patients whose urgency is that of their condition or a"
            " worse one, at the depth of ordinary interviews: of rules alone, the model"
            " alone, and both as merged, with the Wilson 95% interval."
        ),
    )


def found_interval_table(urgency: Item) -> Table:
    """Give the intervals of rules alone and of the model alone."""
    rows = [
        (
            without_brackets(row["name"]),
            *(share_with_ends(row[who]) for who in ("rules", "model")),
        )
        for row in urgency["found"]
    ]
    return Table(
        "Serious conditions: rules alone and model alone, with intervals",
        [Column("Condition"), *numbers("Rules", "Model")],
        rows,
    )


def false_alarm_table(urgency: Item) -> Table:
    """Give how many patients without serious disease are sent to each tier."""
    rows = [
        (short_tier(row["tier"]), *(share_with_ends(row[who]) for who in WHO))
        for row in urgency["false_alarms"]
    ]
    n = urgency["false_alarms"][0]["n"] if rows else 0
    return Table(
        "Alarms for patients without a serious condition",
        [Column("Tier or worse"), *numbers(*WHO.values())],
        rows,
        note=(
            f"{plural(n, 'simulated patient')} with a routine condition. What each rule"
            " costs, by care setting and depth of interview: `lasegue rules budget`."
        ),
    )


def decision_table(decision: Item) -> Table:
    """Give the net benefit of every strategy at every threshold.

    Parameters
    ----------
    decision : dict
        One of the decisions that `evaluate_urgency` gives.
    """
    return Table(
        f"Net benefit of the decision to {DECISIONS[decision['tier']]}",
        [Column("Threshold"), *numbers(*STRATEGIES.values())],
        [
            (_threshold(row), *(_benefit(row[key]) for key in STRATEGIES))
            for row in decision["curve"]
        ],
        note=(
            f"{BENEFIT_NOTE} {count(decision['n_events'])} of"
            f" {count(decision['n_cases'])} patients need it."
        ),
    )


def decision_interval_table(decision: Item) -> Table:
    """Give the same with 95% bootstrap intervals, of the model, rules and both."""
    kept = ("model", "rules", "both")
    return Table(
        f"Intervals: {DECISIONS[decision['tier']]}",
        [Column("Threshold"), *numbers(*(STRATEGIES[key] for key in kept))],
        [
            (_threshold(row), *(number_with_ends(_scaled(row[key]), 2) for key in kept))
            for row in decision["curve"]
        ],
        note="Net benefit for 1,000 patients, with 95% bootstrap intervals.",
    )


def _threshold(row: Item) -> str:
    return f"{row['threshold']:.1%}"


def _scaled(told: Item) -> Item:
    """Count for 1,000 patients."""
    return {
        name: None if value is None else PER_1000 * value
        for name, value in told.items()
    }


def _benefit(told: Item) -> str:
    return number_with_ends({**_scaled(told), "low": None, "high": None}, 2)


def urgency_sentence(urgency: Item) -> str:
    """Say which serious condition is missed most, and how often all is well."""
    told = [row for row in urgency["found"] if row["both"]["value"] is not None]
    alarms = urgency["false_alarms"][0]["both"]
    if not told:
        return ""
    worst = min(told, key=lambda row: row["both"]["value"])
    return (
        "Rules and model together send"
        f" {share(worst['both']['value'])} of simulated patients with"
        f" {without_brackets(worst['name']).lower()} on soon enough, the least of all"
        f" serious conditions; they send {share(alarms['value'])} of patients without a"
        " serious condition to an emergency department."
    )
