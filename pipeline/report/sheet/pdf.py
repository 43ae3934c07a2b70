"""The sheet as a PDF, set by Typst from a template of our own."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from pipeline.cases import Case
from pipeline.errors import Fault, OptionError
from pipeline.knowledge import Knowledge
from pipeline.report.sheet.content import sheet_content

# For readers with a screen reader: headings, tables, language and title are marked.
ACCESSIBLE = "ua-1"
# No clock: the same assessment gives the same bytes.
NO_TIME = 0


def render_sheet_pdf(
    assessment: dict[str, Any], case: Case, knowledge: Knowledge
) -> bytes:
    """Render the sheet of one assessment as a PDF for A4 paper.

    Parameters
    ----------
    assessment : dict
        As `Assessment.to_dict()` gives it.
    case : Case
        The case that was assessed.
    knowledge : Knowledge

    Returns
    -------
    bytes
        The same assessment gives the same bytes. With the name of a case in a script
        that Typst's own fonts lack, the system's fonts help, and the bytes depend on
        them.

    Raises
    ------
    OptionError
        If Typst is not installed.
    """
    try:
        import typst
    except ModuleNotFoundError as error:
        raise OptionError(
            Fault(
                "the PDF",
                "the package typst",
                "installed",
                "none",
                "Install lasegue[app], or ask for an .html file.",
            )
        ) from error
    template = files("pipeline.report").joinpath("templates/sheet/sheet.typ")
    content = sheet_content(assessment, case, knowledge)
    source, data = template.read_bytes(), {"sheet": json.dumps(content)}

    def compiled(standards: list[Any], ignore_system_fonts: bool) -> bytes:
        return typst.compile(
            source,
            format="pdf",
            ignore_system_fonts=ignore_system_fonts,
            sys_inputs=data,
            pdf_standards=standards,
            timestamp=NO_TIME,
        )

    try:
        return compiled([ACCESSIBLE], ignore_system_fonts=True)
    except typst.TypstError:
        # The standard forbids a sign that no font can show.
        return compiled([], ignore_system_fonts=False)
