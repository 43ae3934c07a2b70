"""The model that every page asks: the project's own, until another is chosen."""

from __future__ import annotations

from threading import Thread
from typing import Any

import streamlit as st

from app.whole import whole
from pipeline.assess import Assessment, assess, default_model
from pipeline.cases import Case, CaseMix

CHOSEN = "chosen_model"
# Which registered version that is.
CHOSEN_VERSION = "chosen_version"


def model() -> tuple[Any, str | None]:
    """Give the model in use.

    Returns
    -------
    classifier : Classifier or None
    fault : str or None
        Why there is none.
    """
    chosen = st.session_state.get(CHOSEN)
    return (chosen, None) if chosen is not None else own_model()


def own_model() -> tuple[Any, str | None]:
    """Give the project's own model, whichever is in use.

    Returns
    -------
    classifier : Classifier or None
    fault : str or None
        Why there is none.
    """
    return default_model()


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


def rules_alone(case: Case) -> Assessment:
    """Assess a case by the rules, without waiting for a model."""
    return assess(case, None)


@st.cache_resource
def begin_loading() -> None:
    """Load the project's own model while the first page is read."""
    Thread(target=own_model, daemon=True).start()


def choose(classifier: Any, version: str) -> None:
    """Ask a registered model from now on, in this session alone.

    Parameters
    ----------
    classifier : Classifier
    version : str
        Under which it is registered.
    """
    st.session_state[CHOSEN] = classifier
    st.session_state[CHOSEN_VERSION] = version


@whole
def choose_own() -> None:
    """Ask the project's own model again."""
    st.session_state.pop(CHOSEN, None)
    st.session_state.pop(CHOSEN_VERSION, None)


def chosen_version() -> str | None:
    """Tell which registered version is in use; None for the project's own model."""
    version: str | None = st.session_state.get(CHOSEN_VERSION)
    return version


def say_which() -> None:
    """Say on every page that another model than the project's own answers."""
    version = chosen_version()
    if version is not None:
        st.caption(
            f":material/swap_horiz: Registered model version {version} answers in this "
            "session, not the project's own. The page *Model* leads back."
        )
