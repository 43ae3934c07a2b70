"""The steps of an interview: an answer, a question passed over, one step back."""

from __future__ import annotations

import streamlit as st

from app.asking import kept
from app.whole import whole
from pipeline.assess import Assessment, Question, next_question

STOPPED = "interview_stopped_for"


def current(assessment: Assessment) -> Question | None:
    """Give the question to ask now.

    Parameters
    ----------
    assessment : Assessment
        Of the answers that are kept.

    Returns
    -------
    Question or None
        None when nothing more is worth asking.
    """
    return next_question(assessment, frozenset(kept.patient().skipped))


@whole
def take(name: str, value: kept.Value | None) -> None:
    """Take an answer; None passes the question over, which is never a No."""
    who = kept.patient()
    kept.answer(name, value)
    if value is None:
        who.skipped.append(name)
    who.trail.append(name)


def can_go_back() -> bool:
    """Tell whether there is a step to take back."""
    return bool(kept.patient().trail)


@whole
def go_back() -> None:
    """Take the last answer back, so that its question is open again."""
    who = kept.patient()
    name = who.trail.pop()
    kept.answer(name, None)
    who.skipped = [other for other in who.skipped if other != name]


@whole
def ask_skipped_again() -> None:
    """Let the questions that were passed over be asked."""
    who = kept.patient()
    who.trail = [name for name in who.trail if name not in who.skipped]
    who.skipped = []
    go_on()


@whole
def stop() -> None:
    """End the interview of this patient; another patient's is not ended by it."""
    st.session_state[STOPPED] = st.session_state["word"]


@whole
def go_on() -> None:
    """Take a stopped interview up again."""
    st.session_state.pop(STOPPED, None)


def is_stopped() -> bool:
    """Tell whether the interview of this patient was ended."""
    stopped: bool = st.session_state.get(STOPPED) == st.session_state["word"]
    return stopped


def counts() -> tuple[int, int]:
    """Count what is answered and what was passed over and is still unknown."""
    who = kept.patient()
    return len(who.answers), sum(name not in who.answers for name in who.skipped)
