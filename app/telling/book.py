"""A page of the profile book within the app."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import streamlit as st

from app.whole import whole
from pipeline.report.book.excerpts import book_style

KEY = "book_page"
_FOLDER = Path(__file__).parent
# The page is as wide as the app leaves it, whatever the width of the window.
_WINDOW, _PAGE = "@media (max-width: 46rem)", "@container (max-width: 46rem)"


def show(body: str, anchor: str, jump: int, go: Callable[[str], None]) -> None:
    """Draw a page, and hand over where its links lead.

    Parameters
    ----------
    body : str
        HTML of the book, in which everything from outside is escaped.
    anchor : str
        The place to show; empty for the top.
    jump : int
        Another number when the reader has just gone somewhere.
    go : callable
        Takes the address of another page of the book.
    """

    @whole
    def follow() -> None:
        address = st.session_state[KEY].get("go")
        if address:
            go(address)

    css, js = _assets()
    page = st.components.v2.component(
        "book_page", html='<article class="book"></article>', css=css, js=js
    )
    page(
        key=KEY,
        data={"body": body, "anchor": anchor, "jump": jump},
        on_go_change=follow,
    )


@cache
def _assets() -> tuple[str, str]:
    style = book_style().replace(_WINDOW, _PAGE)
    own = (_FOLDER / "book.css").read_text(encoding="utf-8")
    return style + own, (_FOLDER / "book.js").read_text(encoding="utf-8")
