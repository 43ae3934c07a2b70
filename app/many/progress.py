"""A bar that shows how much of a long piece of work is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

# Each step is drawn by the browser; more of them would only hold the work up.
LEAST_STEP = 0.05


@contextmanager
def progress(words: str) -> Iterator[Callable[[float], None]]:
    """Show a bar as long as the work lasts.

    Parameters
    ----------
    words : str
        What is being done.

    Yields
    ------
    callable
        To be told the share that is done, from 0 to 1.
    """
    bar = st.progress(0.0, words)
    drawn = 0.0

    def tell(share: float) -> None:
        nonlocal drawn
        if share - drawn >= LEAST_STEP or share >= 1:
            drawn = share
            bar.progress(min(share, 1.0), words)

    try:
        yield tell
    finally:
        bar.empty()
