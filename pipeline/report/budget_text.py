"""The alarm budget as plain text for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.report.budget_tables import (
    CLINICIANS,
    SETTING_NAMES,
    USER_NAMES,
    conditions_table,
    limits_table,
    rules_tables,
    tier_or_worse,
    tiers_table,
)
from pipeline.report.table import text_table
from pipeline.report.words import (
    DISCLAIMER,
    bullets,
    count,
    printable,
    share,
    short_digest,
    without_brackets,
    wrap,
)

Item = dict[str, Any]
DEFINITIONS = (
    "Asked at a visit: as settings.yaml says visits go (in person, by telephone, a few"
    " by a form filled in with care), with much left out. Complete: by a clinician who"
    " asks every question and does every examination on everybody. On a form: by the"
    " patient, every question of history and none of examination, with the false yes"
    " answers of self_report.yaml; they fall independently of each other here, which"
    " spreads them over more patients than in life.",
    "Tier or worse: the worst rule that fires is of that tier or a worse one.",
    "PPV, positive predictive value: of a tier, the share of those it sounds for whose"
    " condition's own tier is that or worse; of a rule, the share who have one of its"
    " suspects (none: all of them lie outside the 28 conditions). Serious: the share"
    " with any condition above routine. A disc herniation with a new foot drop counts"
    " as a false alarm of its tier, though seeing it the same day is right: the"
    " finding is urgent, not the cause.",
    "NNA, number needed to alert: alarms for one that is right, 1 / PPV. Found: share"
    " of those with what it is meant for. SE: standard error, in percentage points.",
    "Alone, of a rule: share of all patients for whom it is the only one to fire at its"
    " tier or a worse one. Full, Form: its rate at a complete visit, and on a form.",
)
WITH_MODEL = (
    "Alone, of rules or model: share of those with what it is meant for who are found"
    " by the one and missed by the other. Rule + and Model +: the same for a rule and"
    " the model, which must ask for the tier of the rule. Both: the urgency as merged."
)
WITHOUT_MODEL = "No model was asked: these are the alarms of the rules alone."


def render_budget(summary: Item) -> str:
    """Render an alarm budget for the terminal.

    Parameters
    ----------
    summary : dict
        As `summarise_budget` gives it.

    Returns
    -------
    str
        Ends with a line break: the limits first, then what the alarms rest on, then
        each care setting.
    """
    parts = [
        text_table(limits_table(summary)),
        wrap(_naive(summary["naive"]), 0),
        *_causes(summary["causes"]),
        "\n".join(["HOW TO READ IT", *bullets(_how_to_read(summary), 0)]),
    ]
    for setting in summary["settings"]:
        parts += _setting(setting)
    parts += ["\n".join([wrap(_origin(summary), 0), DISCLAIMER])]
    return "\n\n".join(parts) + "\n"


def _naive(naive: Item) -> str:
    published = naive["published"]
    rate, ppv = share(naive["rate"]["value"]), share(naive["ppv_serious"]["value"])
    return (
        f"For comparison, a list in which any one item sounds: {naive['n_items']}"
        f" classical red flags sound for {rate} of simulated patients in primary care,"
        f" and {ppv} of these have a serious condition; published,"
        f" {published['n_items']} questions: {share(published['any_flag'])} of"
        f" {count(published['n'])} with acute back pain, of whom"
        f" {share(published['serious'])} had serious disease ({published['citation']})."
    )


def _causes(causes: Item) -> Iterator[str]:
    for user, by_tier in causes.items():
        title = "What alarms without a serious condition rest on, primary care"
        lines = [f"{title}, {USER_NAMES[user]}".upper()]
        for of_tier in by_tier:
            told = (
                f"{tier_or_worse(of_tier['tier'])}: {share(of_tier['rate'])} of these"
                " patients. Share of the alarms that would not sound without it:"
            )
            lines.append(wrap(told, 0))
            for kind in ("rules", "findings"):
                named = "; ".join(_cause(cause, kind) for cause in of_tier[kind])
                lines.append(wrap(printable(named or "none"), 2, f"{kind}: "))
        yield "\n".join(lines)


def _cause(cause: Item, kind: str) -> str:
    name = without_brackets(cause["name"])
    told = f"{cause['id']} {name}" if kind == "rules" else name
    return f"{told} {share(cause['alone'])}"


def _how_to_read(summary: Item) -> list[str]:
    model = WITHOUT_MODEL if summary["model"] is None else WITH_MODEL
    return [*DEFINITIONS, model]


def _setting(setting: Item) -> Iterator[str]:
    name = SETTING_NAMES[setting["care_setting"]]
    yield (
        f"== {name.upper()}: {share(setting['serious'])} of patients have a serious"
        " condition =="
    )
    yield text_table(tiers_table(setting))
    yield from map(text_table, rules_tables(setting))
    for user in CLINICIANS:
        yield text_table(conditions_table(setting, user))


def _origin(summary: Item) -> str:
    model, n = summary["model"], count(summary["n_per_condition"])
    told = ""
    if model is not None:
        told = f" Model {model['version']} {short_digest(model['digest'])}."
    return (
        f"{n} simulated patients of every condition in each care setting, weighted by"
        " the case mix of settings.yaml; the same patients however they are asked."
        f" Seed {summary['seed']}.{told}"
    )
