"""The only message that interrupts: an emergency, once for each patient."""

from __future__ import annotations

import streamlit as st

from app.asking import kept
from app.whole import whole
from app.words import TIERS, plain
from pipeline.assess import Assessment
from pipeline.terms import Urgency


def interrupt_once(assessment: Assessment) -> None:
    """Stop whoever is asking when a red flag makes it an emergency.

    What interrupts again and again is soon closed unread, so it does so once; the
    banner stays. The model alone never interrupts.

    Parameters
    ----------
    assessment : Assessment
    """
    emergency = assessment.urgency is Urgency.EMERGENCY
    if not emergency or assessment.urgency_from != "red_flag":
        return
    if not kept.patient().alerted:
        _tell(assessment)


@whole
def _understood() -> None:
    # Not before somebody has seen it: another click may take the message away.
    kept.patient().alerted = True


@st.dialog(
    "This may be an emergency", icon=":material/warning:", on_dismiss=_understood
)
def _tell(assessment: Assessment) -> None:
    words = TIERS[Urgency.EMERGENCY]
    names = [
        plain(rule["name"])
        for rule in assessment.red_flags
        if rule["urgency"] == Urgency.EMERGENCY
    ]
    st.markdown(f"**{words.meaning.capitalize()}**: {'; '.join(names)}.")
    st.markdown(plain(assessment.next_step))
    st.caption("This is said once for each patient; the banner on the page stays.")
    if st.button("Understood", key="understood", on_click=_understood, width="stretch"):
        st.rerun()
