"""`lasegue rules`: what is proved, tested and measured about the red flags."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.assess import load_model
from pipeline.cli.terminal import CHECK_FAILED, Format, fail, say, show
from pipeline.errors import Fault, OptionError
from pipeline.terms import Urgency

if TYPE_CHECKING:
    from pipeline.knowledge import Knowledge
    from pipeline.knowledge.hazard_schema import HazardLog

SOLVER = "z3"

app = typer.Typer(help="The red flags: proved, tested, measured.", no_args_is_help=True)


def _need_solver() -> None:
    """Say how to get the solver, which not every installation has."""
    try:
        import_module(SOLVER)
    except ModuleNotFoundError as error:
        to_do = 'Install it with `pip install "lasegue[proofs]"`.'
        raise OptionError(
            Fault("this installation", "the solver", "installed", f"no {SOLVER}", to_do)
        ) from error


def _rules_and_log() -> tuple[Knowledge, HazardLog]:
    """Load both without holding them against each other: that is the proof's part."""
    from pipeline.knowledge import load_knowledge
    from pipeline.knowledge.hazards import HAZARDS_FILE, read_hazards

    knowledge = load_knowledge()
    return knowledge, read_hazards(HAZARDS_FILE, knowledge, against_rules=False)


@app.command()
def prove(
    output_format: Annotated[
        Format, typer.Option("--format", help="How to print.")
    ] = Format.TEXT,
) -> None:
    """Prove what the rule layer promises, for every case and every model."""
    _need_solver()
    from pipeline.proofs.proving import prove as prove_all
    from pipeline.report.proof_text import render_proof, render_proof_summary

    proofs = []
    for proof in prove_all(*_rules_and_log()):
        proofs.append(proof.to_dict())
        if output_format is Format.TEXT:
            say(render_proof(proofs[-1]))
    show(proofs, output_format, lambda: render_proof_summary(proofs))
    if not all(proof["holds"] for proof in proofs):
        raise typer.Exit(CHECK_FAILED)


@app.command()
def mutate(
    output_format: Annotated[
        Format, typer.Option("--format", help="How to print.")
    ] = Format.TEXT,
) -> None:
    """Change every rule in every way, and see whether its tests notice."""
    _need_solver()
    from pipeline.proofs.mutation import mutate as mutate_all
    from pipeline.report.mutation_text import render_mutation

    report = mutate_all(*_rules_and_log()).to_dict()
    show(report, output_format, lambda: render_mutation(report))
    if report["survivors"]:
        raise typer.Exit(CHECK_FAILED)


@app.command()
def budget(
    output_format: Annotated[
        Format, typer.Option("--format", help="How to print.")
    ] = Format.TEXT,
    model: Annotated[
        Path | None, typer.Option(help="Folder of the artefact; default models/.")
    ] = None,
    gates: Annotated[
        bool,
        typer.Option("--gates", help="Fail when a limit of params.yaml is passed."),
    ] = False,
) -> None:
    """Count the alarms on simulated patients, and hold them against the budget."""
    from pipeline.report.budget_text import render_budget
    from pipeline.stages.budget import budget as count_alarms
    from pipeline.stages.budget import failed_budget, summarise_budget
    from pipeline.stages.params import load_params

    # The limits are on the rules: a check of them does without a model.
    classifier = None if gates else load_model(model)
    report = count_alarms(load_params().budget, classifier)
    summary = summarise_budget(report)
    show(summary, output_format, lambda: render_budget(summary))
    fail("Budget", failed_budget(report) if gates else [])


@app.command()
def audit(
    files: Annotated[
        list[Path], typer.Argument(help="YAML, JSON, JSONL, CSV or Parquet files.")
    ],
    tier: Annotated[
        Urgency, typer.Option(help="Look at rules of this tier or worse.")
    ] = Urgency.EMERGENCY,
    output_format: Annotated[
        Format, typer.Option("--format", help="How to print.")
    ] = Format.TEXT,
) -> None:
    """Tell which emergencies a case leaves open, and what would close them."""
    from pipeline.cases import read_cases
    from pipeline.knowledge import load_knowledge
    from pipeline.proofs.closing import audit as audit_case
    from pipeline.report.audit_text import render_audit
    from pipeline.rules import load_rules

    knowledge, rule_set = load_knowledge(), load_rules()
    audits = [
        audit_case(case, rule_set, knowledge, tier).to_dict(case.case_id)
        for case in read_cases(files)
    ]
    pages = (render_audit(page, knowledge) for page in audits)
    show(audits, output_format, lambda: "\n".join(pages) or "No cases.")


@app.command()
def trace(
    output: Annotated[
        Path | None, typer.Option(help="HTML file; default build/rules.html.")
    ] = None,
) -> None:
    """Write the hazard log, and what holds each rule: sources, tests, proofs."""
    _need_solver()
    from pipeline.stages.params import load_params
    from pipeline.stages.trace import gather_evidence, write_trace

    say(str(write_trace(output, gather_evidence(load_params()))))
