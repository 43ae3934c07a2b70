"""The page "Assess": the questions on the left, what follows from them on the right."""

from __future__ import annotations

import streamlit as st

from app import case_mix, form, result
from pipeline.assess import assess

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
        on_click=form.start_again,
        width="stretch",
    )
    left, right = st.columns(2, gap="large")
    with left:
        case = form.ask()
        mix = case_mix.ask()
    with right, st.container(key="assessment"):
        result.show(assess(case, case_mix=mix), case)
