"""The gates of a model: its figures, its case scores and the champion, put together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.errors import CaseError, Fault, PipelineError, shorten
from pipeline.gates import Verdict, judge, read_champion
from pipeline.gates.case_scores import CaseScores, read_scores
from pipeline.model.artifact import load_classifier, read_manifest
from pipeline.stages.case_scores import score_model
from pipeline.stages.params import (
    CASE_SCORES_FILE,
    CHAMPION_FOLDER,
    Params,
    load_params,
)


def read_figures(path: Path) -> dict[str, Any]:
    """Read the figures of an evaluation.

    Parameters
    ----------
    path : Path

    Returns
    -------
    dict

    Raises
    ------
    CaseError
        If they are missing, or no figures.
    """
    try:
        figures = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(figures, dict):
            message = "no mapping of names to figures"
            raise TypeError(message)
    except (OSError, ValueError, TypeError, RecursionError) as error:
        to_do = "Evaluate a model: `dvc repro evaluate`."
        must_be, got = "readable", shorten(str(error))
        raise CaseError(
            Fault(str(path), "the figures of the evaluation", must_be, got, to_do)
        ) from error
    return figures


def judge_model(
    model: Path, figures: dict[str, Any], params: Params | None = None
) -> list[Verdict]:
    """Ask every gate about a model and the figures of its evaluation.

    Parameters
    ----------
    model : Path
        Folder of the artefact. One that cannot be loaded is not scored.
    figures : dict
    params : Params, optional
        Instead of params.yaml.

    Returns
    -------
    list of Verdict

    Raises
    ------
    ArtifactError
        If the model has no manifest.
    CaseError
        If the champion's record is damaged.
    """
    params = params or load_params()
    digest = str(read_manifest(model).get("sha256"))
    scores = scores_of(model, digest, params)
    champion = read_champion(CHAMPION_FOLDER)
    return judge(figures, params.gates, scores, champion, digest)


def scores_of(model: Path, digest: str, params: Params) -> CaseScores:
    """Give the case scores that the evaluation wrote, if they are this model's.

    Raises
    ------
    ArtifactError
        If they are of another model, and this one cannot be loaded to be asked.
    """
    if CASE_SCORES_FILE.is_file():
        try:
            written = read_scores(CASE_SCORES_FILE)
        except PipelineError:
            pass  # what cannot be read is made again
        else:
            if written.model_digest == digest:
                return written
    asked = params.evaluate.paired_cases
    return score_model(load_classifier(model), asked.seed, asked.n_per_condition)
