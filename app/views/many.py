"""The page "Many cases": a file in, every fault or every assessment out."""

from __future__ import annotations

import streamlit as st

from app.asking import place
from app.many import faults, results, template, upload
from app.many.outcome import assess_file
from app.views import assess


def show() -> None:
    """Draw the page."""
    st.title("Many cases", anchor=False)
    st.markdown(
        "Assess a whole file at once: the red flags first, then the model, as on the "
        "page for one patient. The file stays in this machine's memory until you "
        "remove it or close the page; nothing is stored."
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        file = upload.ask()
    with right:
        mix = place.choose()
    if file is None:
        st.header("How the file should look", anchor=False)
        template.show()
        return
    if not faults.show(file):
        return
    if not len(file.rows):
        st.info(
            "This file has a header but no cases, so there is nothing to assess.",
            icon=":material/inbox:",
        )
        return
    # A place of its own, so that the end of the progress moves nothing below it.
    with st.container():
        outcome = assess_file(file, mix)
    results.show(outcome, st.Page(assess.show, title="Assess", url_path="assess"))
