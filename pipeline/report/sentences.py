"""The sentences about one assessment that the text, the sheet and the app share.

Nothing is wrapped or marked up here; that is for whoever shows it.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from pipeline.report.labels import Labels
from pipeline.report.words import (
    plural,
    printable,
    short_digest,
    tier_name,
    whole_percent,
)
from pipeline.terms import Urgency

EMERGENCY = "emergency"
MOST_CHANGES = 5
NOTHING_CONCLUDED = "Nothing can be concluded. That does not mean that it can wait."
NO_MODEL = "There is no model to ask; only the red-flag rules have answered."
NONE_FIT = "The answers fit none of these well: the cause may be another one."
NOT_NARROWED = "they are not narrowed down yet"
NO_REASON = "no single answer speaks for or against it"
RANGE_SENTENCE = (
    "The percentage says what these answers leave open. {where}: where it would lie"
    " by 9 in 10 of the readings that the published figures allow."
)
IF_ANSWERED = "If {answer}"
HAD_IT_BEEN = "Had it been {answer}, not {given}"
_OFTEN = {
    0.8: "4 in 5 times",
    0.9: "9 in 10 times",
    0.95: "19 in 20 times",
    0.99: "99 in 100 times",
}
Item = dict[str, Any]
# What follows, and the questions of which it follows.
Effect = tuple[str, list[str]]


def deciding(assessment: Item) -> list[Item]:
    """Pick the fired rules of the tier that the urgency comes from."""
    if assessment["urgency_from"] != "red_flag":
        return []
    urgency = assessment["urgency"]
    return [rule for rule in assessment["red_flags"] if rule["urgency"] == urgency]


def asked_by_model(assessment: Item, labels: Labels) -> str:
    """Say why the model asks for the urgency, where no fired rule does."""
    fired = (
        "the red flags that fired ask for less"
        if assessment["red_flags"]
        else "no red flag has fired so far"
    )
    # A calm urgency must not be read without what could still overturn it.
    n_open = open_emergencies(assessment)
    still = f", but {_rules_open(n_open)}" if n_open else ""
    if assessment["urgency"] == "routine":
        return f"By the model: graver causes are unlikely; {fired}{still}."
    together = labels.probability_of_tier(
        assessment["differential"], assessment["urgency"]
    )
    return (
        f"By the model: causes that need this or faster care have a probability of"
        f" {whole_percent(together)} together; {fired}{still}."
    )


def open_emergencies(assessment: Item) -> int:
    """Count the emergency rules that are not decided."""
    return sum(rule["urgency"] == EMERGENCY for rule in assessment["undetermined"])


def _rules_open(n: int) -> str:
    return f"{plural(n, 'emergency rule')} {'is' if n == 1 else 'are'} still open"


def tier_so_far(assessment: Item) -> str:
    """Name the urgency; as long as rules could raise it, it is so only so far."""
    now = Urgency(assessment["urgency"])
    open_rules = assessment["undetermined"]
    could_raise = any(Urgency(rule["urgency"]) > now for rule in open_rules)
    return tier_name(now) + (" so far" if could_raise else "")


def still_open(assessment: Item) -> str:
    """Say how many rules the answers leave open; silence is no all-clear."""
    n_open = open_emergencies(assessment)
    n_other = len(assessment["undetermined"]) - n_open
    others = f"{plural(n_other, 'rule')} of lower tiers"
    if n_open:
        told = _rules_open(n_open) + (f", and {others}" if n_other else "")
        return (
            f"{told}. Ask first (in brackets: how many of the emergency rules each"
            " bears on):"
        )
    if n_other:
        are = "is" if n_other == 1 else "are"
        return f"No emergency rule is open; {others} {are} still open."
    if assessment["red_flags"]:
        return "Nothing: every other rule is decided by the answers."
    return "No red flags: every rule is decided by the answers, and none fired."


def nothing_to_ask(assessment: Item) -> str:
    """Say that the stop rule holds; nothing where it does not."""
    if assessment["next_questions"]:
        return ""
    if assessment["model"] is None:
        return "No open question could raise the urgency."
    return (
        "Nothing more is worth asking: no open question is expected to show an"
        " emergency, or to tell the likely causes apart."
    )


def ruled_out_first(assessment: Item, labels: Labels) -> list[str]:
    """Name what the fired rules suspect, inside and outside the conditions."""
    chances = {
        entry["condition"]: entry["probability"] for entry in assessment["differential"]
    }
    suspects: dict[str, None] = {}
    outside: dict[str, None] = {}
    for rule in assessment["red_flags"]:
        suspects.update(dict.fromkeys(rule["suspects"]))
        if rule["suspects_outside"]:
            outside[rule["suspects_outside"]] = None
    names = []
    for condition in suspects:
        chance = chances.get(condition)
        told = f" (probability {whole_percent(chance)})" if chance is not None else ""
        names.append(labels.condition(condition) + told)
    return names + [f"{text} (outside the conditions of the model)" for text in outside]


def by_probability(assessment: Item) -> list[Item]:
    """Order conditions by probability alone: the differential puts suspects first."""
    given = [e for e in assessment["differential"] if e["probability"] is not None]
    return sorted(given, key=lambda entry: -entry["probability"])


def interval(entry: Item) -> str:
    """Give the interval of a probability in words; nothing where there is none."""
    if entry["low"] is None or entry["high"] is None:
        return ""
    return f"{whole_percent(entry['low'])} to {whole_percent(entry['high'])}"


def set_sentences(
    assessment: Item, labels: Labels, most_named: int | None = None
) -> list[str]:
    """Say among which conditions the cause nearly always is; too many are counted."""
    conditions = assessment["prediction_set"]
    if not conditions:
        return []
    often = _often(assessment["coverage"])
    if most_named is not None and len(conditions) > most_named:
        of_all = f"{len(conditions)} of the {len(assessment['differential'])}"
        told = [f"{often} the cause is among {of_all} conditions: {NOT_NARROWED}."]
    else:
        names = "; ".join(labels.condition(condition) for condition in conditions)
        told = [f"{often} the cause is among: {names}."]
    if assessment["emergency_coverage"] is not None:
        often = _often(assessment["emergency_coverage"])
        told.append(f"When the cause is an emergency, such a list holds it {often}.")
    return told


def _often(coverage: float) -> str:
    return _OFTEN.get(round(coverage, 4), f"{coverage:.0%} of the time")


def reasons(given: list[Item], labels: Labels) -> str:
    """Name the answers that speak for, or against, a condition."""
    return "; ".join(_reason(reason, labels) for reason in given)


def _reason(reason: Item, labels: Labels) -> str:
    label = labels.short(reason["finding"])
    return label if reason["answer"] == "present" else f"{label} ({reason['answer']})"


def questions_left(
    assessment: Item, labels: Labels, already_asked: set[str], most: int | None = None
) -> list[Effect]:
    """Give the first questions to ask next, those with the same reason together."""
    questions = [
        question
        for question in assessment["next_questions"]
        if question["finding"] not in already_asked
    ]
    return [
        (f"{why}:", [labels.full(question["finding"]) for question in together])
        for why, together in groupby(
            questions[:most], key=lambda question: question["why"]
        )
    ]


def effects(
    assessment: Item,
    labels: Labels,
    changes: list[Item],
    when: str,
    most: int = MOST_CHANGES,
) -> list[Effect]:
    """Tell what other answers would bring, those with the same effect together.

    Parameters
    ----------
    assessment : dict
    labels : Labels
    changes : list of dict
        The assessment's `would_change` or `hinges_on`.
    when : str
        IF_ANSWERED or HAD_IT_BEEN.
    most : int, default=MOST_CHANGES
        Only the first so many changes are told.

    Returns
    -------
    list of (str, list of str)
    """
    ranked = by_probability(assessment)
    top = ranked[0]["condition"] if ranked else None

    def effect(change: Item) -> str:
        told = []
        if change["urgency"] != assessment["urgency"]:
            told.append(f"urgency becomes {tier_name(change['urgency'])}")
        if change["top_condition"] not in (None, top):
            told.append(f"most likely is {labels.condition(change['top_condition'])}")
        return f"{when.format(**change)}, {' and '.join(told)}:"

    return [
        (told, [labels.full(change["finding"]) for change in together])
        for told, together in groupby(changes[:most], key=effect)
    ]


def further_answers(changes: list[Item], most: int = MOST_CHANGES) -> str:
    """Count the changes that `effects` leaves out; nothing where it tells all."""
    left = len(changes) - most
    return f"and {plural(left, 'further answer')}" if left > 0 else ""


def made_by(assessment: Item) -> str:
    """Say which model, case mix and knowledge an assessment is from."""
    model = assessment["model"]
    told = (
        f"Model {model['version']} {short_digest(model['digest'])}"
        if model
        else "No model"
    )
    digest = short_digest(assessment["knowledge"]["digest"])
    mix = assessment["case_mix"]
    if mix is not None:
        told += f", for the case mix {printable(mix['name'])}"
    return f"{told}. Knowledge {digest}."
