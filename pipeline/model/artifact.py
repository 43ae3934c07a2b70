"""The artefact on disk: classifier.joblib beside manifest.json.

The joblib file holds the classifier whole, so that even one loaded by hand is asked
through assess. Here everything that must agree is compared before a byte is unpickled.
A checksum finds corruption, not malice: load only files that this project wrote.
"""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from dataclasses import replace
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
from pipeline.model.staleness import (
    LIBRARIES,
    inside_faults,
    manifest_faults,
    told_by,
)
from pipeline.rules import load_rules

CLASSIFIER_FILE = "classifier.joblib"
MANIFEST_FILE = "manifest.json"
FORMAT = 3
COMPRESSION = 3
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
        sha256 of the bytes of classifier.joblib.

    Raises
    ------
    SilentRuleError
        If a red flag no longer answers: no model is packaged without its rules.
    OutputError
        If the folder cannot be written.
    """
    load_rules()
    content = _pickled(_timeless(classifier))
    digest = hashlib.sha256(content).hexdigest()
    manifest = {
        "format": FORMAT,
        "sha256": digest,
        "lasegue_version": version("lasegue"),
        "knowledge_digest": load_knowledge().digest,
        "libraries": {name: version(name) for name in LIBRARIES},
        "seed": seed,
        **told_by(classifier),
        "metrics": metrics,
        **notes,
    }
    _make_folder(folder)
    with write_aside(folder / CLASSIFIER_FILE) as aside:
        aside.write_bytes(content)
    write_text(folder / MANIFEST_FILE, json.dumps(manifest, indent=1) + "\n")
    return digest


def _timeless(classifier: Classifier) -> Classifier:
    """Leave out the digest, the version and every cache: same training, same bytes."""
    schema = FeatureSchema(classifier.schema.finding_ids)
    return replace(classifier, schema=schema, version="", digest="")


def _pickled(classifier: Classifier) -> bytes:
    buffer = io.BytesIO()
    _PicklerByValue(buffer).dump(classifier)
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
    return path.parent if path.name in (CLASSIFIER_FILE, MANIFEST_FILE) else path


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
        conditions or library versions, a manifest that tells of another classifier.
    """
    manifest = read_manifest(path)
    file = _folder(path) / CLASSIFIER_FILE
    try:
        content = file.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ArtifactError(
            Fault(str(file), "the classifier", "readable", reason, TRAIN_AGAIN)
        ) from error
    faults = manifest_faults(manifest, content, str(_folder(path)))
    if faults:
        raise ArtifactError(faults)
    try:
        return _classifier(content, manifest, str(_folder(path)))
    except ArtifactError:
        raise
    # What bytes raise when the code that wrote them has moved since is not ours to
    # foresee; even SystemExit must not end the program before the rules have spoken.
    except (Exception, SystemExit) as error:
        got = shorten(error)
        must_be = "of classes that the present code has"
        raise ArtifactError(
            Fault(str(file), "the classifier", must_be, got, TRAIN_AGAIN)
        ) from error


def _classifier(content: bytes, manifest: dict[str, Any], where: str) -> Classifier:
    """Unpickle, and take nothing that the manifest does not say too."""
    inside: Classifier = joblib.load(io.BytesIO(content))
    faults = inside_faults(manifest, inside, where)
    if faults:
        raise ArtifactError(faults)
    version_trained = str(manifest["lasegue_version"])
    return replace(inside, version=version_trained, digest=manifest["sha256"])
