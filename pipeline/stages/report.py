"""Stage report: the evaluation and what the gates say of it, in three faces."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipeline.cases import write_aside
from pipeline.errors import ArtifactError, Fault, OptionError
from pipeline.gates import read_champion
from pipeline.model.artifact import read_manifest
from pipeline.report.evaluation_report import Report
from pipeline.report.html import render_html
from pipeline.report.markdown import render_markdown
from pipeline.report.report_json import render_json
from pipeline.stages.at_hand import evaluation_at_hand
from pipeline.stages.gate import judge_model
from pipeline.stages.params import (
    CHAMPION_FOLDER,
    EVALUATION_FILE,
    MODEL_FOLDER,
    REPORT_FOLDER,
    Params,
    load_params,
)

Item = dict[str, Any]
Evaluate = Callable[[Path, Params], Item]
FACES = {".html": render_html, ".md": render_markdown, ".json": render_json}
# What draws the report; the libraries that trained the model stand in its manifest.
DRAWN_WITH = ("altair", "vl-convert-python")


def write_report(
    model: Path,
    evaluate: Evaluate,
    output: Path | None = None,
    params: Params | None = None,
) -> list[Path]:
    """Write the report of a model, and log it where its training was tracked.

    Parameters
    ----------
    model : Path
        Folder of the artefact.
    evaluate : callable
        Gives the figures of a model, when the last evaluation was not of this model,
        of today's knowledge and settings.
    output : Path, optional
        A folder for all faces, or a file for the one that its ending names; default
        build/.
    params : Params, optional
        Instead of params.yaml.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    OutputError
        If nothing can be written there.
    OptionError
        If the file has the ending of no face.
    ArtifactError
        If the model cannot be loaded.
    """
    params = params or load_params()
    paths = _paths(output)
    # Asked for first: an evaluation is long, and a bad path should be told at once.
    with ExitStack() as stack:
        asides = [stack.enter_context(write_aside(path)) for path in paths]
        figures = evaluation_at_hand(model, params) or evaluate(model, params)
        report = make_report(figures, model, params)
        for path, aside in zip(paths, asides, strict=True):
            aside.write_text(FACES[path.suffix](report), encoding="utf-8")
    # It needs a store and the libraries for one, which nobody must have for a report.
    if find_spec("mlflow") is not None:
        from pipeline.registry import log_files

        log_files(figures["model"]["digest"], paths, "report")
    return paths


def _paths(output: Path | None) -> list[Path]:
    """Give the files to write: the one that was named, else one of each face."""
    folder = output or REPORT_FOLDER
    if folder.suffix in FACES:
        return [folder]
    if folder.suffix and not folder.is_dir():
        must_be = f"a folder, or a file that ends in {', '.join(FACES)}"
        fault = Fault("--output", "it", must_be, str(output), "Name one of them.")
        raise OptionError([fault])
    # Where it cannot be made, the first file tells what is wrong.
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
    return [folder / f"report{ending}" for ending in FACES]


def make_report(figures: Item, model: Path, params: Params) -> Report:
    """Judge figures, and say what they were made from.

    Parameters
    ----------
    figures : dict
        Of the evaluation.
    model : Path
        Folder of the artefact that they are of.
    params : Params

    Returns
    -------
    Report
    """
    manifest = read_manifest(model)
    versions = {
        "lasegue": manifest["lasegue_version"],
        **manifest["libraries"],
        **{name: version(name) for name in DRAWN_WITH},
    }
    champion = read_champion(CHAMPION_FOLDER)
    return Report(
        evaluation=figures,
        verdicts=tuple(one.to_dict() for one in judge_model(model, figures, params)),
        champion=None if champion is None else champion.figures,
        data_digest=manifest.get("data_digest"),
        versions=versions,
    )


def _refuse(model: Path, _: Params) -> Item:
    """Evaluate nothing: within the pipeline that is another stage's work."""
    what, to_do = "the evaluation", "Evaluate it first: `dvc repro evaluate`."
    got = "one of another model, other knowledge or other settings, or none"
    must_be = f"of the model in {model} and of today's settings"
    raise ArtifactError(Fault(str(EVALUATION_FILE), what, must_be, got, to_do))


def main() -> None:
    """Run the stage."""
    write_report(MODEL_FOLDER, _refuse)


if __name__ == "__main__":
    main()
