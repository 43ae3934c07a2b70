"""Why: what each leading cause is, what speaks for and against it, what to do."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.telling.differential import percent_range
from app.words import ANSWER_WORDS, TIERS, condition_name, label_of, percent, plain
from pipeline.assess import Assessment
from pipeline.knowledge import load_knowledge
from pipeline.terms import Urgency

MOST_EXPLAINED = 3
LEAST_EXPLAINED = 0.05


def show_reasons(assessment: Assessment) -> None:
    """Show why each leading cause is where it is."""
    ranked = {entry["condition"]: entry for entry in assessment.differential}
    told = [
        item
        for item in assessment.why or []
        if _deserves_reasons(ranked[item["condition"]])
    ]
    if not told:
        return
    st.subheader("Why these", anchor=False)
    for item in told[:MOST_EXPLAINED]:
        _show_cause(item, ranked[item["condition"]], assessment.syndromes)


def _deserves_reasons(entry: dict[str, Any]) -> bool:
    return bool(entry["outranks"]) or entry["probability"] >= LEAST_EXPLAINED


def _show_cause(
    item: dict[str, Any], entry: dict[str, Any], kinds: list[dict[str, Any]]
) -> None:
    condition = item["condition"]
    profile = load_knowledge().profiles[condition]
    chance = percent(entry["probability"])
    if entry["low"] is not None:
        chance = f"{chance}, range {percent_range(entry['low'], entry['high'])}"
    lines = [f"**{plain(condition_name(condition))}** ({chance})"]
    for side, title in (("for", "Speaks for it"), ("against", "Speaks against it")):
        if item[side]:
            lines.append(f"- {title}: {'; '.join(map(_reason, item[side]))}")
    if not item["for"] and not item["against"]:
        lines.append("- No answer so far moves it either way: it is common.")
    st.markdown("\n".join(lines))
    with st.expander(f"What it is: {condition_name(condition)}"):
        st.markdown(plain(profile.mechanism))
        st.markdown(f"**Course.** {plain(profile.course)}")
        steps = "\n".join(f"- {plain(_sentence(step))}" for step in profile.next_steps)
        st.markdown(f"**If it is this.**\n{steps}")
        names = [kind["name"] for kind in kinds if kind["id"] in profile.syndromes]
        words = TIERS[Urgency(profile.tier)]
        st.caption(
            f"Kind of pain: {plain('; '.join(names)) or 'none of the five'}. Its "
            f"own urgency: {words.name.lower()}, {words.meaning}."
        )


def _sentence(step: str) -> str:
    return f"{step[:1].upper()}{step[1:]}"


def _reason(reason: dict[str, Any]) -> str:
    """Write one answer, with the answer itself first: a No is easily overlooked."""
    word = ANSWER_WORDS[reason["answer"]]
    return f"**{word}** to “{plain(label_of(reason['finding']))}”"
