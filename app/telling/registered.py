"""Other models: the versions that MLflow knows, and changing to one of them."""

from __future__ import annotations

import streamlit as st

from app import loaded
from app.whole import whole
from pipeline.errors import PipelineError
from pipeline.report.words import count, number, share

LISTED = "registered_listed"
SELECTED = "registered_version"
FAULT, NOTE = "registered_fault", "registered_note"
ABOUT = (
    "Every training registers a version. Another one can answer in this session; what "
    "learned from other knowledge, or was altered, is refused. The red flags stay the "
    "same whichever model answers."
)


def show() -> None:
    """Offer the registered models, once somebody asks to see them."""
    st.header("Other models", anchor=False)
    st.caption(ABOUT)
    if not st.session_state.get(LISTED):
        st.button(
            "Show the registered models",
            key="show_registered",
            icon=":material/inventory_2:",
            on_click=_ask,
        )
        return
    with st.spinner("Reading the registry …"):
        # MLflow takes seconds to import, and nobody else needs it.
        from pipeline.registry import registered_models

        try:
            models = registered_models()
        except PipelineError as error:
            _say("No registered models can be read here.", error)
            return
    if not models:
        st.info("No model was registered yet.", icon=":material/info:")
        return
    st.table(
        {
            "Version": [_name(one.version, one.is_champion) for one in models],
            "Kind": [_words(one.candidate) for one in models],
            "Training cases": [
                count(one.n_train) if one.n_train is not None else "–" for one in models
            ],
            "First": [share(one.figures.get("top1")) for one in models],
            "First three": [share(one.figures.get("top3")) for one in models],
            "Regret": [number(one.figures.get("regret_nats"), 4) for one in models],
            "Knowledge": [
                "as today" if one.is_current else "earlier: refused" for one in models
            ],
        }
    )
    st.caption(
        "As told at training, on the cases on which the candidates were compared: how "
        "often the true cause came first, or among the first three; regret in nats."
    )
    _choose([one.version for one in models])


@whole
def _ask() -> None:
    st.session_state[LISTED] = True


def _choose(versions: list[str]) -> None:
    with st.form("choose_model", border=False):
        st.selectbox(
            "Version to ask in this session",
            versions,
            key=SELECTED,
            format_func=lambda version: f"Version {version}",
        )
        st.form_submit_button("Use this version", on_click=_use)
    note = st.session_state.pop(NOTE, None)
    if note is not None:
        st.success(note, icon=":material/check:")
    fault = st.session_state.pop(FAULT, None)
    if fault is not None:
        version, error = fault
        _say(f"Version {version} cannot be used; nothing was changed.", error)


@whole
def _use() -> None:
    """Load the selected version; one that is the project's own is no other."""
    from pipeline.registry import load_registered

    version = st.session_state[SELECTED]
    try:
        classifier = load_registered(version)
    except PipelineError as error:
        st.session_state[FAULT] = version, error
        return
    own, _ = loaded.own_model()
    if own is not None and own.digest == classifier.digest:
        loaded.choose_own()
        st.session_state[NOTE] = f"Version {version} is the project's own model."
    else:
        loaded.choose(classifier, version)
        st.session_state[NOTE] = f"Version {version} answers now, on every page."


def _say(sentence: str, error: PipelineError) -> None:
    st.warning(sentence, icon=":material/info:")
    with st.expander("Why"):
        for fault in error.faults:
            st.text(str(fault))


def _name(version: str, is_champion: bool) -> str:
    return f"{version} (newest)" if is_champion else version


def _words(candidate: str | None) -> str:
    return (candidate or "–").replace("_", " ")
