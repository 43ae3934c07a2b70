"""The questions: every one starts as not asked, and can become so again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import streamlit as st

from app.asking import body_chart, kept, question
from app.words import count, group_name
from pipeline.cases import CONTEXT_FIELDS
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.schema import Finding

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
    _ask_findings("found", found)
    return True


def _ask_screen() -> None:
    """Ask the red-flag questions first, and say how many were asked."""
    st.header("Red-flag screen", anchor=False)
    groups = list(_groups(lambda finding: finding.is_screen))
    known = kept.patient().answers
    asked = [finding in known for _, findings in groups for finding in findings]
    st.caption(
        f"{sum(asked)} of {len(asked)} asked. Nothing is answered beforehand: what has "
        "no answer counts as not asked, never as no."
    )
    for i, (group, findings) in enumerate(groups):
        _ask_folded(f"screen_{group}", group_name(group), findings, unfolded=i == 0)


def _ask_section(source: str, title: str) -> None:
    """Ask what is left of one source."""

    def belongs(finding: Finding) -> bool:
        return finding.source == source and not finding.is_screen

    st.header(title, anchor=False)
    for group, findings in _groups(belongs):
        _ask_folded(f"{source}_{group}", group_name(group), findings)


def _ask_folded(
    place: str, title: str, findings: list[str], unfolded: bool = False
) -> None:
    """Ask a group of questions, folded away until somebody opens it."""
    known = kept.patient().answers
    asked = sum(finding in known for finding in findings)
    told = f"{title} · {asked} of {len(findings)} asked"
    key = f"fold_{place}"
    # With another number in its title it is another fold: as open as the one before.
    st.session_state[key] = st.session_state.get(key, unfolded)
    fold = st.expander(told, unfolded, key=key, on_change="rerun")
    # What is folded away costs no time to draw.
    if fold.open:
        with fold:
            _ask_findings(place, findings)


def _groups(
    belongs: Callable[[Finding], bool],
) -> Iterator[tuple[str, list[str]]]:
    """Walk the groups of findings.yaml that hold a finding that belongs."""
    for group, findings in load_knowledge().vocabulary.groups.items():
        chosen = [key for key, finding in findings.items() if belongs(finding)]
        if chosen:
            yield group, chosen


def _ask_findings(place: str, findings: Iterable[str]) -> None:
    with st.container(key=f"questions_{place}", gap="small"):
        for finding in findings:
            question.ask(finding)
