"""The registered models: listed, and loaded as the classifier that assess() asks.

What a version is loaded with are the rules and the knowledge of today, so a version
that learned from other knowledge is refused like any other outdated artefact.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

from pipeline.errors import ArtifactError, Fault
from pipeline.knowledge import load_knowledge
from pipeline.model import Classifier
from pipeline.model.artifact import load_classifier, read_manifest
from pipeline.tracking import CHAMPION, MODEL_NAME, WHY, registry

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
        folder = _packed(client, client.get_model_version(MODEL_NAME, version))
    return load_classifier(_artefact_in(folder))


def promote_version(digest: str, why: str) -> str:
    """Let the alias point at the registered version of an artefact.

    Parameters
    ----------
    digest : str
        sha256 of the artefact. Whether it may be promoted was asked before.
    why : str
        Kept as a tag of the version, and as its description.

    Returns
    -------
    str
        The version; the newest of several with this artefact.

    Raises
    ------
    ArtifactError
        If no version has it, or there is no store.
    """
    with registry() as client:
        found = client.search_model_versions(f"name='{MODEL_NAME}'")
        for one in sorted(found, key=lambda one: int(one.version), reverse=True):
            version = str(one.version)
            if _digest_of(client, one) == digest:
                client.set_registered_model_alias(MODEL_NAME, CHAMPION, version)
                client.set_model_version_tag(MODEL_NAME, version, WHY, why)
                client.update_model_version(MODEL_NAME, version, why)
                return version
    raise ArtifactError(
        Fault(
            "the registry",
            f"the model {digest[:8]}",
            "registered",
            f"{len(found)} versions, all of other models",
            _TRAIN_AGAIN,
        )
    )


def log_files(digest: str, files: Iterable[Path], folder: str) -> str | None:
    """Put files beside the training of a model, where the store knows of it.

    Parameters
    ----------
    digest : str
        sha256 of the artefact.
    files : iterable of Path
    folder : str
        Where they stand among the artefacts of the run.

    Returns
    -------
    str or None
        The newest version with this artefact, whose run has the files now; None where
        there is no store, no such version, or no place to write.
    """
    with suppress(ArtifactError, OSError), registry() as client:
        found = client.search_model_versions(f"name='{MODEL_NAME}'")
        for one in sorted(found, key=lambda one: int(one.version), reverse=True):
            if _digest_of(client, one) == digest:
                for file in files:
                    client.log_artifact(one.run_id, str(file), folder)
                return str(one.version)
    return None


def _digest_of(client: Any, version: Any) -> str | None:
    """Read the digest of a version's artefact; None where it cannot be read."""
    try:
        manifest = read_manifest(_artefact_in(_packed(client, version)))
    except ArtifactError:
        return None
    return str(manifest.get("sha256"))


def _packed(client: Any, version: Any) -> Path:
    """Give the folder into which MLflow packed a version."""
    model = client.get_logged_model(version.model_id or _model_id(version.source))
    return _folder(model.artifact_location)


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
