"""`lasegue generate`: synthetic cases into a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.terms import CareSetting

if TYPE_CHECKING:
    from collections.abc import Callable

# Read as text, so that a bad number does not hide the other faults.
WHOLE = "INTEGER"
ROWS_WORTH_A_BAR = 500_000


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
