"""A real patient from the literature as an example."""

from __future__ import annotations

import random

import streamlit as st

from app import loaded
from app.asking import guess
from app.telling import story, verdict
from app.views import links
from app.whole import whole
from pipeline.cases.published import PublishedCase, read_published
from pipeline.errors import PipelineError

NUMBER = "published_number"
# In the file they stand by cause, which would give the answer away.
_ORDER = 7


@st.cache_data
def _patients() -> list[PublishedCase]:
    """Read the patients, always in the same order and never by cause."""
    patients = read_published()
    random.Random(_ORDER).shuffle(patients)  # noqa: S311 - no secret
    return patients


def show() -> None:
    """Draw a patient, ask for a guess, and then show what was found."""
    try:
        patients = _patients()
    except PipelineError as error:
        st.error("The published patients cannot be read.", icon=":material/error:")
        for fault in error.faults:
            st.text(str(fault))
        return
    number = _choose(patients)
    item = patients[number]
    name = f"published_{number}"
    left, right = st.columns(2, gap="large")
    with left:
        story.show(item.case)
    with right:
        made = guess.guesses().get(name)
        if made is None:
            st.header("Your guess", anchor=False)
            guess.ask(name, with_urgency=True)
            return
        assessment = loaded.assess_case(item.case)
        verdict.judge(made, item, assessment)
        verdict.show_found(item)
        verdict.show_guess(made, assessment, item.condition)
        verdict.show_said(item, assessment)
        links.offer_in_assess(item.case, key=f"open_{name}")


def _choose(patients: list[PublishedCase]) -> int:
    """Ask which patient; the names say nothing of the cause."""

    def in_words(number: int) -> str:
        return f"{number + 1} of {len(patients)}: {story.person(patients[number].case)}"

    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Patient",
            range(len(patients)),
            format_func=in_words,
            key=NUMBER,
        )
        st.button(
            "Next patient",
            icon=":material/arrow_forward:",
            key="next_published",
            on_click=_go_on,
            args=(len(patients),),
        )
    return int(chosen)


@whole
def _go_on(n: int) -> None:
    st.session_state[NUMBER] = (st.session_state[NUMBER] + 1) % n
