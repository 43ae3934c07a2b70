"""The page "Examples": guess first, then look."""

from __future__ import annotations

import streamlit as st

from app.asking import guess
from app.views import drawn_example, published_example

KINDS = {
    "Published patients": published_example.show,
    "Drawn at random": drawn_example.show,
}


def show() -> None:
    """Draw one kind of example, and the score of the session."""
    st.title("Examples", anchor=False)
    st.caption("Guess first, then look. Nothing of it is stored.")
    kind = st.segmented_control(
        "Kind of patient",
        list(KINDS),
        default=next(iter(KINDS)),
        required=True,
        key="kind_of_example",
    )
    # The answer is judged while it is drawn, so the score comes last.
    KINDS[kind or next(iter(KINDS))]()
    score = guess.score_in_words()
    if score:
        st.divider()
        st.markdown(score)
