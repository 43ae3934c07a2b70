"""What may be the cause: every condition with its probability and its interval."""

from __future__ import annotations

from typing import Any

import streamlit as st
from markupsafe import Markup

from app.telling import pieces
from app.words import (
    case_mix_sentence,
    condition_name,
    in_times,
    percent,
)
from pipeline.assess import Assessment
from pipeline.knowledge import load_knowledge
from pipeline.terms import Urgency

MOST_ROWS = 8
MOST_NAMED = 8
DIGEST_CHARACTERS = 8


def most_likely(assessment: Assessment) -> str:
    """Write the likeliest causes, their kinds, and how far they reach.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    str
        HTML.
    """
    ranked = by_probability(assessment)
    others = ranked[MOST_ROWS:]
    return pieces.written(
        "most_likely",
        rows=_rows(ranked[:MOST_ROWS]),
        n_others=len(others),
        others=percent(sum(entry["probability"] for entry in others)),
        prediction_set=_prediction_set(assessment),
        kinds=assessment.syndromes,
    )


def by_probability(assessment: Assessment) -> list[dict[str, Any]]:
    """Give the entries of the differential, the most probable first."""
    return sorted(
        assessment.differential, key=lambda entry: -float(entry["probability"])
    )


def _rows(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give name, figures and bar of each; the line across a bar is its interval."""
    top = max((_reach(entry) for entry in entries), default=1.0)

    def wide(share: float) -> str:
        return f"{100 * share / top:.1f}%"

    rows = []
    for entry in entries:
        tier = load_knowledge().profiles[entry["condition"]].tier
        low, high = entry["low"], entry["high"]
        rows.append(
            {
                "name": condition_name(entry["condition"]),
                "tier": tier if tier > Urgency.ROUTINE else None,
                "probability": percent(entry["probability"]),
                "bar": wide(entry["probability"]),
                "line": None if low is None else (wide(low), wide(high - low)),
                "interval": "not known" if low is None else percent_range(low, high),
            }
        )
    return rows


def _reach(entry: dict[str, Any]) -> float:
    high = entry["high"]
    return float(entry["probability"] if high is None else high)


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


def warn_of_none_of_these(assessment: Assessment) -> None:
    """Warn if the answers fit no condition well."""
    if assessment.none_of_these["flag"]:
        st.warning(
            "These answers fit none of the 28 conditions well. The cause may be one "
            "that is not among them: read the list with care, and look further.",
            icon=":material/search_off:",
        )


def _prediction_set(assessment: Assessment) -> str:
    """Say in plain words among which causes the answer nearly always is."""
    names = [condition_name(key) for key in assessment.prediction_set or []]
    if not names or assessment.coverage is None:
        return ""
    serious = ""
    if assessment.emergency_coverage is not None:
        share = in_times(assessment.emergency_coverage)
        serious = f" ({share} if it is an emergency)"
    if len(names) == 1:
        rest = f"the first one: {names[0]}."
    elif len(names) <= MOST_NAMED:
        rest = f"among these {len(names)}: {'; '.join(names)}."
    else:
        of_all = f"{len(names)} of the {len(assessment.differential)} conditions"
        rest = f"among {of_all}: they are not narrowed down yet."
    times = in_times(assessment.coverage)
    return Markup("<b>{} times{}</b> the cause is {}").format(times, serious, rest)


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


def origin(assessment: Assessment) -> str:
    """Write which model and which knowledge the figures come from.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    str
        HTML; nothing without a model.
    """
    if assessment.model is None:
        return ""
    return pieces.written(
        "origin",
        version=assessment.model["version"],
        digest=assessment.model["digest"][:DIGEST_CHARACTERS],
        known=assessment.knowledge["digest"][:DIGEST_CHARACTERS],
        mix=case_mix_sentence(assessment.case_mix),
    )
