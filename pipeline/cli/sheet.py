"""`lasegue sheet`: one assessment to print or take along."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.assess import assess_aloud, choose_cases, load_model
from pipeline.cli.terminal import say
from pipeline.errors import Fault, OptionError

if TYPE_CHECKING:
    from pipeline.cases import Case

KINDS = (".pdf", ".html")


def sheet(
    file: Annotated[
        Path, typer.Argument(help="YAML, JSON, JSONL, CSV or Parquet file.")
    ],
    output: Annotated[Path, typer.Option(help="File to write: .pdf or .html.")],
    case_id: Annotated[
        str | None,
        typer.Option(help="Name of the case; needed where the file holds several."),
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="Folder of the artefact; default models/.")
    ] = None,
    case_mix: Annotated[
        str | None, typer.Option(help="Name of a care setting, or a mix file.")
    ] = None,
) -> None:
    """Write the assessment of one case as a sheet for A4 paper."""
    from pipeline.assess import check_rules
    from pipeline.cases import find_case_mix, read_cases, write_aside
    from pipeline.knowledge import load_knowledge

    render = _renderer(output)
    check_rules()
    mix = None if case_mix is None else find_case_mix(case_mix)
    case = _only(choose_cases(read_cases([file]), case_id), file)
    classifier = load_model(model)
    assessment = assess_aloud(case, case.case_id or "the case", classifier, mix)
    content = render(assessment, case, load_knowledge())
    with write_aside(output) as aside:
        aside.write_bytes(content)
    say(f"Saved in {output}.")


def _renderer(output: Path) -> Callable[..., bytes]:
    """Choose how to set the sheet by the name of the file."""
    kind = output.suffix.lower()
    if kind == ".pdf":
        from pipeline.report.sheet.pdf import render_sheet_pdf

        return render_sheet_pdf
    if kind == ".html":
        from pipeline.report.sheet.page import render_sheet_page

        def page(*parts: Any) -> bytes:
            return render_sheet_page(*parts).encode()

        return page
    to_do = "Name the file so that it ends in one of them."
    raise OptionError(
        Fault("--output", "the file", " or ".join(KINDS), repr(str(output)), to_do)
    )


def _only(cases: list[Case], file: Path) -> Case:
    if len(cases) == 1:
        return cases[0]
    to_do = "Choose one by its name with --case-id." if cases else "Give it a case."
    raise OptionError(
        Fault(str(file), "the file", "one case", f"{len(cases)} cases", to_do)
    )
