"""The model that every page asks: the project's own, until another is chosen."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pipeline.assess import Assessment, assess, default_model
from pipeline.cases import Case, CaseMix

CHOSEN = "chosen_model"


def model() -> tuple[Any, str | None]:
    """Give the model in use.

    Returns
    -------
    classifier : Classifier or None
    fault : str or None
        Why there is none.
    """
    chosen = st.session_state.get(CHOSEN)
    return (chosen, None) if chosen is not None else default_model()


def assess_case(case: Case, mix: CaseMix | None = None) -> Assessment:
    """Assess a case by the rules and the model in use.

    Parameters
    ----------
    case : Case
    mix : CaseMix, optional
        None is that of the case's care setting.

    Returns
    -------
    Assessment
    """
    chosen = st.session_state.get(CHOSEN)
    return assess(case, chosen if chosen is not None else "default", case_mix=mix)
