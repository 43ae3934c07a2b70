"""The page "Model": what answers, how good it is, and where it fails."""

from __future__ import annotations

import streamlit as st

from app.telling import in_use, registered


def show() -> None:
    """Draw the page."""
    st.title("Model", anchor=False)
    st.caption(
        "The red flags are rules and need no model. The model ranks the causes, and "
        "can raise an urgency but never lower one."
    )
    in_use.show()
    with st.spinner("Reading the last evaluation …"):
        # What draws the pictures takes seconds to import, and no other page needs it.
        from app.telling import evaluation
    evaluation.show()
    registered.show()
