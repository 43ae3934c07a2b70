"""The `lasegue` command: argument parsing only, one file for each group of commands.

What a command needs is imported when it runs: `lasegue assess` must start fast.
"""

from __future__ import annotations

import sys

import typer

from pipeline.cli import (
    adapt,
    assess,
    gate,
    generate,
    interview,
    knowledge,
    model,
    paper,
    rules,
    score,
    sheet,
)
from pipeline.errors import PipelineError

BAD_INPUT = 2

app = typer.Typer(
    help="Leg pain that seems to come from the back: documented profiles, synthetic "
    "cases, a calibrated classifier, and red flags above it. Research and teaching "
    "software, not a medical device.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(rules.app, name="rules")
app.command()(generate.generate)
app.command()(model.train)
app.command()(model.evaluate)
app.command()(gate.gate)
app.command()(gate.promote)
app.command()(model.replay)
app.command()(model.report)
app.command()(paper.paper)
app.command()(paper.rehearse)
app.command()(assess.assess)
app.command()(sheet.sheet)
app.command()(score.score)
app.command()(interview.interview)
app.command()(adapt.adapt)


def main() -> None:
    """Run the command; bad input ends with every fault listed and status 2."""
    try:
        app(prog_name="lasegue")
    except PipelineError as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
        sys.exit(BAD_INPUT)
