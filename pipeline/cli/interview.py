"""`lasegue interview`: the questions most worth asking, one after the other."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.terminal import say
from pipeline.errors import Fault, OptionError

if TYPE_CHECKING:
    from pipeline.cases import Case


def interview(
    model: Annotated[
        Path | None, typer.Option(help="Folder of the artefact; default models/.")
    ] = None,
    case: Annotated[
        Path | None, typer.Option(help="File of one case to begin with.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="YAML file to keep the answers in.")
    ] = None,
) -> None:
    """Ask what is worth asking, question by question, and end with the assessment."""
    from pipeline.assess import assess, check_rules
    from pipeline.cli.assess import load_model
    from pipeline.cli.dialogue import Dialogue
    from pipeline.knowledge import load_knowledge
    from pipeline.report.assessment_text import render_assessment

    check_rules()
    begin = _one_case(case)
    _check_output(output)
    classifier = load_model(model)
    if classifier is None:
        say("Without a model only the red-flag rules ask.")
    dialogue = Dialogue(begin, lambda known: assess(known, classifier), _read, say)
    assessment = dialogue.hold()
    say("")
    say(render_assessment(assessment.to_dict(), load_knowledge()))
    _keep(assessment.case, output)


def _read() -> str | None:
    """Read a line; None at the end of input."""
    typer.echo("> ", nl=False)
    return sys.stdin.readline() or None


def _one_case(path: Path | None) -> Case:
    from pipeline.cases import Case, read_cases

    if path is None:
        return Case()
    cases = read_cases([path])
    if len(cases) != 1:
        got, to_do = f"{len(cases)} cases", "Give a file that holds a single case."
        raise OptionError(Fault("--case", str(path), "one case", got, to_do))
    return cases[0]


def _check_output(path: Path | None) -> None:
    """Refuse what cannot be written before anything is asked."""
    if path is not None and not path.parent.is_dir():
        to_do = "Make the folder first, or choose another one."
        got = "no such folder"
        raise OptionError(Fault("--output", str(path), "in a folder", got, to_do))


def _keep(case: Case, output: Path | None) -> None:
    """Write the answers; on a terminal, offer it where no file was named."""
    if output is None:
        # Piped lines that are left over are answers, and no name of a file.
        if not sys.stdin.isatty():
            say("With --output FILE the answers would be kept.")
            return
        say("File to keep the answers in (Enter: do not keep them)")
        name = (_read() or "").strip()
        if not name:
            return
        output = Path(name)
    from pipeline.cases import write_text
    from pipeline.report.sheet.data import case_file

    write_text(output, case_file(case))
    say(f"Kept in {output}.")
