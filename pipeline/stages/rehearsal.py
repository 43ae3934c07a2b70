"""The four stages at a size for CI, in a folder of their own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from pipeline.cases import write_text
from pipeline.stages.evaluate import evaluate
from pipeline.stages.generate import generate
from pipeline.stages.knowledge import summarise_knowledge
from pipeline.stages.params import PROJECT, Params, load_params
from pipeline.stages.report import write_report
from pipeline.stages.train import run_training
from pipeline.tracking import SQLITE, URI_VARIABLE

REHEARSAL_FOLDER = PROJECT / "build" / "ci"
FIGURES = "evaluation.json"


def rehearse(
    output: Path = REHEARSAL_FOLDER,
    params: Params | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Path:
    """Run knowledge, generate, train and evaluate at CI size.

    Nothing is read from, and nothing written to, models/, data/ and experiments/. The
    folder also holds the parameters of the run, so that whoever looks at its figures
    can tell what they were measured with.

    Parameters
    ----------
    output : Path
        Folder for everything that is made.
    params : Params, optional
        Instead of params.yaml with its part `ci`.
    tell : callable, optional
        Is told the name of each stage before it starts.

    Returns
    -------
    Path
        The figures, evaluation.json.

    Raises
    ------
    OptionError
        If the parameters are faulty.
    OutputError
        If something cannot be written there.
    """
    params = params or load_params(at_ci_size=True)
    output.mkdir(parents=True, exist_ok=True)
    tell("knowledge")
    counts = json.dumps(summarise_knowledge(), indent=1)
    write_text(output / "knowledge.json", counts + "\n")
    used = params.model_dump(mode="json", exclude={"ci"})
    write_text(output / "params.yaml", yaml.safe_dump(used, sort_keys=False))
    tell("generate")
    generate(params.generate, output / "data")
    tell("train")
    with _store_in(output):
        run_training(None, output / "models", params, output / "data")
    tell("evaluate")
    figures = evaluate(output / "models", params)
    told = json.dumps(figures, indent=1, allow_nan=False)
    write_text(output / FIGURES, told + "\n")
    with _store_in(output):
        write_report(output / "models", lambda *_: figures, output, params)
    return output / FIGURES


@contextmanager
def _store_in(folder: Path) -> Iterator[None]:
    """Keep the runs of a block in the folder, and not among those of the project."""
    before = os.environ.get(URI_VARIABLE)
    os.environ[URI_VARIABLE] = f"{SQLITE}{(folder / 'mlflow.db').resolve()}"
    try:
        yield
    finally:
        del os.environ[URI_VARIABLE]
        if before is not None:
            os.environ[URI_VARIABLE] = before
