"""The `lasegue` command: argument parsing only."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.errors import Fault, OptionError, PipelineError
from pipeline.terms import CareSetting

# What a command needs is imported when it runs: `lasegue assess` must start fast.

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.cases import Case
    from pipeline.model import Classifier

BAD_INPUT = 2
CHECK_FAILED = 1
# Read as text, so that a bad number does not hide the other faults.
WHOLE = "INTEGER"
ROWS_WORTH_A_BAR = 500_000

app = typer.Typer(
    help="Leg pain that seems to come from the back: documented profiles, synthetic "
    "cases, a calibrated classifier, and red flags above it. Research and teaching "
    "software, not a medical device.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
knowledge_app = typer.Typer(help="What is documented.", no_args_is_help=True)
app.add_typer(knowledge_app, name="knowledge")


def _say(text: str) -> None:
    """Print a result; a reader that has seen enough (`| head`) is no failure."""
    try:
        typer.echo(text)
    except BrokenPipeError:
        # Else Python would try, and complain, once more on exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class AssessFormat(StrEnum):
    """How assessments are written."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


class EvaluateFormat(StrEnum):
    """How figures are written."""

    TEXT = "text"
    JSON = "json"


@knowledge_app.command("check")
def knowledge_check() -> None:
    """Check every knowledge file and list all faults at once."""
    from pipeline.report.words import plural
    from pipeline.stages.knowledge import summarise_knowledge

    counts = summarise_knowledge()
    _say(
        f"The knowledge is sound: {counts['n_conditions']} conditions, "
        f"{counts['n_findings']} findings, {counts['n_rules']} rules, "
        f"{counts['n_sources']} sources; {counts['published']} published numbers, "
        f"{counts['derived']} derived from published ones, {counts['judged']} judged; "
        f"{plural(counts['n_studies'], 'study', 'studies')} to replay with "
        f"{plural(counts['n_study_figures'], 'figure')}."
    )


@knowledge_app.command("show")
def knowledge_show(
    condition: Annotated[str, typer.Argument(help="Id of a condition.")],
) -> None:
    """Print a condition's profile with its sources."""
    from pipeline.knowledge import load_knowledge
    from pipeline.knowledge.showing import render_profile

    _say(render_profile(load_knowledge(), condition))


@knowledge_app.command("coverage")
def knowledge_coverage() -> None:
    """Print per condition how many numbers are published, judged, or background."""
    from pipeline.knowledge import load_knowledge
    from pipeline.knowledge.coverage import render_coverage

    _say(render_coverage(load_knowledge()))


@knowledge_app.command("book")
def knowledge_book(
    output: Annotated[
        Path | None, typer.Option(help="Folder to write; default build/book/.")
    ] = None,
) -> None:
    """Write everything documented as a folder of pages, for clinicians to review."""
    from pipeline.stages.book import write_book

    _say(str(write_book(output)))


@app.command()
def generate(
    n: Annotated[str, typer.Option(help="Number of cases.", metavar=WHOLE)],
    seed: Annotated[str, typer.Option(help="Key of the stream.", metavar=WHOLE)],
    output: Annotated[Path, typer.Option(help="Parquet file to write.")],
    start: Annotated[
        str, typer.Option(help="First row of the stream.", metavar=WHOLE)
    ] = "0",
    care_setting: Annotated[
        str | None,
        typer.Option(help=f"Draw every case in one of {', '.join(CareSetting)}."),
    ] = None,
    mix: Annotated[
        str | None,
        typer.Option(help="Case mix, as id=0.5,id=0.5; others get none."),
    ] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="Leave nothing unknown.")
    ] = False,
    fresh_worlds: Annotated[
        bool,
        typer.Option(
            "--fresh-worlds",
            help="Draw every 4,096 rows from a world of their own: one plausible "
            "value for every number of the knowledge.",
        ),
    ] = False,
    workers: Annotated[
        str, typer.Option(help="Threads that draw.", metavar=WHOLE)
    ] = "1",
) -> None:
    """Write rows START .. START+N-1 of an endless stream of synthetic cases."""
    from pipeline.stages.options import read_generate_options
    from pipeline.synthesis import write_cases

    options = read_generate_options(
        n, seed, start, workers, output, care_setting, mix, complete, fresh_worlds
    )
    with _progress("Generating", options.n) as advance:
        write_cases(
            output,
            options.n,
            options.request,
            options.start,
            options.workers,
            advance,
        )


@contextmanager
def _progress(what: str, total: int) -> Iterator[Callable[[int], None] | None]:
    """Show a bar on long runs, when somebody is there to see it."""
    if total < ROWS_WORTH_A_BAR or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total)
        yield lambda rows: bar.advance(task, rows)


@app.command()
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
    _say(f"{'candidate':<24}{'rows':>10}{'log loss':>10}{'top-1':>8}")
    for trial in training.trials:
        mark = " *" if trial.candidate.name == training.chosen else ""
        figures = trial.metrics
        _say(
            f"{trial.candidate.name:<24}{trial.n_rows:>10,}"
            f"{figures['log_loss']:>10.4f}{figures['top1']:>8.3f}{mark}"
        )
    _say(f"Calibration: {training.calibration.method}. Saved in {folder}.")


