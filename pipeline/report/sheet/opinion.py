"""What the model adds to the rules, as the sheet says it."""

from __future__ import annotations

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
    nothing_to_ask,
    questions_left,
    reasons,
    set_sentences,
)
from pipeline.report.words import MISSING, plural, short_tier, whole_percent

MOST_LIKELY = 8
MOST_EXPLAINED = 3
MOST_REASONS = 4
MOST_IN_SET = 8
MOST_ASKED = 5
MOST_CHANGES = 3
Item = dict[str, Any]


def opinion(assessment: Item, labels: Labels, already_asked: set[str]) -> Item:
    """Give the sections on causes, reasons, questions and changes.

    Parameters
    ----------
    assessment : dict
        As `Assessment.to_dict()` gives it.
    labels : Labels
    already_asked : set of str
        Questions that the sheet has asked before; they are not asked again.

    Returns
    -------
    dict
        `likely`, `reasons`, `ask_next`, `changes`, `hinges`; empty where
        nothing can be said.
    """
    would_change, hinges_on = assessment["would_change"], assessment["hinges_on"] or []
    asked = questions_left(assessment, labels, already_asked, MOST_ASKED)
    return {
        "likely": _likely(assessment, labels),
        "reasons": _reasons(assessment, labels),
        "ask_next": {
            "groups": _groups(asked),
            "more": "",
            "told": nothing_to_ask(assessment),
        },
        "changes": _changes(assessment, labels, would_change, IF_ANSWERED),
        "hinges": _changes(assessment, labels, hinges_on, HAD_IT_BEEN),
    }


def _changes(assessment: Item, labels: Labels, changes: list[Item], when: str) -> Item:
    """Tell what single answers would bring."""
    return {
        "groups": _groups(effects(assessment, labels, changes, when, MOST_CHANGES)),
        "more": further_answers(changes, MOST_CHANGES),
    }


def _likely(assessment: Item, labels: Labels) -> Item:
    """Tell the likeliest causes and the set, or that there is no model."""
    if assessment["model"] is None:
        return {"rows": [], "rest": "", "notes": [NO_MODEL], "warning": ""}
    ranked = by_probability(assessment)
    shown = ranked[:MOST_LIKELY]
    notes = set_sentences(assessment, labels, MOST_IN_SET)
    if any(map(interval, shown)):
        notes.append(RANGE_SENTENCE.format(where="Beside it"))
    rest = sum(entry["probability"] for entry in ranked[MOST_LIKELY:])
    return {
        "rows": [_row(entry, labels) for entry in shown],
        "rest": f"The other {plural(len(ranked) - len(shown), 'condition')} together:"
        f" {whole_percent(rest)}.",
        "notes": notes,
        "warning": NONE_FIT if assessment["none_of_these"]["flag"] else "",
    }


def _row(entry: Item, labels: Labels) -> Item:
    return {
        "name": labels.condition(entry["condition"]),
        "probability": whole_percent(entry["probability"]),
        "interval": interval(entry) or MISSING,
        "tier": short_tier(labels.tier(entry["condition"])),
    }


def _reasons(assessment: Item, labels: Labels) -> list[Item]:
    """Tell the answers for and against the first conditions."""
    told = []
    for entry in (assessment["why"] or [])[:MOST_EXPLAINED]:
        sides = {
            side: reasons(entry[side][:MOST_REASONS], labels)
            for side in ("for", "against")
        }
        told.append(
            {
                "name": labels.condition(entry["condition"]),
                **sides,
                "none": "" if any(sides.values()) else NO_REASON,
            }
        )
    return told


def _groups(groups: list[Effect]) -> list[Item]:
    return [{"told": told, "questions": questions} for told, questions in groups]
