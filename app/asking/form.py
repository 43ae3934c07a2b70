"""The questions: every one starts as not asked, and can become so again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import streamlit as st

from app.asking import body_chart, kept
from app.words import (
    ANSWER_WORDS,
    SEX_WORDS,
    care_setting_name,
    count,
    group_name,
    label_of,
    plain,
)
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.schema import Finding
from pipeline.terms import CareSetting, Sex

NOT_ASKED = "Not asked"
SECTIONS = {"history": "History", "exam": "Examination"}
NUMBER_HELP = {
    "duration_days": "6 weeks are 42 days, 3 months about 91, a year 365.",
}


def ask() -> None:
    """Show every question; a question without a selection is unknown, never absent."""
    if _ask_found():
        return
    _ask_screen()
    st.header("Where it is", anchor=False)
    body_chart.ask()
    st.header("The patient", anchor=False)
    with st.container(key="patient"):
        _ask_number("age")
        _ask_choice("sex", [item.value for item in Sex], SEX_WORDS.__getitem__)
        settings = [item.value for item in CareSetting]
        _ask_choice("care_setting", settings, care_setting_name)
        _ask_number("duration_days")
        _ask_number("pain_score")
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
            _ask_choice(finding, list(ANSWER_WORDS), ANSWER_WORDS.__getitem__)


def _ask_choice(name: str, options: list[str], in_words: Callable[[str], str]) -> None:
    """Ask for one of some words, or take the answer back."""

    def words(option: str) -> str:
        return NOT_ASKED if option == kept.NOT_ASKED else in_words(option)

    st.segmented_control(
        plain(label_of(name)),
        [*options, kept.NOT_ASKED],
        format_func=words,
        key=_shown(name),
        on_change=kept.take,
        args=(name,),
    )


def _ask_number(name: str) -> None:
    """Ask for a whole number within the range that a case allows."""
    field = load_knowledge().vocabulary.context[name]
    low, high = field.range or (None, None)
    st.number_input(
        plain(label_of(name)),
        min_value=None if low is None else int(low),
        max_value=None if high is None else int(high),
        value=None,
        step=1,
        key=_shown(name),
        placeholder="Not asked",
        help=NUMBER_HELP.get(name),
        on_change=kept.take,
        args=(name,),
    )


def _shown(name: str) -> str:
    """Let the widget of a question show the answer that is kept, and give its key."""
    key = kept.widget(name)
    if key not in st.session_state:
        st.session_state[key] = kept.patient().answers.get(name)
    return key
