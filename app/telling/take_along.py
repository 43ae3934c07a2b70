"""The assessment as files: to print, to hand over, to feed to another program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from app.telling.banner import is_empty
from pipeline.assess import Assessment
from pipeline.cases import Case
from pipeline.knowledge import load_knowledge
from pipeline.report.sheet.data import assessment_file, bundle_file, case_file
from pipeline.report.sheet.page import render_sheet_page
from pipeline.report.sheet.pdf import render_sheet_pdf

PROMISE = (
    "Each file is made on this machine when you ask for it. It holds the answers: "
    "treat it like a patient record."
)


@dataclass(frozen=True)
class Taken:
    """One file to take along.

    Parameters
    ----------
    key : str
        Name of the button.
    label : str
        What stands on it.
    icon : str
        A Material symbol.
    file_name : str
        Without anything about the patient.
    mime : str
    what_for : str
        Who would want it.
    """

    key: str
    label: str
    icon: str
    file_name: str
    mime: str
    what_for: str


PDF = Taken(
    "take_pdf",
    "PDF",
    ":material/picture_as_pdf:",
    "assessment.pdf",
    "application/pdf",
    "One or two A4 pages, for the notes or a referral.",
)
PAGE = Taken(
    "take_page",
    "Page to print",
    ":material/print:",
    "assessment.html",
    "text/html",
    "The same as a page for the browser; it loads nothing else.",
)
DATA = Taken(
    "take_json",
    "Assessment (JSON)",
    ":material/data_object:",
    "assessment.json",
    "application/json",
    "Everything, for programs: as the command `lasegue assess` writes it.",
)
ANSWERS = Taken(
    "take_case",
    "Answers (YAML)",
    ":material/description:",
    "case.yaml",
    "application/yaml",
    "The answers alone; `lasegue assess` and `lasegue sheet` read them.",
)

FHIR = Taken(
    "take_fhir",
    "FHIR (R5)",
    ":material/share:",
    "assessment.fhir.json",
    "application/fhir+json",
    "For record systems: the answers and a RiskAssessment, in one Bundle.",
)


def show(assessment: Assessment, case: Case) -> None:
    """Offer one assessment as files; each is made when it is asked for.

    Parameters
    ----------
    assessment : Assessment
    case : Case
        The case that was assessed.
    """
    offer = st.popover(
        "Take it along",
        icon=":material/ios_share:",
        key="take_along",
        on_change="rerun",
        disabled=is_empty(case),
    )
    # The buttons cost time to draw, and few want them after each answer.
    if not offer.open:
        return
    with offer:
        for taken, make in offers(assessment, case):
            st.download_button(
                taken.label,
                make,
                file_name=taken.file_name,
                mime=taken.mime,
                key=taken.key,
                help=taken.what_for,
                icon=taken.icon,
                on_click="ignore",
                width="stretch",
            )
        st.caption(PROMISE)


def offers(
    assessment: Assessment, case: Case
) -> list[tuple[Taken, Callable[[], bytes]]]:
    """List the files, each with the function that makes its bytes.

    Parameters
    ----------
    assessment : Assessment
    case : Case

    Returns
    -------
    list of (Taken, callable)
    """
    knowledge = load_knowledge()

    def page() -> bytes:
        return render_sheet_page(assessment.to_dict(), case, knowledge).encode()

    return [
        (PDF, lambda: render_sheet_pdf(assessment.to_dict(), case, knowledge)),
        (PAGE, page),
        (DATA, lambda: assessment_file(assessment.to_dict()).encode()),
        (ANSWERS, lambda: case_file(case).encode()),
        (FHIR, lambda: bundle_file(case, assessment.to_dict(), knowledge).encode()),
    ]
