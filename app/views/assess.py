"""The page "Assess": the questions on the left, what follows from them on the right."""

from __future__ import annotations

import streamlit as st

from app import loaded
from app.asking import form, kept, pin, place
from app.telling import result, take_along
from app.telling.banner import show_strip
from app.telling.interruption import interrupt_once


def show() -> None:
    """Draw the page and assess the answers anew."""
    heading, pinning, button = st.columns([4, 1, 1], vertical_alignment="bottom")
    heading.title("Assess", anchor=False)
    with pinning:
        pin.show_button()
    button.button(
        "Start again",
        icon=":material/restart_alt:",
        key="start_again",
        on_click=kept.start_again,
        width="stretch",
    )
    strip = st.container(key="strip")
    left, right = st.columns([11, 12], gap="large")
    with left:
        questions = st.container()
        mix = place.ask()
    # Answers are taken over before the page is drawn: what follows from them is drawn
    # first, so that nobody waits for the questions to be drawn again.
    case = kept.case()
    assessment = loaded.assess_case(case, mix)
    with strip:
        show_strip(assessment, case)
    with right, st.container(key="assessment"):
        result.show(assessment, case)
        take_along.show(assessment, case)
    with questions:
        form.ask()
    interrupt_once(assessment)
