"""`lasegue adapt`: the case mix of a place from its own, unlabelled cases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.model import model_folder
from pipeline.cli.terminal import Format, say, show

UNNAMED = "adapted"


def adapt(
    cases: Annotated[
        list[Path], typer.Argument(help="YAML, JSON, JSONL, CSV or Parquet files.")
    ],
    output: Annotated[
        Path | None,
        typer.Option(help="YAML file of the mix, for `lasegue assess --case-mix`."),
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="Folder of the artefact; default models/.")
    ] = None,
    output_format: Annotated[
        Format, typer.Option("--format", help="How to print.")
    ] = Format.TEXT,
) -> None:
    """Estimate how common each condition is where these unlabelled cases come from."""
    from pipeline.report.adaptation_text import render_adaptation
    from pipeline.stages.adapt import adapt as run
    from pipeline.stages.adapt import write_adaptation

    name = UNNAMED if output is None else output.stem
    figures = run(cases, model or model_folder(), name)
    if output is not None:
        write_adaptation(figures, output)
    if figures["few_cases"]:
        few = f"{figures['n_cases']} cases are few: the intervals are wide"
        typer.echo(f"Warning: {few}.", err=True)
    show(figures, output_format, lambda: render_adaptation(figures))
    if output is not None and output_format is Format.TEXT:
        say(f"\nSaved in {output}.")
