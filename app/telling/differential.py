"""What may be the cause: every condition with its probability and its interval."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from app.words import (
    TIERS,
    case_mix_sentence,
    condition_name,
    in_times,
    percent,
    plain,
)
from pipeline.assess import Assessment
from pipeline.knowledge import load_knowledge
from pipeline.terms import Urgency

MOST_ROWS = 8
MOST_NAMED = 8
DIGEST_CHARACTERS = 8
HEAD = (
    '<thead><tr><th scope="col">Cause</th><th scope="col">Probability</th>'
    '<th scope="col"><span class="hidden">As a bar</span></th>'
    '<th scope="col">Plausible range</th></tr></thead>'
)


def show_most_likely(assessment: Assessment) -> None:
    """Show the likeliest causes, their kinds, and how far they reach."""
    st.subheader("Most likely", anchor=False)
    _warn_of_none_of_these(assessment)
    ranked = by_probability(assessment)
    st.html(table(ranked[:MOST_ROWS]))
    others = ranked[MOST_ROWS:]
    rest = percent(sum(entry["probability"] for entry in others))
    st.caption(
        "Probability: of 100 patients with these answers, so many would have each "
        f"cause; the other {len(others)} conditions together {rest}. Plausible range: "
        "where it could lie, given how much the published figures leave open."
    )
    _show_prediction_set(assessment)
    kinds = "; ".join(
        f"{plain(kind['name'])} **{percent(kind['probability'])}**"
        for kind in assessment.syndromes
    )
    st.markdown(f"**Kinds of pain** (they may overlap): {kinds}.")


def by_probability(assessment: Assessment) -> list[dict[str, Any]]:
    """Give the entries of the differential, the most probable first."""
    return sorted(
        assessment.differential, key=lambda entry: -float(entry["probability"])
    )


def table(entries: list[dict[str, Any]]) -> str:
    """Write entries of the differential as a table with bars.

    Parameters
    ----------
    entries : list of dict
        As `Assessment.differential` gives them, with probabilities.

    Returns
    -------
    str
        HTML; all that a bar shows stands beside it in figures.
    """
    top = max((_reach(entry) for entry in entries), default=1.0)
    rows = "".join(_row(entry, top) for entry in entries)
    caption = '<caption class="hidden">The likeliest causes</caption>'
    return f'<table class="causes">{caption}{HEAD}<tbody>{rows}</tbody></table>'


def _reach(entry: dict[str, Any]) -> float:
    high = entry["high"]
    return float(entry["probability"] if high is None else high)


def _row(entry: dict[str, Any], top: float) -> str:
    tier = load_knowledge().profiles[entry["condition"]].tier
    name = escape(condition_name(entry["condition"]))
    badge = ""
    if tier > Urgency.ROUTINE:
        word = escape(TIERS[tier].name)
        badge = f' <span class="tier tier_{tier.value}">{word}</span>'
    low, high = entry["low"], entry["high"]
    interval = "not known" if low is None else percent_range(low, high)
    return (
        f'<tr><th scope="row">{name}{badge}</th>'
        f"<td>{percent(entry['probability'])}</td>"
        f'<td aria-hidden="true">{_bar(entry, top)}</td><td>{interval}</td></tr>'
    )


def _bar(entry: dict[str, Any], top: float) -> str:
    """Draw a probability as a bar, and its interval as a line across the end of it."""

    def wide(share: float) -> str:
        return f"{100 * share / top:.1f}%"

    bar = f'<span class="bar" style="width:{wide(entry["probability"])}"></span>'
    if entry["low"] is None:
        return f'<div class="track">{bar}</div>'
    left, width = wide(entry["low"]), wide(entry["high"] - entry["low"])
    line = f'<span class="range" style="left:{left};width:{width}"></span>'
    return f'<div class="track">{bar}{line}</div>'


def percent_range(low: float, high: float) -> str:
    """Write an interval in whole percent.

    Examples
    --------
    >>> percent_range(0.124, 0.383), percent_range(0.0001, 0.002)
    ('12–38%', 'under 1%')
    >>> percent_range(0.002, 0.12), percent_range(0.9, 0.9991)
    ('under 1 to 12%', '90 to over 99%')
    """
    first, last = percent(low), percent(high)
    if first == last:
        return first
    first = first.removesuffix("%")
    plain_numbers = first.isdecimal() and last[0].isdecimal()
    return f"{first}–{last}" if plain_numbers else f"{first} to {last}"


def _warn_of_none_of_these(assessment: Assessment) -> None:
    if assessment.none_of_these["flag"]:
        st.warning(
            "These answers fit none of the 28 conditions well. The cause may be one "
            "that is not among them: read the list with care, and look further.",
            icon=":material/search_off:",
        )


def _show_prediction_set(assessment: Assessment) -> None:
    """Say in plain words among which causes the answer nearly always is."""
    names = [plain(condition_name(key)) for key in assessment.prediction_set or []]
    if not names or assessment.coverage is None:
        return
    serious = ""
    if assessment.emergency_coverage is not None:
        share = in_times(assessment.emergency_coverage)
        serious = f" ({share} if it is an emergency)"
    times = f"**{in_times(assessment.coverage)} times{serious}** the cause is"
    if len(names) == 1:
        st.markdown(f"{times} the first one: {names[0]}.")
    elif len(names) <= MOST_NAMED:
        st.markdown(f"{times} among these {len(names)}: {'; '.join(names)}.")
    else:
        of_all = f"{len(names)} of the {len(assessment.differential)} conditions"
        st.markdown(f"{times} among {of_all}: they are not narrowed down yet.")


def show_no_model(assessment: Assessment) -> None:
    """Say calmly that there are no probabilities, and why."""
    st.info(
        "No model is loaded, so only the red flags are shown. Probabilities of the "
        "causes cannot be given.",
        icon=":material/info:",
    )
    if assessment.model_fault:
        with st.expander("Why there is no model"):
            st.text(assessment.model_fault)


def show_origin(assessment: Assessment) -> None:
    """Say which model and which knowledge the figures come from."""
    if assessment.model is None:
        return
    digest = assessment.model["digest"][:DIGEST_CHARACTERS]
    known = assessment.knowledge["digest"][:DIGEST_CHARACTERS]
    version = plain(assessment.model["version"])
    mix = case_mix_sentence(assessment.case_mix)
    st.caption(
        f"Model {version} ({digest}), trained on cases generated from published "
        f"figures; knowledge {known}.{mix}"
    )
