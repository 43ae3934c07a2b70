"""What the app shows instead of itself when its red flags cannot be relied on."""

from __future__ import annotations

import streamlit as st

from pipeline.errors import PipelineError


def show(error: PipelineError) -> None:
    """Say calmly that nothing is assessed, and what is wrong.

    Parameters
    ----------
    error : PipelineError
        Whose faults are for those who keep the knowledge.
    """
    st.title("Lasègue", anchor=False)
    st.error(
        "The red flags cannot be relied on at present, so nothing is assessed here. "
        "Please assess the patient without this page.",
        icon=":material/report:",
    )
    st.subheader("What is wrong", anchor=False)
    for fault in error.faults:
        st.text(str(fault))
