"""Which single answers would change the result: open ones, and given ones."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.telling.differential import by_probability
from app.words import ANSWER_WORDS, TIERS, condition_name, count, label_of, plain
from pipeline.assess import Assessment
from pipeline.terms import Answer, Urgency

MOST_CHANGES = 8


def show_changes(assessment: Assessment) -> None:
    """Show the single answers that would change the urgency or the leading cause."""
    opened, given = assessment.would_change, assessment.hinges_on or []
    if not opened and not given:
        return
    leading = None
    if assessment.model is not None:
        leading = by_probability(assessment)[0]["condition"]
    st.subheader("What would change it", anchor=False)
    if opened:
        st.markdown("**Not asked yet.** It would become")
        _show(opened, assessment.urgency, leading)
    if given:
        st.markdown("**Already answered.** The result hinges on these; it would be")
        _show(given, assessment.urgency, leading)


def _show(
    entries: list[dict[str, Any]], urgency: Urgency | None, leading: str | None
) -> None:
    st.markdown(
        "\n".join(_change(entry, urgency, leading) for entry in entries[:MOST_CHANGES])
    )
    if len(entries) > MOST_CHANGES:
        st.caption(f"And {count(len(entries) - MOST_CHANGES, 'further answer')}.")


def _change(entry: dict[str, Any], urgency: Urgency | None, leading: str | None) -> str:
    then = []
    if urgency is None or entry["urgency"] != urgency:
        words = TIERS[Urgency(entry["urgency"])]
        then.append(f"{words.icon} **{words.name}**")
    if entry["top_condition"] != leading:
        then.append(f"**{plain(condition_name(entry['top_condition']))}** likeliest")
    question = f"“{plain(label_of(entry['finding']))}”"
    if entry["answer"] == Answer.UNKNOWN:
        return f"- {', '.join(then)} if {question} had **not been asked**"
    return f"- {', '.join(then)} if **{ANSWER_WORDS[entry['answer']]}** to {question}"
