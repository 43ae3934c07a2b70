"""How common each condition is where the patients come from."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.words import CASE_MIX_WORDS, FROM_FILE, OWN_MIX, care_setting_name, plain
from pipeline.cases import CaseMix, documented_mix
from pipeline.cases.case_mix import DOCUMENTED_MIXES, parse_case_mix
from pipeline.errors import OptionError

PLACE = "place_chosen"
HELP = (
    "How common each condition is where your patients come from. It moves the "
    "probabilities; the red flags do not depend on it. `lasegue adapt` estimates it "
    "from a clinic's own cases and writes a file."
)


@dataclass
class Place:
    """What the session knows of the place.

    Parameters
    ----------
    option : str
        What was chosen.
    mix : CaseMix, optional
        What that makes; None is the one of the care setting.
    from_file : CaseMix, optional
        The last file that could be read: the browser forgets it on another page.
    """

    option: str = OWN_MIX
    mix: CaseMix | None = None
    from_file: CaseMix | None = None


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
    patient, or going to another page, leaves it as it is.

    Returns
    -------
    CaseMix or None
        None for the one of the care setting.
    """
    known: Place = st.session_state.setdefault(PLACE, Place())
    # Streamlit forgets the choice on a page that does not ask for it.
    st.session_state.setdefault("case_mix", known.option)
    with st.container(key="place"):
        known.option = st.selectbox(
            "Case mix",
            [OWN_MIX, *DOCUMENTED_MIXES, FROM_FILE],
            format_func=_in_words,
            key="case_mix",
            help=HELP,
        )
        if known.option == FROM_FILE:
            known.mix = _ask_file(known)
        else:
            is_documented = known.option in DOCUMENTED_MIXES
            known.mix = documented_mix(known.option) if is_documented else None
    return known.mix


def chosen() -> CaseMix | None:
    """Give the case mix of the place where it is not asked for.

    Returns
    -------
    CaseMix or None
        None for the one of the care setting.
    """
    known: Place = st.session_state.get(PLACE, Place())
    return known.mix


def _in_words(option: str) -> str:
    return CASE_MIX_WORDS.get(option) or care_setting_name(option)


def _ask_file(known: Place) -> CaseMix | None:
    """Ask for a file; until one can be read, the care setting decides."""
    file = st.file_uploader(
        "File of the case mix", ["yaml", "yml"], key="case_mix_file"
    )
    if file is None:
        if known.from_file is not None:
            st.caption(f"Still in use: {plain(known.from_file.name)}.")
        else:
            st.caption("Until a file is chosen, the care setting decides.")
        return known.from_file
    try:
        known.from_file = _read(file)
        return known.from_file
    except OptionError as error:
        st.error(
            "This file cannot be used; the care setting decides instead.",
            icon=":material/error:",
        )
        for fault in error.faults:
            st.text(str(fault))
        known.from_file = None
        return None


def _read(file: UploadedFile) -> CaseMix:
    # What is no text becomes replacement characters, which YAML refuses.
    text = file.getvalue().decode("utf-8-sig", errors="replace")
    return parse_case_mix(text, file.name)
