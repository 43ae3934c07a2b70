"""`lasegue score`: many cases in, one row of columns each out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.model import model_folder
from pipeline.cli.terminal import say


def score(
    cases: Annotated[
        list[Path], typer.Argument(help="YAML, JSON, JSONL, CSV or Parquet files.")
    ],
    output: Annotated[
        Path, typer.Option(help="Table to write: .parquet, or .csv in UTF-8.")
    ],
    model: Annotated[
        Path | None, typer.Option(help="Folder of the artefact; default models/.")
    ] = None,
    case_mix: Annotated[
        str | None, typer.Option(help="Name of a care setting, or a mix file.")
    ] = None,
) -> None:
    """Assess many cases as columns: urgency, rules, probabilities, sets; no words."""
    from pipeline.stages.scoring import score_files

    n = score_files(cases, output, model or model_folder(), case_mix)
    say(f"{n:,} cases scored. Saved in {output}.")
