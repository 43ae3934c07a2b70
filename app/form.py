"""The questions: every one starts as not asked, and can become so again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import streamlit as st

from app.words import (
    ANSWER_WORDS,
    SEX_WORDS,
    care_setting_name,
    group_name,
    label_of,
    plain,
)
from pipeline.cases import CONTEXT_FIELDS, Case
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.schema import Finding
from pipeline.terms import Answer, CareSetting, Sex

SECTIONS = {"history": "History", "exam": "Examination"}
NUMBER_HELP = {
    "duration_days": "6 weeks are 42 days, 3 months about 91, a year 365.",
}


def ask() -> Case:
    """Show every question and give the case that the answers make.

    Returns
    -------
    Case
        A question without a selection is unknown in it, never absent.
    """
    findings = _ask_screen()
    st.header("The patient", anchor=False)
    with st.container(key="patient"):
        age = _ask_number("age")
        sex = _ask_choice("sex", [item.value for item in Sex], SEX_WORDS.__getitem__)
        settings = [item.value for item in CareSetting]
        care_setting = _ask_choice("care_setting", settings, care_setting_name)
        duration_days = _ask_number("duration_days")
        pain_score = _ask_number("pain_score")
    for source, title in SECTIONS.items():
        findings |= _ask_section(source, title)
    return Case(
        age=age,
        sex=Sex(sex) if sex else None,
        care_setting=CareSetting(care_setting) if care_setting else None,
        duration_days=duration_days,
        pain_score=pain_score,
        findings={key: Answer(word) for key, word in findings.items() if word},
    )


def start_again() -> None:
    """Make every question not asked."""
    for name in (*CONTEXT_FIELDS, *load_knowledge().finding_ids):
        st.session_state[name] = None


def _ask_screen() -> dict[str, str | None]:
    """Ask the red-flag questions, in the open, and say how many were asked."""
    st.header("Red-flag screen", anchor=False)
    progress = st.empty()
    answers: dict[str, str | None] = {}
    for group, findings in _groups(lambda finding: finding.is_screen):
        st.subheader(group_name(group), anchor=False)
        answers |= _ask_findings(group, findings)
    asked = sum(answer is not None for answer in answers.values())
    progress.caption(
        f"{asked} of {len(answers)} asked. Without a selection a question counts as "
        "not asked; select an answer again to clear it."
    )
    return answers


def _ask_section(source: str, title: str) -> dict[str, str | None]:
    """Ask what is left of one source, each group folded away."""

    def belongs(finding: Finding) -> bool:
        return finding.source == source and not finding.is_screen

    st.header(title, anchor=False)
    answers: dict[str, str | None] = {}
    for group, findings in _groups(belongs):
        with st.expander(group_name(group)):
            answers |= _ask_findings(f"{source}_{group}", findings)
    return answers


def _groups(
    belongs: Callable[[Finding], bool],
) -> Iterator[tuple[str, list[str]]]:
    """Walk the groups of findings.yaml that hold a finding that belongs."""
    for group, findings in load_knowledge().vocabulary.groups.items():
        chosen = [key for key, finding in findings.items() if belongs(finding)]
        if chosen:
            yield group, chosen


def _ask_findings(place: str, findings: Iterable[str]) -> dict[str, str | None]:
    with st.container(key=f"questions_{place}", gap="small"):
        return {
            finding: _ask_choice(finding, list(ANSWER_WORDS), ANSWER_WORDS.__getitem__)
            for finding in findings
        }


def _ask_choice(
    name: str, options: list[str], in_words: Callable[[str], str]
) -> str | None:
    """Ask for one of some words; selecting it again clears it."""
    return st.segmented_control(
        plain(label_of(name)), options, format_func=in_words, key=name
    )


def _ask_number(name: str) -> int | None:
    """Ask for a whole number within the range that a case allows."""
    field = load_knowledge().vocabulary.context[name]
    low, high = field.range or (None, None)
    return st.number_input(
        plain(label_of(name)),
        min_value=None if low is None else int(low),
        max_value=None if high is None else int(high),
        value=None,
        step=1,
        key=name,
        placeholder="Not asked",
        help=NUMBER_HELP.get(name),
    )
