"""The page "Compare": a pinned version of the patient beside the present one."""

from __future__ import annotations

import streamlit as st

from app import loaded
from app.asking import kept, pin, place, turning
from app.telling import brief, comparison
from app.views import links
from app.words import count


def show() -> None:
    """Draw both versions, or say how a version is pinned."""
    st.title("Compare", anchor=False)
    st.caption("What if an answer were otherwise? Two versions of one patient.")
    who = kept.patient()
    if who.pinned is None:
        _show_nothing_pinned()
        return
    mix = place.chosen()
    then = loaded.assess_case(kept.case_of(who.pinned), mix)
    _show_buttons()
    now = loaded.assess_case(kept.case(), mix)
    told, control = st.columns([3, 2], gap="large")
    with control:
        turning.ask(who.pinned, then)
    with told:
        comparison.show_answers(who.pinned, who.answers)
        for column, title, version in zip(
            st.columns(2), ("Pinned", "Now"), (then, now), strict=True
        ):
            with column.container(border=True):
                st.subheader(title, anchor=False)
                brief.show_urgency(version)
        if pin.differing(who.pinned, who.answers):
            comparison.show_emergencies(then, now)
            comparison.show_causes(then, now)
        else:
            st.subheader("Likeliest causes of both", anchor=False)
            brief.show_first_causes(now)
        brief.show_case_mix(now)


def _show_nothing_pinned() -> None:
    """Say how a version is pinned; with answers it can be done right here."""
    with st.container(border=True):
        st.header("Nothing is pinned yet", anchor=False)
        st.markdown(
            "Pin the answers as they are, then change some of them: this page shows "
            "beside each other what follows from both versions."
        )
        if kept.patient().answers:
            known = count(len(kept.patient().answers), "answer")
            st.caption(f"Known at present: {known}.")
            pin.show_button()
        else:
            st.caption("No answers are known yet. Begin with a patient in Assess.")
        links.show_link_to_assess("Go to Assess")


def _show_buttons() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Swap the two",
            icon=":material/swap_horiz:",
            key="swap",
            on_click=pin.swap,
        )
        st.button(
            "Pin the present answers instead",
            icon=":material/push_pin:",
            key="pin_again",
            on_click=pin.pin,
        )
        st.button("Unpin", icon=":material/close:", key="unpin", on_click=pin.unpin)
        links.show_link_to_assess("Open the present answers in Assess")
