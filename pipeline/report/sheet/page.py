"""The sheet as a page that prints: one file, which asks for nothing else."""

from __future__ import annotations

from typing import Any

from pipeline.cases import Case
from pipeline.knowledge import Knowledge
from pipeline.report.pages import page_environment
from pipeline.report.sheet.content import sheet_content


def render_sheet_page(
    assessment: dict[str, Any], case: Case, knowledge: Knowledge
) -> str:
    """Render the sheet of one assessment as a page for A4 paper.

    Parameters
    ----------
    assessment : dict
        As `Assessment.to_dict()` gives it.
    case : Case
        The case that was assessed.
    knowledge : Knowledge

    Returns
    -------
    str
        HTML; the same assessment gives the same text.
    """
    content = sheet_content(assessment, case, knowledge)
    return page_environment().get_template("sheet/page.html.j2").render(content)
