"""The evaluation as one page to look at."""

from __future__ import annotations

from pathlib import Path

from pipeline.cases import write_aside
from pipeline.report.html import render_html
from pipeline.stages.evaluate import evaluate
from pipeline.stages.params import MODEL_FOLDER, REPORT_FILE


def write_report(model: Path = MODEL_FOLDER, output: Path | None = None) -> Path:
    """Evaluate a model and write the report.

    Parameters
    ----------
    model : Path
        Folder of the artefact.
    output : Path, optional
        Default build/report.html.

    Returns
    -------
    Path
        Where it stands.

    Raises
    ------
    OutputError
        If nothing can be written there.
    ArtifactError
        If the model cannot be loaded.
    """
    target = output or REPORT_FILE
    if output is None:
        target.parent.mkdir(exist_ok=True)
    # Asked for first: an evaluation is long, and a bad path should be told at once.
    with write_aside(target) as aside:
        aside.write_text(render_html(evaluate(model)), encoding="utf-8")
    return target
