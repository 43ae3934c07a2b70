"""Which page of the profile book is shown; each is rendered once."""

from __future__ import annotations

import streamlit as st

from app.telling import book_search, book_studies
from pipeline.knowledge import load_knowledge
from pipeline.report.book import excerpts


def body(part: str, chosen: str | None) -> str | None:
    """Give the HTML of what is open in a part, or of its list.

    Parameters
    ----------
    part : str
    chosen : str or None
        An id; None for the list, above which its search is drawn.

    Returns
    -------
    str or None
        None where there is nothing to show.
    """
    digest = load_knowledge().digest
    if part == "study":
        return _studies(chosen)
    if chosen is not None:
        return _page(digest, part, chosen)
    found = book_search.search(part)
    return _list(digest, part, found) if found else None


def _studies(chosen: str | None) -> str | None:
    knowledge = load_knowledge()
    if chosen is not None:
        if not book_studies.replay_on_demand(chosen):
            return None
        return excerpts.study_excerpt(knowledge, book_studies.known(chosen))
    found = book_search.search("study")
    book_studies.offer_all(found)
    told = [book_studies.known(study) for study in found]
    return excerpts.studies_excerpt(knowledge, told) if told else None


@st.cache_data(show_spinner=False)
def _page(digest: str, part: str, key: str) -> str:
    del digest  # other knowledge is another page
    knowledge = load_knowledge()
    if part == "condition":
        return excerpts.condition_excerpt(knowledge, key)
    if part == "finding":
        return excerpts.finding_excerpt(knowledge, key)
    if part == "red-flag":
        return excerpts.red_flag_excerpt(knowledge, key)
    return excerpts.sources_excerpt(knowledge, {key})


@st.cache_data(show_spinner=False, max_entries=100)
def _list(digest: str, part: str, keys: tuple[str, ...]) -> str:
    del digest
    knowledge = load_knowledge()
    if part == "red-flag":
        return excerpts.red_flags_excerpt(knowledge, keys)
    return excerpts.sources_excerpt(knowledge, keys)
