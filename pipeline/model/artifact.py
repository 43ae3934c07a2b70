"""The artefact on disk: classifier.joblib beside manifest.json.

Everything that must agree is compared before a byte is unpickled. A checksum finds
corruption, not malice: load only files that this project wrote.
"""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import zlib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import joblib
from joblib.numpy_pickle import NumpyPickler

from pipeline.cases import write_aside, write_text
from pipeline.errors import ArtifactError, Fault, OutputError, shorten
from pipeline.features import FeatureSchema
from pipeline.knowledge import load_knowledge
from pipeline.model.classifier import Classifier
from pipeline.model.staleness import LIBRARIES, manifest_faults
from pipeline.terms import Urgency

ESTIMATOR_FILE = "classifier.joblib"
MANIFEST_FILE = "manifest.json"
FORMAT = 1
COMPRESSION = 3
# What unpickling raises when the code that wrote the bytes has moved since.
UNPICKLING_ERRORS = (
    AttributeError,
    EOFError,
    ImportError,
    LookupError,
    TypeError,
    ValueError,
    pickle.UnpicklingError,
)
TRAIN_AGAIN = "Train the model again with `lasegue train`."


def save_classifier(
    folder: Path,
    classifier: Classifier,
    seed: int,
    metrics: dict[str, float],
    notes: dict[str, Any],
) -> str:
    """Write the artefact, the manifest last.

    Parameters
    ----------
    folder : Path
        Made if it does not exist.
    classifier : Classifier
    seed : int
        Of the training.
    metrics : dict
        Figures known at training.
    notes : dict
        What else the model card tells: candidates, calibration, data.

    Returns
    -------
    str
        sha256 of the estimator's bytes.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    content = _pickled(classifier.estimator)
    digest = hashlib.sha256(content).hexdigest()
    manifest = {
        "format": FORMAT,
        "sha256": digest,
        "lasegue_version": version("lasegue"),
        "knowledge_digest": load_knowledge().digest,
        "libraries": {name: version(name) for name in LIBRARIES},
        "seed": seed,
        "findings": list(classifier.schema.finding_ids),
        "features": list(classifier.schema.names),
        "classes": list(classifier.condition_ids),
        "set_thresholds": list(classifier.set_thresholds),
        "urgency_thresholds": {
            tier.value: value for tier, value in classifier.urgency_thresholds.items()
        },
        "coverage": classifier.coverage,
        "emergency_coverage": classifier.emergency_coverage,
        "metrics": metrics,
        **notes,
    }
    _make_folder(folder)
    with write_aside(folder / ESTIMATOR_FILE) as aside:
        aside.write_bytes(content)
    write_text(folder / MANIFEST_FILE, json.dumps(manifest, indent=1) + "\n")
    return digest


def _pickled(estimator: Any) -> bytes:
    buffer = io.BytesIO()
    _PicklerByValue(buffer).dump(estimator)
    return zlib.compress(buffer.getvalue(), COMPRESSION)


class _PicklerByValue(NumpyPickler):  # type: ignore[misc]
    """joblib's, but equal texts are one text, whichever objects hold them.

    Names of attributes are other objects once a process has unpickled an estimator;
    the same training must give the same bytes there too.
    """

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self.texts: dict[str, str] = {}

    def save(self, obj: Any, *rest: Any) -> None:
        if type(obj) is str:
            obj = self.texts.setdefault(obj, obj)
        super().save(obj, *rest)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            Fault(str(folder), "the folder", "writable", reason, "Choose another.")
        ) from error


def read_manifest(path: Path) -> dict[str, Any]:
    """Read the manifest of an artefact.

    Parameters
    ----------
    path : Path
        Its folder, or one of the two files in it.

    Raises
    ------
    ArtifactError
        If it is missing or no manifest.
    """
    file = _folder(path) / MANIFEST_FILE
    to_do = "Train a model with `lasegue train`, or name another with --model."
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise ArtifactError(
            Fault(str(file), "the manifest", "readable", reason, to_do)
        ) from error
    except (ValueError, RecursionError) as error:
        raise ArtifactError(
            Fault(str(file), "the manifest", "valid JSON", shorten(str(error)), to_do)
        ) from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        got = "another format"
        raise ArtifactError(
            Fault(str(file), "the manifest", f"of format {FORMAT}", got, to_do)
        )
    return manifest


def _folder(path: Path) -> Path:
    return path.parent if path.name in (ESTIMATOR_FILE, MANIFEST_FILE) else path


def load_classifier(path: Path) -> Classifier:
    """Load an artefact, after everything in its manifest has been compared.

    Parameters
    ----------
    path : Path
        Its folder, or one of the two files in it.

    Returns
    -------
    Classifier

    Raises
    ------
    ArtifactError
        With every mismatch: altered or truncated bytes, other knowledge, findings,
        conditions or library versions.
    """
    manifest = read_manifest(path)
    file = _folder(path) / ESTIMATOR_FILE
    try:
        content = file.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ArtifactError(
            Fault(str(file), "the estimator", "readable", reason, TRAIN_AGAIN)
        ) from error
    faults = manifest_faults(manifest, content, str(_folder(path)))
    if faults:
        raise ArtifactError(faults)
    try:
        return _classifier(joblib.load(io.BytesIO(content)), manifest)
    except UNPICKLING_ERRORS as error:
        got = f"{type(error).__name__}, {shorten(str(error))}"
        must_be = "of classes that the present code has"
        raise ArtifactError(
            Fault(str(file), "the estimator", must_be, got, TRAIN_AGAIN)
        ) from error


def _classifier(estimator: Any, manifest: dict[str, Any]) -> Classifier:
    return Classifier(
        estimator=estimator,
        schema=FeatureSchema(tuple(manifest["findings"])),
        condition_ids=tuple(manifest["classes"]),
        set_thresholds=tuple(manifest["set_thresholds"]),
        urgency_thresholds={
            Urgency(tier): value
            for tier, value in manifest["urgency_thresholds"].items()
        },
        coverage=manifest["coverage"],
        emergency_coverage=manifest["emergency_coverage"],
        version=str(manifest["lasegue_version"]),
        digest=manifest["sha256"],
    )
