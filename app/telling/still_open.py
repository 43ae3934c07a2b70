"""What is not settled: emergencies still open, and what fired rules suspect."""

from __future__ import annotations

import streamlit as st

from app.words import TIERS, condition_name, count, label_of, plain
from pipeline.assess import Assessment
from pipeline.terms import Urgency


def show_open_emergencies(assessment: Assessment) -> None:
    """Show the emergencies that unanswered questions could still reveal."""
    rules = [
        rule for rule in assessment.undetermined if rule["urgency"] == Urgency.EMERGENCY
    ]
    st.subheader("Emergencies still open", anchor=False)
    if not rules:
        st.markdown("None: every emergency rule is decided by the answers.")
        return
    questions = list(dict.fromkeys(name for rule in rules for name in rule["ask"]))
    st.markdown(
        f"**{count(len(rules), 'emergency rule')}** cannot be decided yet; "
        f"{count(len(questions), 'question')} could still fire one."
    )
    with st.expander("The questions that close them"):
        # One piece of text: each piece would cost time at every answer.
        told = (f"**{plain(rule['name'])}**\n{_bullets(rule['ask'])}" for rule in rules)
        st.markdown("\n\n".join(told))


def _bullets(names: list[str]) -> str:
    return "\n".join(f"- {plain(label_of(name))}" for name in names)


def show_to_be_ruled_out(assessment: Assessment) -> None:
    """List what the fired rules suspect, inside and outside the conditions."""
    if not assessment.red_flags:
        return
    tiers: dict[str, Urgency] = {}
    outside: dict[str, Urgency] = {}
    # The worst rules come first, so the first tier of a suspect is its worst.
    for rule in assessment.red_flags:
        tier = Urgency(rule["urgency"])
        for condition in rule["suspects"]:
            tiers.setdefault(condition, tier)
        if rule["suspects_outside"]:
            name = f"{rule['suspects_outside']} (not among the conditions)"
            outside.setdefault(plain(name), tier)
    # In the order of the differential, as everywhere else.
    suspects = {
        plain(condition_name(entry["condition"])): tiers[entry["condition"]]
        for entry in assessment.differential
        if entry["outranks"]
    } | outside
    if not suspects:
        return
    st.subheader("To be ruled out", anchor=False)
    for tier, words in TIERS.items():
        names = [name for name, worst in suspects.items() if worst is tier]
        if names:
            st.markdown(f"{words.icon} **{words.name}:** {'; '.join(names)}")
