"""The registered models: listed, and loaded as the classifier that assess() asks.

What a version is loaded with are the rules and the knowledge of today, so a version
that learned from other knowledge is refused like any other outdated artefact.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

from pipeline.errors import ArtifactError, Fault
from pipeline.knowledge import load_knowledge
from pipeline.model import Classifier
from pipeline.model.artifact import load_classifier
from pipeline.tracking import CHAMPION, MODEL_NAME, registry

FIGURES = ("top1", "top3", "log_loss", "ece_calibrated", "regret_nats")
_TRAIN_AGAIN = "Train a model with `lasegue train`."


@dataclass(frozen=True)
class RegisteredModel:
    """One version of the registered model, as its training tells of it.

    When it was made is left out: the same training at another time is the same model.

    Parameters
    ----------
    version : str
    is_champion : bool
        Whether the alias points at it.
    candidate, calibration : str or None
        What was chosen; None where the run does not tell.
    n_train : int or None
        Cases that it learned from.
    figures : dict of str to float
        Those of FIGURES that were told; the regret at the end of its lessons.
    is_current : bool
        Whether it learned from the knowledge of today; another one cannot be used.
    """

    version: str
    is_champion: bool
    candidate: str | None
    calibration: str | None
    n_train: int | None
    figures: dict[str, float]
    is_current: bool


def registered_models() -> list[RegisteredModel]:
    """List the registered versions, the newest first.

    Returns
    -------
    list of RegisteredModel
        Empty where nothing was registered yet.

    Raises
    ------
    ArtifactError
        If there is no store, or it cannot be read.
    """
    with registry() as client:
        found = client.search_model_versions(f"name='{MODEL_NAME}'")
        if not found:
            return []
        aliases = client.get_registered_model(MODEL_NAME).aliases
        champion = str(aliases.get(CHAMPION, ""))
        versions = sorted(found, key=lambda one: int(one.version), reverse=True)
        return [_told(client, one, champion) for one in versions]


def _told(client: Any, version: Any, champion: str) -> RegisteredModel:
    run = client.get_run(version.run_id)
    winner = _winner(client, run)
    params = run.data.params
    metrics = {**(winner.data.metrics if winner else {}), **run.data.metrics}
    n_train = winner.data.params.get("n_rows") if winner else None
    return RegisteredModel(
        version=str(version.version),
        is_champion=str(version.version) == champion,
        candidate=params.get("candidate"),
        calibration=params.get("calibration"),
        n_train=int(n_train) if n_train is not None else None,
        figures={name: metrics[name] for name in FIGURES if name in metrics},
        is_current=params.get("knowledge_digest") == load_knowledge().digest,
    )


def _winner(client: Any, run: Any) -> Any | None:
    """Give the run of the chosen candidate, which tells how it learned."""
    chosen = f"tags.mlflow.parentRunId = '{run.info.run_id}' and tags.chosen = 'true'"
    found = client.search_runs([run.info.experiment_id], chosen, max_results=1)
    return found[0] if found else None


def load_registered(version: str) -> Classifier:
    """Load a version after everything in its manifest has been compared.

    Parameters
    ----------
    version : str
        As listed.

    Returns
    -------
    Classifier
        To be handed to assess().

    Raises
    ------
    ArtifactError
        If there is no such version, or it must not be loaded: altered, outdated, made
        from other knowledge or with other libraries.
    """
    with registry() as client:
        found = client.get_model_version(MODEL_NAME, version)
        model = client.get_logged_model(found.model_id or _model_id(found.source))
        folder = _folder(model.artifact_location)
    return load_classifier(_artefact_in(folder))


def _model_id(source: str) -> str:
    return source.rpartition("/")[2]


def _folder(location: str) -> Path:
    """Give the folder of a logged model; one on a server is not fetched."""
    parts = urlsplit(location)
    if parts.scheme not in ("", "file"):
        to_do = "Fetch it with MLflow, and name its folder in LASEGUE_MODEL."
        raise ArtifactError(
            Fault(
                location, "the registered model", "on this machine", "a server", to_do
            )
        )
    return Path(unquote(parts.path))


def _artefact_in(folder: Path) -> Path:
    """Find the folder of the artefact that MLflow packed."""
    try:
        told = yaml.safe_load((folder / "MLmodel").read_text(encoding="utf-8"))
        place = told["flavors"]["python_function"]["artifacts"]["model"]["path"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise ArtifactError(
            Fault(
                str(folder),
                "the registered model",
                "packed with its artefact",
                type(error).__name__,
                _TRAIN_AGAIN,
            )
        ) from error
    return folder / str(place)
