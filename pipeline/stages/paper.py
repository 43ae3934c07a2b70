"""The paperwork of a model, filled in from one run and no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.cases import write_text
from pipeline.errors import ArtifactError, Fault
from pipeline.knowledge import load_knowledge
from pipeline.model.artifact import read_manifest
from pipeline.report.paper.papers import render_papers
from pipeline.report.paper.run import Run
from pipeline.report.words import short_digest
from pipeline.stages.params import (
    EVALUATION_FILE,
    MODEL_FOLDER,
    PROJECT,
    STORED_STREAMS,
    Params,
    load_params,
)

PAPER_FOLDER = PROJECT / "build"
AGAIN = "Run `make repro`, so that model, figures and knowledge belong together."


def write_papers(
    output: Path | None = None,
    model: Path = MODEL_FOLDER,
    figures: Path = EVALUATION_FILE,
    params: Params | None = None,
) -> list[Path]:
    """Write model card, TRIPOD+AI checklist and data sheet.

    Parameters
    ----------
    output : Path, optional
        Folder of the three; default build/.
    model : Path
        Folder of the artefact.
    figures : Path
        What `lasegue evaluate` found out about it.
    params : Params, optional
        Of the run, instead of params.yaml.

    Returns
    -------
    list of Path

    Raises
    ------
    ArtifactError
        If figures or manifest are missing, or belong to another model, to other
        knowledge or to another run.
    OutputError
        If a file cannot be written.
    """
    params = params or load_params()
    manifest = read_manifest(model)
    evaluation = _read_figures(figures)
    faults = [
        *_strangers(evaluation, manifest, str(figures)),
        *_other_run(evaluation, manifest, params, str(figures)),
    ]
    if faults:
        raise ArtifactError(faults)
    run = Run(evaluation, manifest, params.model_dump(mode="json"))
    folder = output or PAPER_FOLDER
    if output is None:
        folder.mkdir(exist_ok=True)
    written = []
    for name, text in render_papers(run).items():
        written.append(folder / f"{name}.md")
        write_text(written[-1], text)
    return written


def _read_figures(path: Path) -> dict[str, Any]:
    """Read the figures; whatever else stands in the file is refused."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        got = type(error).__name__
        fault = Fault(str(path), "the evaluation", "readable JSON", got, AGAIN)
        raise ArtifactError(fault) from error
    wanted = ("model", "knowledge", "seeds", "n_cases")
    missing = wanted if not isinstance(told, dict) else set(wanted) - set(told)
    if missing:
        raise ArtifactError(
            Fault(str(path), f"{name} of the evaluation", "there", "nothing", AGAIN)
            for name in sorted(missing)
        )
    return told  # type: ignore[no-any-return]


def _strangers(
    evaluation: dict[str, Any], manifest: dict[str, Any], where: str
) -> Iterator[Fault]:
    """Tell what belongs to another model or to other knowledge."""
    knowledge = load_knowledge().digest
    for what, wanted, got in (
        ("model", manifest["sha256"], evaluation["model"]["digest"]),
        ("knowledge", knowledge, evaluation["knowledge"]["digest"]),
        ("knowledge of the model", knowledge, manifest["knowledge_digest"]),
    ):
        if got != wanted:
            must_be = f"that in use, {short_digest(wanted)}"
            yield Fault(where, f"the {what}", must_be, short_digest(got), AGAIN)


def _other_run(
    evaluation: dict[str, Any], manifest: dict[str, Any], params: Params, where: str
) -> Iterator[Fault]:
    """Tell which seeds and sizes of the parameters are not those of the run."""
    seeds = params.seeds()
    for name, seed in evaluation["seeds"].items():
        if seeds.get(name) != seed:
            must_be = f"that of params.yaml, {seeds.get(name, 'which has none')}"
            yield Fault(where, f"the seed of {name}", must_be, str(seed), AGAIN)
    sizes = manifest.get("n_cases", {})
    for name in STORED_STREAMS:
        wanted, got = params.generate.streams()[name].n, sizes.get(name)
        if got != wanted:
            what, must_be = f"the number of cases to {name}", f"{wanted:,}"
            yield Fault("the manifest", what, must_be, str(got), AGAIN)
