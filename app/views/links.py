"""The way from one page to another, with the same patient."""

from __future__ import annotations

import streamlit as st

from app.asking import kept
from app.views import assess
from pipeline.cases import Case


def show_link_to_assess(label: str) -> None:
    """Lead to the page "Assess", which shows the same answers.

    Parameters
    ----------
    label : str
    """
    st.page_link(_assess_page(), label=label, icon=":material/arrow_forward:")


def offer_in_assess(case: Case, key: str) -> None:
    """Offer to take a case over as the present patient.

    Parameters
    ----------
    case : Case
    key : str
        Of the button.
    """
    if kept.patient().answers:
        st.caption("Opening it replaces the answers that are kept at present.")
    if st.button("Open in Assess", icon=":material/arrow_forward:", key=key):
        kept.start_with(kept.answers_of(case))
        st.switch_page(_assess_page())


def _assess_page() -> st.Page:
    """Give the page as main.py registers it: it is known by its address alone."""
    return st.Page(assess.show, title="Assess", url_path="assess")
