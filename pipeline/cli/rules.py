"""`lasegue rules`: what is proved, tested and measured about the red flags."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.terminal import Format, say
from pipeline.terms import Urgency

app = typer.Typer(help="The red flags: proved, tested, measured.", no_args_is_help=True)


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
    if output_format is Format.JSON:
        say(json.dumps(audits, indent=1, allow_nan=False))
        return
    pages = [render_audit(page, knowledge) for page in audits]
    say("\n".join(pages) if pages else "No cases.")
