"""What the model says about one case, as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.report.labels import Labels
from pipeline.report.sentences import (
    HAD_IT_BEEN,
    IF_ANSWERED,
    NO_MODEL,
    NO_REASON,
    NONE_FIT,
    RANGE_SENTENCE,
    Effect,
    by_probability,
    effects,
    further_answers,
    interval,
    questions_left,
    reasons,
    set_sentences,
)
from pipeline.report.words import bullets, whole_percent, wrap

MOST_LIKELY = 5
MOST_EXPLAINED = 3
BAR_LENGTH = 20
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
            [wrap(NO_MODEL)],
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


def _most_likely(assessment: Item, labels: Labels) -> str:
    lines = []
    ranked = by_probability(assessment)[:MOST_LIKELY]
    for entry in ranked:
        bar = "#" * round(entry["probability"] * BAR_LENGTH)
        told = f"{whole_percent(entry['probability']):>4}  {bar:<{BAR_LENGTH}}  "
        within = f" ({interval(entry)})" if interval(entry) else ""
        lines.append(wrap(labels.condition(entry["condition"]) + within, 2, told))
    if any(map(interval, ranked)):
        lines.append(wrap(RANGE_SENTENCE.format(where="In brackets")))
    if assessment["none_of_these"]["flag"]:
        lines.append(wrap(NONE_FIT))
    return _section("MOST LIKELY, BY THE MODEL", lines)


def _likely_set(assessment: Item, labels: Labels) -> str:
    conditions = assessment["prediction_set"] or []
    lines = [wrap(told) for told in set_sentences(assessment, labels)]
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
            told = reasons(entry[side], labels)
            if told:
                lines.append(wrap(told, 4, f"{side}: "))
        if not entry["for"] and not entry["against"]:
            lines.append(wrap(NO_REASON, 4))
    return _section("FOR AND AGAINST", lines)


def _ask_next(assessment: Item, labels: Labels, already_asked: set[str]) -> str:
    groups = questions_left(assessment, labels, already_asked)
    return _section("ASK NEXT", list(_grouped(groups)))


def _would_change(assessment: Item, labels: Labels) -> str:
    lines = _changes(assessment, labels, assessment["would_change"], IF_ANSWERED)
    return _section("SINGLE ANSWERS THAT WOULD CHANGE IT", lines)


def _hinges_on(assessment: Item, labels: Labels) -> str:
    lines = _changes(assessment, labels, assessment["hinges_on"] or [], HAD_IT_BEEN)
    return _section("GIVEN ANSWERS THAT IT HINGES ON", lines)


def _changes(
    assessment: Item, labels: Labels, changes: list[Item], when: str
) -> list[str]:
    left = further_answers(changes)
    told = _grouped(effects(assessment, labels, changes, when))
    return [*told, *([wrap(left)] if left else [])]


def _grouped(groups: list[Effect]) -> Iterator[str]:
    """Write what is told of several questions, with the questions below it."""
    for told, questions in groups:
        yield wrap(told)
        yield from bullets(questions, 4)
