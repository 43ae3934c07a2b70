"""`lasegue train`, `evaluate`, `replay` and `report`: the model and its figures."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.terminal import Format, fail, fail_gates, say, show


def train(
    cases: Annotated[
        Path | None, typer.Option(help="Labelled table (CSV or Parquet).")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Folder of the artefact; default models/.")
    ] = None,
) -> None:
    """Train, calibrate and save a classifier, and track every candidate."""
    from pipeline.stages.params import MODEL_FOLDER
    from pipeline.stages.train import run_training

    folder = output or MODEL_FOLDER
    training = run_training(cases, folder)
    say(f"{'candidate':<24}{'rows':>10}{'log loss':>10}{'top-1':>8}")
    for trial in training.trials:
        mark = " *" if trial.candidate.name == training.chosen else ""
        figures = trial.metrics
        say(
            f"{trial.candidate.name:<24}{trial.n_rows:>10,}"
            f"{figures['log_loss']:>10.4f}{figures['top1']:>8.3f}{mark}"
        )
    say(f"Calibration: {training.calibration.method}. Saved in {folder}.")


def evaluate(
    output_format: Annotated[
        Format, typer.Option("--format", help="How to print.")
    ] = Format.TEXT,
    model: Annotated[
        Path | None, typer.Option(help="Folder of the artefact; default models/.")
    ] = None,
    gates: Annotated[
        bool, typer.Option("--gates", help="Then ask what `lasegue gate` asks.")
    ] = False,
) -> None:
    """Print the model's figures beside the exact posterior's, and on real cases."""
    from pipeline.report.evaluation_text import render_evaluation
    from pipeline.stages.evaluate import evaluate as run
    from pipeline.stages.gate import judge_model
    from pipeline.stages.params import load_params

    params, folder = load_params(), model or model_folder()
    figures = run(folder, params)
    show(figures, output_format, lambda: render_evaluation(figures))
    if gates:
        fail_gates(judge_model(folder, figures, params))


def replay(
    studies: Annotated[
        list[str] | None, typer.Argument(help="Ids of studies; all without any.")
    ] = None,
    output_format: Annotated[
        Format, typer.Option("--format", help="How to print.")
    ] = Format.TEXT,
) -> None:
    """Generate the people of published studies and compare what their tests show."""
    from pipeline.replays.replay import replay as run
    from pipeline.replays.replay import summarise_replay
    from pipeline.report.replay_text import render_replay
    from pipeline.stages.params import load_params
    from pipeline.stages.replay import failed_checks

    gates = None if studies else load_params().replay
    results = run(studies)
    summary = summarise_replay(results)
    show(summary, output_format, lambda: render_replay(summary))
    fail("Replay", failed_checks(results, gates))


def model_folder() -> Path:
    """Give the folder that LASEGUE_MODEL names, else models/ of the project."""
    from pipeline.assess import DEFAULT_MODEL_FOLDER, MODEL_VARIABLE

    return Path(os.environ.get(MODEL_VARIABLE) or DEFAULT_MODEL_FOLDER)


def report(
    output: Annotated[
        Path | None,
        typer.Option(
            help="Folder, or a file ending in .html, .md or .json; default build/."
        ),
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="Folder of the artefact; default models/.")
    ] = None,
) -> None:
    """Write the evaluation and its verdicts as HTML, Markdown and JSON."""
    from pipeline.stages.evaluate import evaluate as run
    from pipeline.stages.report import write_report

    for path in write_report(model or model_folder(), run, output):
        say(str(path))
