"""A guess before the answer is looked at, and the score of the session."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from app.whole import whole
from app.words import TIERS, condition_name
from pipeline.cases.published import NONE_OF_THESE
from pipeline.knowledge import load_knowledge
from pipeline.terms import Urgency

KEPT = "guesses"


@dataclass
class Guess:
    """What was guessed of one example, and what of it was right.

    Parameters
    ----------
    cause : str, optional
        A condition, or "none_of_these".
    urgency : Urgency, optional
    right : dict
        By what was guessed ("cause", "urgency", and "model" for the model's likeliest
        cause): whether it was right. What was not guessed is not in it.
    """

    cause: str | None = None
    urgency: Urgency | None = None
    right: dict[str, bool] = field(default_factory=dict)


def guesses() -> dict[str, Guess]:
    """Give the guesses of this session, by the example's name."""
    found: dict[str, Guess] = st.session_state.setdefault(KEPT, {})
    return found


def ask(name: str, with_urgency: bool) -> None:
    """Ask for a guess about an example, and then let the answer be looked at.

    Parameters
    ----------
    name : str
        Of the example.
    with_urgency : bool
        Whether its urgency is to be guessed too.
    """
    ids = sorted(load_knowledge().condition_ids, key=condition_name)
    cause = st.selectbox(
        "What is the cause?",
        [*ids, NONE_OF_THESE],
        index=None,
        format_func=cause_name,
        key=f"cause_{name}",
        placeholder="Choose the likeliest",
    )
    urgency = None
    if with_urgency:
        urgency = st.segmented_control(
            "How urgent is it?",
            list(TIERS),
            format_func=lambda tier: TIERS[tier].name,
            key=f"urgency_{name}",
        )
    with st.container(horizontal=True):
        st.button(
            "Look",
            icon=":material/visibility:",
            key=f"look_{name}",
            disabled=cause is None or (with_urgency and urgency is None),
            on_click=_keep,
            args=(name, Guess(cause, urgency)),
        )
        st.button(
            "Look without guessing",
            key=f"look_only_{name}",
            type="tertiary",
            on_click=_keep,
            args=(name, Guess()),
        )


def cause_name(cause: str) -> str:
    """Give a cause its name; none of the conditions is a cause too."""
    if cause == NONE_OF_THESE:
        return "None of these conditions"
    return condition_name(cause)


@whole
def _keep(name: str, guess: Guess) -> None:
    guesses()[name] = guess


def score_in_words() -> str:
    """Say gently how the guesses of this session went.

    Returns
    -------
    str
        Empty before anything was looked at.
    """
    seen = [guess for guess in guesses().values() if guess.right]
    if not seen:
        return ""
    parts = [
        f"{title} {sum(rights)} of {len(rights)}"
        for key, title in (
            ("cause", "your cause was right in"),
            ("urgency", "your urgency in"),
            ("model", "the model's likeliest cause in"),
        )
        if (rights := [guess.right[key] for guess in seen if key in guess.right])
    ]
    return f"So far: {', '.join(parts)}. With so few, chance has a large say."
