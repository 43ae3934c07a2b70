"""What every command prints with."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from pipeline.gates import Verdict

CHECK_FAILED = 1


class Format(StrEnum):
    """How figures are written."""

    TEXT = "text"
    JSON = "json"


def say(text: str) -> None:
    """Print a result; a reader that has seen enough (`| head`) is no failure."""
    try:
        typer.echo(text)
    except BrokenPipeError:
        # Else Python would try, and complain, once more on exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def show(data: Any, output_format: Format, render: Callable[[], str]) -> None:
    """Print plain data as JSON, or what `render` makes of it as text."""
    if output_format is Format.JSON:
        say(json.dumps(data, indent=1, allow_nan=False))
    else:
        say(render())


def fail(what: str, failed: list[str]) -> None:
    """Name what failed on standard error, and end with status 1; else do nothing."""
    for line in failed:
        typer.echo(f"{what} failed: {line}.", err=True)
    if failed:
        raise typer.Exit(CHECK_FAILED)


def fail_gates(verdicts: list[Verdict]) -> None:
    """End with status 1 and a sentence for each gate that failed, if one did."""
    from pipeline.gates import failures

    fail("Gate", [sentence.rstrip(".") for sentence in failures(verdicts)])
