"""How common each condition is where the patients come from."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.words import CASE_MIX_WORDS, FROM_FILE, OWN_MIX, care_setting_name
from pipeline.cases import CaseMix, documented_mix
from pipeline.cases.case_mix import DOCUMENTED_MIXES, parse_case_mix
from pipeline.errors import OptionError

HELP = (
    "How common each condition is where your patients come from. It moves the "
    "probabilities; the red flags do not depend on it. `lasegue adapt` estimates it "
    "from a clinic's own cases and writes a file."
)


def ask() -> CaseMix | None:
    """Ask for the case mix of the place, under a heading of its own.

    Returns
    -------
    CaseMix or None
        None for the one of the care setting.
    """
    st.header("The place", anchor=False)
    return choose()


def choose() -> CaseMix | None:
    """Ask for the case mix of the place.

    It belongs to the place and not to the patient, so that starting again with another
    patient leaves it as it is.

    Returns
    -------
    CaseMix or None
        None for the one of the care setting.
    """
    with st.container(key="place"):
        chosen = st.selectbox(
            "Case mix",
            [OWN_MIX, *DOCUMENTED_MIXES, FROM_FILE],
            format_func=_in_words,
            key="case_mix",
            help=HELP,
        )
        if chosen == FROM_FILE:
            return _ask_file()
    return documented_mix(chosen) if chosen in DOCUMENTED_MIXES else None


def _in_words(option: str) -> str:
    return CASE_MIX_WORDS.get(option) or care_setting_name(option)


def _ask_file() -> CaseMix | None:
    """Ask for a file; until one can be read, the care setting decides."""
    file = st.file_uploader(
        "File of the case mix", ["yaml", "yml"], key="case_mix_file"
    )
    if file is None:
        st.caption("Until a file is chosen, the care setting decides.")
        return None
    try:
        return _read(file)
    except OptionError as error:
        st.error(
            "This file cannot be used; the care setting decides instead.",
            icon=":material/error:",
        )
        for fault in error.faults:
            st.text(str(fault))
        return None


def _read(file: UploadedFile) -> CaseMix:
    # What is no text becomes replacement characters, which YAML refuses.
    text = file.getvalue().decode("utf-8-sig", errors="replace")
    return parse_case_mix(text, file.name)
