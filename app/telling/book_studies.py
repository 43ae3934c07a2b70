"""Replays of published studies, run when somebody wants to see them.

A study takes a fraction of a second and its figures never change while the server
runs, so each is replayed once; no patient's answer takes part.
"""

from __future__ import annotations

import streamlit as st

from pipeline.errors import PipelineError
from pipeline.knowledge.studies import load_studies
from pipeline.report.book.values import ReplayedStudy

Replays = dict[str, ReplayedStudy]


@st.cache_resource(show_spinner=False)
def _replays() -> Replays:
    return {}


def known(study: str) -> ReplayedStudy:
    """Give a study with its figures, if it was replayed already."""
    return _replays().get(study) or ReplayedStudy(load_studies()[study], ())


def replay_on_demand(study: str) -> bool:
    """Replay a study, unless that was done before.

    Parameters
    ----------
    study : str

    Returns
    -------
    bool
        Whether there is something to show; else the reason was said.
    """
    if study in _replays():
        return True
    with st.spinner("Generating the patients of this study, and applying its test …"):
        return _replay(study)


def offer_all(shown: tuple[str, ...]) -> None:
    """Offer to replay all studies of a list that still wait.

    Parameters
    ----------
    shown : tuple of str
    """
    waiting = [study for study in shown if study not in _replays()]
    if not waiting:
        return
    text = "Replay them all" if len(waiting) == len(shown) else "Replay the others"
    if not st.button(
        text,
        key="replay_all",
        icon=":material/replay:",
        help="Each study takes about half a second; opening one replays it too.",
    ):
        return
    progress = st.progress(0.0)
    for i, study in enumerate(waiting):
        title = load_studies()[study].title
        progress.progress(i / len(waiting), f"{i} of {len(waiting)}: {title}")
        if not _replay(study):
            return
    st.rerun()


def _replay(study: str) -> bool:
    # Some seconds of imports that nobody else needs.
    from pipeline.replays.replay import replay
    from pipeline.replays.replayed import replayed_studies

    try:
        (result,) = replayed_studies(replay([study]))
    except PipelineError as error:
        st.error(
            "This study could not be replayed: the knowledge behind it is faulty.",
            icon=":material/report:",
        )
        for fault in error.faults:
            st.text(str(fault))
        return False
    _replays()[study] = result
    return True
