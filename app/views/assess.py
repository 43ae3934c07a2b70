"""The page "Assess": the questions on the left, what follows from them on the right."""

from __future__ import annotations

import streamlit as st

from app import loaded
from app.asking import form, kept, pin, place
from app.telling import banner, pieces, result, take_along
from app.telling.interruption import interrupt_once


def show() -> None:
    """Draw the page and assess the answers anew."""
    # A row rather than columns: the buttons share a line on a phone, too.
    heading = st.container(key="heading", horizontal=True, vertical_alignment="bottom")
    strip = st.container(key="strip")
    left, right = st.columns([11, 12], gap="large")
    with left:
        questions = st.container(key="form")
        mix = place.ask()
    # Answers are taken over before the page is drawn: what follows from them is drawn
    # first, so that nobody waits for the questions to be drawn again.
    case = kept.case()
    # Of a patient of whom nothing is known the model has nothing to say, and the first
    # page does not wait for it.
    empty = banner.is_empty(case)
    assessment = loaded.rules_alone(case) if empty else loaded.assess_case(case, mix)
    with strip:
        pieces.show(banner.strip(assessment, case))
    with right, st.container(key="assessment"):
        result.show(assessment, case)
    with heading:
        st.title("Assess", anchor=False)
        take_along.show(assessment, case)
        pin.show_button()
        st.button(
            "Start again",
            icon=":material/restart_alt:",
            key="start_again",
            on_click=kept.start_again,
        )
    with questions:
        form.ask()
    interrupt_once(assessment)