@app.command()
def evaluate(
    output_format: Annotated[
        EvaluateFormat, typer.Option("--format", help="How to print.")
    ] = EvaluateFormat.TEXT,
    model: Annotated[
        Path | None, typer.Option(help="Folder of the artefact; default models/.")
    ] = None,
    gates: Annotated[
        bool, typer.Option("--gates", help="Fail when a gate of params.yaml fails.")
    ] = False,
) -> None:
    """Print the model's figures beside the exact posterior's, and on real cases."""
    from pipeline.report.evaluation_text import render_evaluation
    from pipeline.stages.evaluate import evaluate as run
    from pipeline.stages.evaluate import failed_gates
    from pipeline.stages.params import load_params

    params = load_params()
    figures = run(model or _model_folder(), params)
    if output_format is EvaluateFormat.JSON:
        _say(json.dumps(figures, indent=1, allow_nan=False))
    else:
        _say(render_evaluation(figures))
    failed = failed_gates(figures, params) if gates else []
    for line in failed:
        typer.echo(f"Gate failed: {line}.", err=True)
    if failed:
        raise typer.Exit(CHECK_FAILED)


@app.command()
def replay(
    studies: Annotated[
        list[str] | None, typer.Argument(help="Ids of studies; all without any.")
    ] = None,
    output_format: Annotated[
        EvaluateFormat, typer.Option("--format", help="How to print.")
    ] = EvaluateFormat.TEXT,
) -> None:
    """Generate the people of published studies and compare what their tests show."""
    from pipeline.report.replay_text import render_replay
    from pipeline.stages.params import load_params
    from pipeline.stages.replay import failed_checks, summarise_replay
    from pipeline.stages.replay import replay as run

    gates = None if studies else load_params().replay
    results = run(studies)
    summary = summarise_replay(results)
    if output_format is EvaluateFormat.JSON:
        _say(json.dumps(summary, indent=1, allow_nan=False))
    else:
        _say(render_replay(summary))
    failed = failed_checks(results, gates)
    for line in failed:
        typer.echo(f"Replay failed: {line}.", err=True)
    if failed:
        raise typer.Exit(CHECK_FAILED)


def _model_folder() -> Path:
    from pipeline.assess import DEFAULT_MODEL_FOLDER, MODEL_VARIABLE

    return Path(os.environ.get(MODEL_VARIABLE) or DEFAULT_MODEL_FOLDER)


@app.command()
def report(
    output: Annotated[
        Path | None, typer.Option(help="HTML file; default build/report.html.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="Folder of the artefact; default models/.")
    ] = None,
) -> None:
    """Write the evaluation as one self-contained HTML page."""
    from pipeline.stages.report import write_report

    _say(str(write_report(model or _model_folder(), output)))


@app.command()
def assess(
    files: Annotated[
        list[Path], typer.Argument(help="YAML, JSON, JSONL, CSV or Parquet files.")
    ],
    output_format: Annotated[
        AssessFormat, typer.Option("--format", help="How to print.")
    ] = AssessFormat.TEXT,
    model: Annotated[
        Path | None, typer.Option(help="Folder of the artefact; default models/.")
    ] = None,
    case_id: Annotated[
        str | None, typer.Option(help="Assess only the case of this name.")
    ] = None,
) -> None:
    """Assess every case: red flags first, then the classifier."""
    from pipeline.assess import assess as assess_case
    from pipeline.cases import broken_requirements, read_cases

    cases = _chosen(read_cases(files), case_id)
    classifier = _load_model(model)
    assessments = []
    for number, case in enumerate(cases, start=1):
        name = case.case_id or f"case {number}"
        for finding, needs in broken_requirements(case):
            typer.echo(f"Warning: {name}: {finding} would need {needs}.", err=True)
        result = assess_case(case, classifier)
        if result.model_fault is not None and classifier is not None:
            typer.echo(f"Warning: {name}: {result.model_fault}", err=True)
        assessments.append(result.to_dict())
    _print_assessments(assessments, output_format)


def _chosen(cases: list[Case], case_id: str | None) -> list[Case]:
    if case_id is None:
        return cases
    chosen = [case for case in cases if case.case_id == case_id]
    if not chosen:
        from pipeline.knowledge import suggest

        names = [case.case_id for case in cases if case.case_id is not None]
        to_do = suggest(case_id, names).replace("findings.yaml", "the file")
        raise OptionError(
            Fault("--case-id", "it", "the name of a case", repr(case_id), to_do)
        )
    return chosen


def _load_model(path: Path | None) -> Classifier | None:
    """Load the model asked for, or the default one; say so when there is none."""
    if path is not None:
        from pipeline.model.artifact import load_classifier

        return load_classifier(path)
    from pipeline.assess import default_model

    classifier, fault = default_model()
    if classifier is None:
        typer.echo(f"No model: the rules answer alone. {fault}", err=True)
    return classifier


def _print_assessments(
    assessments: list[dict[str, Any]], output_format: AssessFormat
) -> None:
    if output_format is AssessFormat.JSON:
        _say(json.dumps(assessments, indent=1, allow_nan=False))
        return
    if output_format is AssessFormat.JSONL:
        for assessment in assessments:
            _say(json.dumps(assessment, allow_nan=False))
        return
    from pipeline.knowledge import load_knowledge
    from pipeline.report.assessment_text import render_assessment

    knowledge = load_knowledge()
    pages = [render_assessment(assessment, knowledge) for assessment in assessments]
    _say("\n\n".join(pages) if pages else "No cases.")


def main() -> None:
    """Run the command; bad input ends with every fault listed and status 2."""
    try:
        app(prog_name="lasegue")
    except PipelineError as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
        sys.exit(BAD_INPUT)


if __name__ == "__main__":
    main()
