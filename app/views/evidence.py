"""The page "Evidence": the profile book, to read and to search."""

from __future__ import annotations

import streamlit as st

from app.asking.reader import PARTS, Reader, keep, reader
from app.whole import whole

PART_KEY = "book_part"
ABOUT = (
    "What is documented about each cause, with the source or the reason behind every "
    "figure. The figures describe groups of people; they decide nothing about one "
    "person."
)
ABOUT_PARTS = {
    "red-flag": "A rule that fires sets a floor under the urgency, and what it "
    "suspects goes to the top of the list, whatever the model says.",
    "study": "A study is replayed by generating its patients from the profiles, "
    "applying its test, and comparing what comes out with what was published. Where "
    "that misses, it says so, and why.",
    "source": "Links lead to the publication in a new tab; nothing is fetched here.",
}


def show() -> None:
    """Draw the page."""
    # The book takes a second to import, and no other page needs it.
    from app.telling import book, book_pages, book_search

    who = reader()
    st.title("Evidence", anchor=False)
    st.caption(ABOUT)
    _choose_part(who)
    if who.part in ABOUT_PARTS:
        st.caption(ABOUT_PARTS[who.part])
    chosen = book_search.choose(who)
    body = book_pages.body(who.part, chosen)
    if body is not None:
        book.show(body, who.anchor, who.jump, who.go)
    keep()


def _choose_part(who: Reader) -> None:
    @whole
    def take() -> None:
        part = st.session_state[PART_KEY]
        who.open(part, who.chosen.get(part))

    st.session_state[PART_KEY] = who.part
    st.segmented_control(
        "Part of the book",
        list(PARTS),
        format_func=PARTS.__getitem__,
        key=PART_KEY,
        required=True,
        on_change=take,
        label_visibility="collapsed",
    )
