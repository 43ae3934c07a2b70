"""Cases whose sheets have something of everything, and of nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.assess import assess
from pipeline.cases import Case
from pipeline.knowledge import load_knowledge
from pipeline.model import Classifier
from pipeline.report.sheet.content import sheet_content
from pipeline.report.sheet.page import render_sheet_page
from pipeline.report.sheet.pdf import render_sheet_pdf

KNOWLEDGE = load_knowledge()
ODD_NAME = (
    '#set page(width: 1cm) <script>x</script> *b* _i_ $m$ @ref \\ "q" & é Ω Ж ≥ – …'
)
CASES = {
    "nothing known": Case(),
    "an emergency": Case(
        case_id="a-1",
        age=34,
        sex="female",
        care_setting="emergency",
        duration_days=2,
        pain_score=7.5,
        findings={"saddle_numbness": "present", "fever": "absent"},
    ),
    "an ordinary one": Case(
        age=42,
        sex="male",
        duration_days=21,
        findings={"slr_positive": "present", "leg_pain": "present"},
    ),
    "everything present": Case(
        case_id="W" * 300,
        age=70,
        sex="female",
        findings=dict.fromkeys(KNOWLEDGE.finding_ids, "present"),
    ),
    "everything absent": Case(
        age=40,
        findings=dict.fromkeys(KNOWLEDGE.finding_ids, "absent"),
    ),
    "an odd name": Case(case_id=ODD_NAME, findings={"fever": "present"}),
}


def content_of(case: Case, model: Classifier | None = None) -> dict[str, Any]:
    return sheet_content(assess(case, model).to_dict(), case, KNOWLEDGE)


def page_of(case: Case, model: Classifier | None = None) -> str:
    return render_sheet_page(assess(case, model).to_dict(), case, KNOWLEDGE)


def pdf_of(case: Case, model: Classifier | None = None) -> bytes:
    return render_sheet_pdf(assess(case, model).to_dict(), case, KNOWLEDGE)


def texts_in(content: Any) -> Iterator[str]:
    """Every text of a sheet's content; the tier of the urgency is a colour."""
    if isinstance(content, dict):
        for key, part in content.items():
            if not (key == "tier" and "said_by" in content):
                yield from texts_in(part)
    elif isinstance(content, list):
        for part in content:
            yield from texts_in(part)
    elif isinstance(content, str):
        yield content
