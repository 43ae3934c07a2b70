"""The page "Assess": the questions on the left, what follows from them on the right."""

from __future__ import annotations

import streamlit as st

from app import loaded
from app.asking import form, kept, place
from app.telling import result, take_along
from app.telling.banner import show_strip
from app.telling.interruption import interrupt_once


def show() -> None:
    """Draw the page and assess the answers anew."""
    heading, button = st.columns([5, 1], vertical_alignment="bottom")
    heading.title("Assess", anchor=False)
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
        form.ask()
        mix = place.ask()
    case = kept.case()
    assessment = loaded.assess_case(case, mix)
    with right, st.container(key="assessment"):
        result.show(assessment, case)
        take_along.show(assessment, case)
    with strip:
        show_strip(assessment, case)
    interrupt_once(assessment)
