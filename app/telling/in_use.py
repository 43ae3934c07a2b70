"""Which model answers, and from which knowledge."""

from __future__ import annotations

import streamlit as st

from app import loaded
from pipeline.knowledge import load_knowledge
from pipeline.report.words import short_digest

NO_MODEL = (
    "No model is in use: the red flags answer alone, and no probabilities are given. "
    "Whoever keeps this installation can train one with `lasegue train`."
)


def show() -> None:
    """Say which model and which knowledge are loaded, or why there is no model."""
    st.header("In use", anchor=False)
    classifier, fault = loaded.model()
    if classifier is None:
        st.info(NO_MODEL, icon=":material/rule:")
        with st.expander("Why there is none"):
            st.text(fault or "No reason was given.")
    version = loaded.chosen_version()
    rows = []
    if classifier is not None:
        name = "the project's own" if version is None else f"registered, {version}"
        rows.append(("Model", f"{name}; software {classifier.version or 'unknown'}"))
        rows.append(("Its fingerprint", short_digest(classifier.digest)))
    knowledge = load_knowledge()
    documented = (
        f"{len(knowledge.profiles)} conditions, {len(knowledge.findings)} findings, "
        f"{len(knowledge.rule_book.rules)} red flags, {len(knowledge.sources)} sources"
    )
    rows.append(("Knowledge", documented))
    rows.append(("Its fingerprint", short_digest(knowledge.digest)))
    st.markdown("\n".join(f"- {name}: **{told}**" for name, told in rows))
    if classifier is not None:
        st.caption(
            "A model that learned from other knowledge than this is refused, so the "
            "two always belong together."
        )
    if version is not None:
        st.button(
            "Back to the project's own model",
            key="own_model",
            icon=":material/undo:",
            on_click=loaded.choose_own,
        )
