"""The assessment beside the questions: urgency first, then what may be the cause."""

from __future__ import annotations

import streamlit as st

from app.telling import banner, changes, differential, reasons, still_open
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
    banner.show_urgency(assessment, case)
    _show_contradictions(case)
    banner.show_red_flags(assessment)
    still_open.show_open_emergencies(assessment)
    show_next_questions(assessment)
    still_open.show_to_be_ruled_out(assessment)
    if assessment.model is None:
        differential.show_no_model(assessment)
    else:
        differential.show_most_likely(assessment)
        reasons.show_reasons(assessment)
    changes.show_changes(assessment)
    differential.show_origin(assessment)


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
