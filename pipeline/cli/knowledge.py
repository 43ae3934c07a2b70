"""`lasegue knowledge`: what is documented."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cases.fhir import Release
from pipeline.cli.terminal import say

app = typer.Typer(help="What is documented.", no_args_is_help=True)


@app.command("check")
def check() -> None:
    """Check every knowledge file and list all faults at once."""
    from pipeline.report.words import plural
    from pipeline.stages.knowledge import summarise_knowledge

    counts = summarise_knowledge()
    say(
        f"The knowledge is sound: {counts['n_conditions']} conditions, "
        f"{counts['n_findings']} findings, {counts['n_rules']} rules, "
        f"{counts['n_sources']} sources; {counts['published']} published numbers, "
        f"{counts['derived']} derived from published ones, {counts['judged']} judged; "
        f"{plural(counts['n_studies'], 'study', 'studies')} to replay with "
        f"{plural(counts['n_study_figures'], 'figure')}; "
        f"{plural(counts['n_outsiders'], 'outsider')} to recognise as none of these."
    )


@app.command("show")
def show(
    condition: Annotated[str, typer.Argument(help="Id of a condition.")],
) -> None:
    """Print a condition's profile with its sources."""
    from pipeline.knowledge import load_knowledge
    from pipeline.knowledge.showing import render_profile

    say(render_profile(load_knowledge(), condition))


@app.command("questionnaire")
def questionnaire(
    fhir_release: Annotated[
        Release, typer.Option(help="FHIR release to write.")
    ] = Release.R5,
) -> None:
    """Print the questions of a case as a FHIR Questionnaire."""
    from pipeline.cases.fhir import questionnaire as as_questionnaire

    say(json.dumps(as_questionnaire(fhir_release), indent=1, allow_nan=False))


@app.command("coverage")
def coverage() -> None:
    """Print per condition how many numbers are published, judged, or background."""
    from pipeline.knowledge import load_knowledge
    from pipeline.knowledge.coverage import render_coverage

    say(render_coverage(load_knowledge()))


@app.command("book")
def book(
    output: Annotated[
        Path | None, typer.Option(help="Folder to write; default build/book/.")
    ] = None,
) -> None:
    """Write everything documented as a folder of pages, for clinicians to review."""
    from pipeline.stages.book import write_book

    say(str(write_book(output)))
