"""A version of the patient's answers put aside, to compare another one with."""

from __future__ import annotations

import streamlit as st

from app.asking import kept
from app.whole import whole


@whole
def pin() -> None:
    """Put a copy of the present answers aside."""
    who = kept.patient()
    who.pinned = dict(who.answers)


@whole
def unpin() -> None:
    """Forget the version that was put aside; the present answers stay."""
    kept.patient().pinned = None


@whole
def swap() -> None:
    """Make the pinned version the present one, and the other way round."""
    who = kept.patient()
    now, then = dict(who.answers), dict(who.pinned or {})
    for name in {*now, *then}:
        kept.answer(name, then.get(name))
    who.pinned = now


def differing(then: kept.Answers, now: kept.Answers) -> list[str]:
    """Name the questions that are answered differently in two versions.

    Parameters
    ----------
    then, now : dict
        What is not in them was not asked.

    Returns
    -------
    list of str

    Examples
    --------
    >>> differing({"age": 50, "fever": "absent"}, {"fever": "present"})
    ['age', 'fever']
    """
    names = dict.fromkeys([*then, *now])
    return [name for name in names if then.get(name) != now.get(name)]


def show_button() -> None:
    """Offer to pin the present answers; nothing known leaves nothing to pin."""
    st.button(
        "Pin to compare",
        icon=":material/push_pin:",
        key="pin",
        on_click=pin,
        disabled=not kept.patient().answers,
        help="Keeps these answers aside, so that the page Compare shows what changes.",
    )
