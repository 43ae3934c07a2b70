"""An assessment in a few lines, where there is no room for all of it."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from app.telling.banner import is_empty, that_could_raise
from app.telling.differential import by_probability
from app.words import (
    TIERS,
    case_mix_sentence,
    condition_name,
    count,
    percent,
    plain,
)
from pipeline.assess import Assessment
from pipeline.knowledge import load_knowledge
from pipeline.terms import Urgency

FIRST_CAUSES = 3


def tier_badge(tier: Urgency | None) -> str:
    """Write a tier as a small badge, its name in it.

    Parameters
    ----------
    tier : Urgency or None
        None when the urgency is not known.

    Returns
    -------
    str
        HTML.
    """
    if tier is None:
        return '<span class="tier tier_none">Not known</span>'
    return f'<span class="tier tier_{tier.value}">{escape(TIERS[tier].name)}</span>'


def show_urgency(assessment: Assessment) -> None:
    """Show the urgency, its meaning, who says so, and how much is still open.

    Parameters
    ----------
    assessment : Assessment
    """
    if is_empty(assessment.case):
        st.html('<p class="brief">Nothing has been asked yet.</p>')
        return
    tier = assessment.urgency
    higher = len(that_could_raise(assessment))
    so_far = "so far: " if higher else ""
    meaning = "" if tier is None else so_far + escape(TIERS[tier].meaning)
    st.html(f'<p class="brief">{tier_badge(tier)} {meaning}</p>')
    fired = [rule for rule in assessment.red_flags if rule["urgency"] == tier]
    said = {
        "red_flag": f"Because of {count(len(fired), 'red flag')}.",
        "model": "This is the model's opinion.",
        "none": "Neither a red flag nor a model says how urgent it is.",
    }[assessment.urgency_from]
    if higher:
        then = "fire" if tier is None else "raise it"
        rules = count(higher, "red-flag rule")
        said += f" {rules} still open could {then}."
    st.caption(said)


def show_first_causes(assessment: Assessment, most: int = FIRST_CAUSES) -> None:
    """List the likeliest causes; without a model there are none to list.

    Parameters
    ----------
    assessment : Assessment
    most : int, default=3
    """
    if assessment.model is None:
        st.caption("No model is loaded, so there are no probabilities.")
        return
    rows = "".join(_cause(row) for row in by_probability(assessment)[:most])
    st.html(f'<ul class="brief">{rows}</ul>')


def show_case_mix(assessment: Assessment) -> None:
    """Say for which place the probabilities are, if it is not the care setting's."""
    told = case_mix_sentence(assessment.case_mix)
    if told:
        st.caption(plain(told))


def _cause(row: dict[str, Any]) -> str:
    tier = load_knowledge().profiles[row["condition"]].tier
    serious = f" {tier_badge(tier)}" if tier > Urgency.ROUTINE else ""
    name = escape(condition_name(row["condition"]))
    return f"<li><b>{percent(row['probability'])}</b> {name}{serious}</li>"
