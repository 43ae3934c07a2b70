"""The page "Assess": the questions on the left, what follows from them on the right."""

from __future__ import annotations

import streamlit as st

from app import loaded
from app.asking import form, kept, place
from app.telling import result

NOTICE = (
    "Research and teaching software for leg pain that seems to come from the back; "
    "not a medical device."
)


def show() -> None:
    """Draw the page and assess the answers anew."""
    heading, button = st.columns([5, 1], vertical_alignment="bottom")
    with heading:
        st.title("Lasègue", anchor=False)
        st.caption(NOTICE)
    button.button(
        "Start again",
        icon=":material/restart_alt:",
        key="start_again",
        on_click=kept.start_again,
        width="stretch",
    )
    left, right = st.columns(2, gap="large")
    with left:
        form.ask()
        mix = place.ask()
    with right, st.container(key="assessment"):
        case = kept.case()
        result.show(loaded.assess_case(case, mix), case)
