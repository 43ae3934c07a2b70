"""The questions: every one starts as not asked, and can become so again."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator

import streamlit as st

from app.asking import body_chart, kept, question
from app.words import count, group_name
from pipeline.cases import CONTEXT_FIELDS
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.schema import Finding

OPENED = "opened_groups"
SECTIONS = {"history": "History", "exam": "Examination"}


def ask() -> None:
    """Show every question; a question without a selection is unknown, never absent."""
    if _ask_found():
        return
    _ask_screen()
    st.header("Where it is", anchor=False)
    body_chart.ask()
    st.header("The patient", anchor=False)
    with st.container(key="patient"):
        for field in CONTEXT_FIELDS:
            question.ask(field)
    for source, title in SECTIONS.items():
        _ask_section(source, title)


def _ask_found() -> bool:
    """Let a question be searched for; show only those found, if any are sought."""
    sought = st.text_input(
        "Find a question",
        key="sought",
        placeholder="Find a question: fever, knee reflex, bladder …",
        label_visibility="collapsed",
        icon=":material/search:",
    )
    words = sought.casefold().split()
    if not words:
        return False
    findings = load_knowledge().findings
    found = [
        name
        for name, finding in findings.items()
        if all(word in finding.label.casefold() for word in words)
    ]
    st.caption(f"{count(len(found), 'question')} with these words.")
    with st.container(key="questions_found", gap=None):
        for finding in found:
            question.ask(finding)
    return True


def _ask_screen() -> None:
    """Ask the red-flag questions first, and say how many were asked."""
    st.header("Red-flag screen", anchor=False)
    groups = dict(_groups(lambda finding: finding.is_screen))
    asked, of_all = _counts(itertools.chain.from_iterable(groups.values()))
    st.caption(
        f"{asked} of {of_all} asked. Nothing is answered beforehand: what has no "
        "answer counts as not asked, never as no."
    )
    _ask_groups("screen", "Groups of the red-flag screen", groups, next(iter(groups)))


def _ask_section(source: str, title: str) -> None:
    """Ask what is left of one source."""

    def belongs(finding: Finding) -> bool:
        return finding.source == source and not finding.is_screen

    st.header(title, anchor=False)
    _ask_groups(source, f"Groups of the {title.lower()}", dict(_groups(belongs)))


def _ask_groups(
    place: str, name: str, groups: dict[str, list[str]], *unfolded: str
) -> None:
    """Offer groups of questions, and ask those that somebody has opened.

    One control opens and closes them all, and what is closed is not drawn: a fold for
    each would cost more time at every answer than the questions themselves.
    """
    key = f"groups_{place}"
    known = st.session_state.setdefault(OPENED, {})
    # Streamlit forgets what is open while a question is searched for.
    st.session_state.setdefault(key, known.get(place, list(unfolded)))
    opened = known[place] = st.pills(
        name,
        list(groups),
        selection_mode="multi",
        # Always the same words: what a browser sends that has not drawn new ones yet
        # would be taken for nothing opened.
        format_func=group_name,
        key=key,
        label_visibility="collapsed",
    )
    for group, findings in groups.items():
        if group in opened:
            with st.container(border=True, key=f"questions_{place}_{group}", gap=None):
                asked, of_all = _counts(findings)
                name = f"{group_name(group)} · {asked} of {of_all} asked"
                st.subheader(name, anchor=False)
                for finding in findings:
                    question.ask(finding)


def _counts(findings: Iterable[str]) -> tuple[int, int]:
    """Count the questions that are answered, and all."""
    known = kept.patient().answers
    answered = [finding in known for finding in findings]
    return sum(answered), len(answered)


def _groups(
    belongs: Callable[[Finding], bool],
) -> Iterator[tuple[str, list[str]]]:
    """Walk the groups of findings.yaml that hold a finding that belongs."""
    for group, findings in load_knowledge().vocabulary.groups.items():
        chosen = [key for key, finding in findings.items() if belongs(finding)]
        if chosen:
            yield group, chosen
