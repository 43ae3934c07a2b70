"""The assessment beside the questions: urgency first, then what may be the cause."""

from __future__ import annotations

import streamlit as st

from app.telling import banner, changes, differential, pieces, reasons, still_open
from app.telling.ask_next import show_next_questions
from app.words import label_of, plain
from pipeline.assess import Assessment
from pipeline.cases import Case, broken_requirements
from pipeline.knowledge import load_knowledge


def show(assessment: Assessment, case: Case) -> None:
    """Show an assessment of a case.

    Parameters
    ----------
    assessment : Assessment
    case : Case
        Whose answers are checked for contradictions.
    """
    pieces.show(banner.urgency(assessment, case))
    _show_contradictions(case)
    # A piece of its own: it stays, and with it what is unfolded, until a rule fires.
    pieces.show(banner.red_flags(assessment))
    still_open.show_open_emergencies(assessment)
    if banner.is_empty(case):
        return
    show_next_questions(assessment)
    to_be_ruled_out = still_open.to_be_ruled_out(assessment)
    if assessment.model is None:
        pieces.show(to_be_ruled_out)
        differential.show_no_model(assessment)
    else:
        differential.warn_of_none_of_these(assessment)
        likely = differential.most_likely(assessment)
        pieces.show(to_be_ruled_out, likely, reasons.reasons(assessment))
        pieces.show(reasons.meanings(assessment))
    pieces.show(changes.changes(assessment), differential.origin(assessment))


def _show_contradictions(case: Case) -> None:
    """Warn of answers that cannot both hold; they still count."""
    findings = load_knowledge().findings
    for finding, needed in broken_requirements(case):
        # The reason names a finding by its id.
        parent = needed.removesuffix(" to be present")
        if parent in findings:
            needed = f"Yes to “{label_of(parent)}”"
        st.warning(
            f"“{plain(label_of(finding))}” needs {plain(needed)}. "
            "Please check these answers; they are used as given.",
            icon=":material/rule:",
        )
