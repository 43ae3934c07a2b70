"""`lasegue gate` and `promote`: whether a model keeps what is promised."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.model import model_folder
from pipeline.cli.terminal import Format, fail_gates, say, show

if TYPE_CHECKING:
    from pipeline.gates import Verdict

MARKS = {True: "passed", False: "FAILED", None: "not asked"}
Model = Annotated[
    Path | None, typer.Option(help="Folder of the artefact; default models/.")
]
Figures = Annotated[
    Path | None,
    typer.Option(help="Figures of its evaluation; default experiments/evaluation.json"),
]
ParamsFile = Annotated[
    Path | None, typer.Option("--params", help="Limits; default params.yaml.")
]
Proofs = Annotated[
    bool, typer.Option("--proofs", help="Prove what the rules promise as well.")
]


def gate(
    model: Model = None,
    figures: Figures = None,
    params: ParamsFile = None,
    proofs: Proofs = False,
    output_format: Annotated[
        Format, typer.Option("--format", help="How to print.")
    ] = Format.TEXT,
) -> None:
    """Ask every gate about a model and its evaluation; status 1 when one fails."""
    from pipeline.stages.gate import judge_model, read_figures
    from pipeline.stages.params import EVALUATION_FILE, load_params
    from pipeline.stages.proofs import with_proofs

    verdicts = judge_model(
        model or model_folder(),
        read_figures(figures or EVALUATION_FILE),
        load_params(params),
    )
    if proofs:
        verdicts = with_proofs(verdicts)
    told = [verdict.to_dict() for verdict in verdicts]
    show(told, output_format, lambda: _render(verdicts))
    fail_gates(verdicts)


def promote(
    model: Model = None,
    figures: Figures = None,
    params: ParamsFile = None,
    proofs: Proofs = False,
    why: Annotated[str | None, typer.Option(help="Why, in a few words.")] = None,
) -> None:
    """Make a registered model the champion, if every gate lets it through."""
    from pipeline.stages.gate import read_figures
    from pipeline.stages.params import EVALUATION_FILE, load_params
    from pipeline.stages.promote import promote as run

    done = run(
        model or model_folder(),
        read_figures(figures or EVALUATION_FILE),
        why,
        load_params(params),
        prove=proofs,
    )
    say(_render(done.verdicts))
    fail_gates(done.verdicts)
    say(f"Version {done.version} is the champion now. {done.why}")


def _render(verdicts: list[Verdict]) -> str:
    """Write one line for each gate."""
    widest = max(len(verdict.name) for verdict in verdicts)
    return "\n".join(
        f"{MARKS[verdict.passed]:<10} {verdict.name:<{widest}}  "
        f"{verdict.title}: {verdict.sentence}"
        for verdict in verdicts
    )
