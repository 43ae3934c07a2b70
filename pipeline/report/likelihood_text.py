"""What the model says about one case, as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from pipeline.report.labels import Labels
from pipeline.report.words import (
    bullets,
    plural,
    tier_name,
    whole_percent,
    wrap,
)

MOST_LIKELY = 5
MOST_EXPLAINED = 3
MOST_CHANGES = 5
BAR_LENGTH = 20
_OFTEN = {
    0.8: "4 in 5 times",
    0.9: "9 in 10 times",
    0.95: "19 in 20 times",
    0.99: "99 in 100 times",
}
RANGE_SENTENCE = (
    "The percentage says what these answers leave open. In brackets: where it would lie"
    " by 9 in 10 of the readings that the published figures allow."
)
Item = dict[str, Any]


def likelihood_sections(
    assessment: Item, labels: Labels, already_asked: set[str]
) -> Iterator[str]:
    """Render what the model adds to the rules, section by section.

    Parameters
    ----------
    assessment : dict
        As `Assessment.to_dict()` gives it.
    labels : Labels
    already_asked : set of str
        Questions that the text has asked before; they are not asked again.

    Yields
    ------
    str
        Sections; empty where there is nothing to say.
    """
    if assessment["model"] is None:
        yield _section(
            "PROBABILITIES: NOT AVAILABLE",
            [wrap("There is no model to ask; only the red-flag rules have answered.")],
        )
    else:
        yield _most_likely(assessment, labels)
        yield _likely_set(assessment, labels)
        yield _syndromes(assessment)
        yield _for_and_against(assessment, labels)
    yield _ask_next(assessment, labels, already_asked)
    yield _would_change(assessment, labels)
    yield _hinges_on(assessment, labels)


def _section(title: str, lines: list[str]) -> str:
    return "\n".join([title, *lines]) if lines else ""


def _ranked(assessment: Item) -> list[Item]:
    """Conditions by probability alone: the differential puts suspects first."""
    given = [e for e in assessment["differential"] if e["probability"] is not None]
    return sorted(given, key=lambda entry: -entry["probability"])


def _most_likely(assessment: Item, labels: Labels) -> str:
    lines = []
    for entry in _ranked(assessment)[:MOST_LIKELY]:
        bar = "#" * round(entry["probability"] * BAR_LENGTH)
        told = f"{whole_percent(entry['probability']):>4}  {bar:<{BAR_LENGTH}}  "
        lines.append(
            wrap(labels.condition(entry["condition"]) + _range(entry), 2, told)
        )
    if any(map(_range, _ranked(assessment)[:MOST_LIKELY])):
        lines.append(wrap(RANGE_SENTENCE))
    if assessment["none_of_these"]["flag"]:
        lines.append(
            wrap("The answers fit none of these well: the cause may be another one.")
        )
    return _section("MOST LIKELY, BY THE MODEL", lines)


def _range(entry: Item) -> str:
    if entry["low"] is None or entry["high"] is None:
        return ""
    return f" ({whole_percent(entry['low'])} to {whole_percent(entry['high'])})"


def _often(coverage: float) -> str:
    return _OFTEN.get(round(coverage, 4), f"{coverage:.0%} of the time")


def _likely_set(assessment: Item, labels: Labels) -> str:
    conditions = assessment["prediction_set"]
    if not conditions:
        return ""
    names = "; ".join(labels.condition(condition) for condition in conditions)
    lines = [wrap(f"{_often(assessment['coverage'])} the cause is among: {names}.")]
    if assessment["emergency_coverage"] is not None:
        often = _often(assessment["emergency_coverage"])
        told = f"When the cause is an emergency, such a list holds it {often}."
        lines.append(wrap(told))
    return _section(f"THE SET ({len(conditions)} of {_n(assessment)})", lines)


def _n(assessment: Item) -> int:
    return len(assessment["differential"])


def _syndromes(assessment: Item) -> str:
    lines = [
        wrap(entry["name"], 2, f"{whole_percent(entry['probability']):>4}  ")
        for entry in assessment["syndromes"]
        if entry["probability"] is not None
    ]
    return _section("KINDS OF CAUSE (they overlap)", lines)


def _for_and_against(assessment: Item, labels: Labels) -> str:
    lines = []
    for entry in (assessment["why"] or [])[:MOST_EXPLAINED]:
        lines.append(wrap(labels.condition(entry["condition"])))
        for side in ("for", "against"):
            told = "; ".join(_reason(reason, labels) for reason in entry[side])
            if told:
                lines.append(wrap(told, 4, f"{side}: "))
        if not entry["for"] and not entry["against"]:
            lines.append("    no single answer speaks for or against it")
    return _section("FOR AND AGAINST", lines)


def _reason(reason: Item, labels: Labels) -> str:
    label = labels.short(reason["finding"])
    return label if reason["answer"] == "present" else f"{label} ({reason['answer']})"


def _ask_next(assessment: Item, labels: Labels, already_asked: set[str]) -> str:
    questions = [
        question
        for question in assessment["next_questions"]
        if question["finding"] not in already_asked
    ]
    lines = []
    for why, together in groupby(questions, key=lambda question: question["why"]):
        lines.append(wrap(f"{why}:"))
        lines += bullets((labels.full(q["finding"]) for q in together), 4)
    return _section("ASK NEXT", lines)


def _would_change(assessment: Item, labels: Labels) -> str:
    lines = _effects(assessment, labels, assessment["would_change"], "If {answer}")
    return _section("SINGLE ANSWERS THAT WOULD CHANGE IT", lines)


def _hinges_on(assessment: Item, labels: Labels) -> str:
    given = assessment["hinges_on"] or []
    lines = _effects(assessment, labels, given, "Had it been {answer}, not {given}")
    return _section("GIVEN ANSWERS THAT IT HINGES ON", lines)


def _effects(
    assessment: Item, labels: Labels, changes: list[Item], when: str
) -> list[str]:
    """Tell what other answers would bring, those with the same effect together."""
    ranked = _ranked(assessment)
    top = ranked[0]["condition"] if ranked else None

    def effect(change: Item) -> str:
        told = []
        if change["urgency"] != assessment["urgency"]:
            told.append(f"urgency becomes {tier_name(change['urgency'])}")
        if change["top_condition"] not in (None, top):
            told.append(f"most likely is {labels.condition(change['top_condition'])}")
        return f"{when.format(**change)}, {' and '.join(told)}:"

    lines = []
    for told, together in groupby(changes[:MOST_CHANGES], key=effect):
        lines.append(wrap(told))
        lines += bullets((labels.full(change["finding"]) for change in together), 4)
    left = len(changes) - MOST_CHANGES
    if left > 0:
        lines.append(f"  and {plural(left, 'further answer')}")
    return lines
