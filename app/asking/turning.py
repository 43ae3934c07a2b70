"""A few answers to turn: those on which most hangs first, any other by search."""

from __future__ import annotations

import streamlit as st

from app.asking import kept, question
from app.asking.pin import differing
from app.words import label_of
from pipeline.assess import Assessment
from pipeline.cases import CONTEXT_FIELDS
from pipeline.knowledge import load_knowledge

ADDED = "turning_added"
MOST_OFFERED = 8


def ask(pinned: kept.Answers, then: Assessment) -> None:
    """Offer answers to turn.

    Which are offered follows from the pinned version alone, so that no question moves
    away while it is answered.

    Parameters
    ----------
    pinned : dict
    then : Assessment
        Of the pinned answers.
    """
    st.header("Change an answer", anchor=False)
    every = [*CONTEXT_FIELDS, *load_knowledge().finding_ids]
    added = st.multiselect(
        "Find a question",
        every,
        format_func=label_of,
        key=ADDED,
        placeholder="Type a word of it",
    )
    groups = {
        "Found": added,
        "Known, and much hangs on it": _hinges(then),
        "Not asked, and could change it": _opens(then),
        "Also changed": differing(pinned, kept.patient().answers),
    }
    shown: set[str] = set()
    for title, names in groups.items():
        _ask_group(title, [name for name in names if name not in shown])
        shown.update(names)


def _ask_group(title: str, names: list[str]) -> None:
    if not names:
        return
    st.subheader(title, anchor=False)
    with st.container(key=f"questions_{title.replace(' ', '_')}", gap="small"):
        for name in names:
            question.ask(name)


def _hinges(assessment: Assessment) -> list[str]:
    """Name known answers that, were they otherwise, would change the result."""
    entries = assessment.hinges_on or []
    return [*dict.fromkeys(entry["finding"] for entry in entries)][:MOST_OFFERED]


def _opens(assessment: Assessment) -> list[str]:
    """Name open questions of which a single answer would change the result."""
    entries = assessment.would_change
    return [*dict.fromkeys(entry["finding"] for entry in entries)][:MOST_OFFERED]
