"""`lasegue paper` and `lasegue rehearse`: a run on paper, and a small one to try."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.model import model_folder
from pipeline.cli.terminal import say


def paper(
    output: Annotated[
        Path | None, typer.Option(help="An existing folder; default build/.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="Folder of the artefact; default models/.")
    ] = None,
    figures: Annotated[
        Path | None,
        typer.Option(help="What `evaluate` wrote; default that of the project."),
    ] = None,
    params: Annotated[
        Path | None, typer.Option(help="Of that run; default params.yaml.")
    ] = None,
) -> None:
    """Write model card, TRIPOD+AI checklist and data sheet, filled from the run."""
    from pipeline.stages.paper import write_papers
    from pipeline.stages.params import EVALUATION_FILE, load_params

    written = write_papers(
        output, model or model_folder(), figures or EVALUATION_FILE, load_params(params)
    )
    for path in written:
        say(str(path))


def rehearse(
    output: Annotated[
        Path | None, typer.Option(help="Folder for everything; default build/ci.")
    ] = None,
) -> None:
    """Run the whole pipeline at CI size, apart from the project's own model."""
    from pipeline.stages.rehearsal import REHEARSAL_FOLDER
    from pipeline.stages.rehearsal import rehearse as run

    say(str(run(output or REHEARSAL_FOLDER, tell=say)))
