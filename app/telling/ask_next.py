"""What to ask next, with the answer at hand: each question, its reason, Yes and No."""

from __future__ import annotations

import streamlit as st

from app.asking import kept
from app.whole import whole
from app.words import ANSWER_WORDS, label_of, plain
from pipeline.assess import Assessment

MOST_SHOWN = 5
KEY = "next_{}"


def show_next_questions(assessment: Assessment) -> None:
    """Show the questions most worth asking, and let them be answered on the spot."""
    st.subheader("Ask next", anchor=False)
    if not assessment.next_questions:
        st.markdown(
            "No open answer could make it more urgent."
            if assessment.model is None
            else "Nothing more is worth asking: no open answer is expected to help."
        )
        return
    with st.container(key="questions_next", gap=None):
        for question in assessment.next_questions[:MOST_SHOWN]:
            _ask(question["finding"], question["why"])


def _ask(finding: str, why: str) -> None:
    st.segmented_control(
        plain(label_of(finding)),
        list(ANSWER_WORDS),
        required=True,
        format_func=ANSWER_WORDS.__getitem__,
        key=KEY.format(finding),
        on_change=_take,
        args=(finding,),
    )
    st.caption(plain(why))


@whole
def _take(finding: str) -> None:
    """Take an answer over; the question then stands in the form with it."""
    answer = st.session_state.pop(KEY.format(finding), None)
    if answer is not None:
        kept.answer(finding, answer)
