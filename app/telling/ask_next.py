"""What to ask next, with the answer at hand: each question, its reason, Yes and No."""

from __future__ import annotations

import streamlit as st

from app.asking import kept
from app.words import ANSWER_WORDS, label_of, plain
from pipeline.assess import Assessment

MOST_SHOWN = 5


def show_next_questions(assessment: Assessment) -> None:
    """Show the questions most worth asking, and let them be answered on the spot."""
    st.subheader("Ask next", anchor=False)
    if not assessment.next_questions:
        st.markdown("Nothing more is worth asking: no open answer is expected to help.")
        return
    for question in assessment.next_questions[:MOST_SHOWN]:
        _ask(question["finding"], question["why"])


def _ask(finding: str, why: str) -> None:
    label = label_of(finding)
    with st.container(key=f"row_next_{finding}"):
        asked, answers = st.columns([3, 1], vertical_alignment="center")
        asked.markdown(f"{plain(label)}  \n:gray[:small[{plain(why)}]]")
        with answers, st.container(horizontal=True, horizontal_alignment="right"):
            for value, word in ANSWER_WORDS.items():
                # A screen reader hears the buttons one by one, without their row.
                st.button(
                    word,
                    key=f"next_{finding}_{value}",
                    help=f"{word}: {label}",
                    on_click=kept.answer,
                    args=(finding, value),
                )
