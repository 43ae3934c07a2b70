"""What is not settled: emergencies still open, and what fired rules suspect."""

from __future__ import annotations

import streamlit as st

from app.telling import pieces
from app.words import TIERS, condition_name, count
from pipeline.assess import Assessment
from pipeline.terms import Urgency

OPENED = "fold_closing_questions"


def show_open_emergencies(assessment: Assessment, *before: str) -> None:
    """Show the emergencies that unanswered questions could still reveal.

    Parameters
    ----------
    assessment : Assessment
    *before : str
        HTML to be drawn with it, before it.
    """
    rules = [
        rule for rule in assessment.undetermined if rule["urgency"] == Urgency.EMERGENCY
    ]
    questions = {name for rule in rules for name in rule["ask"]}
    told = pieces.written(
        "open_emergencies",
        rules=count(len(rules), "emergency rule") if rules else "",
        questions=count(len(questions), "question"),
    )
    pieces.show(*before, told)
    if not rules:
        return
    # Its content changes with the answers, and it stays as open as it was.
    fold = st.expander("The questions that close them", key=OPENED, on_change="rerun")
    if fold.open:
        with fold:
            pieces.show(pieces.written("closing_questions", rules=rules))


def to_be_ruled_out(assessment: Assessment) -> str:
    """Write what the fired rules suspect, inside and outside the conditions.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    str
        HTML; nothing if they suspect nothing.
    """
    tiers: dict[str, Urgency] = {}
    outside: dict[str, Urgency] = {}
    # The worst rules come first, so the first tier of a suspect is its worst.
    for rule in assessment.red_flags:
        tier = Urgency(rule["urgency"])
        for condition in rule["suspects"]:
            tiers.setdefault(condition, tier)
        if rule["suspects_outside"]:
            name = f"{rule['suspects_outside']} (not among the conditions)"
            outside.setdefault(name, tier)
    # In the order of the differential, as everywhere else.
    suspects = {
        condition_name(entry["condition"]): tiers[entry["condition"]]
        for entry in assessment.differential
        if entry["outranks"]
    } | outside
    if not suspects:
        return ""
    by_tier = {
        tier: [name for name, worst in suspects.items() if worst is tier]
        for tier in TIERS
    }
    told = [(tier, names) for tier, names in by_tier.items() if names]
    return pieces.written("to_be_ruled_out", suspects=told)
