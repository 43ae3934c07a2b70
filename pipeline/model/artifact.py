"""The artefact on disk: classifier.joblib beside manifest.json.

Everything that must agree is compared before a byte is unpickled. A checksum finds
corruption, not malice: load only files that this project wrote.
"""

from __future__ import annotations

import hashlib
import io
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import joblib

from pipeline.cases import write_aside, write_text
from pipeline.errors import ArtifactError, Fault, shorten
from pipeline.features import FeatureSchema
from pipeline.knowledge import load_knowledge
from pipeline.model.classifier import Classifier
from pipeline.terms import Urgency

ESTIMATOR_FILE = "classifier.joblib"
MANIFEST_FILE = "manifest.json"
FORMAT = 1
LIBRARIES = ("numpy", "scipy", "scikit-learn", "joblib")


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
    buffer = io.BytesIO()
    joblib.dump(classifier.estimator, buffer, compress=3)
    content = buffer.getvalue()
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


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        to_do = "Choose another place."
        reason = error.strerror or str(error)
        raise ArtifactError(
            Fault(str(folder), "the folder", "writable", reason, to_do)
        ) from error


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of an artefact.

    Raises
    ------
    ArtifactError
        If it is missing or no manifest.
    """
    path = folder / MANIFEST_FILE
    to_do = "Train a model with `lasegue train`, or name another with --model."
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise ArtifactError(
            Fault(str(path), "the manifest", "readable", reason, to_do)
        ) from error
    except ValueError as error:
        raise ArtifactError(
            Fault(str(path), "the manifest", "valid JSON", shorten(str(error)), to_do)
        ) from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        got = "another format"
        raise ArtifactError(
            Fault(str(path), "the manifest", f"of format {FORMAT}", got, to_do)
        )
    return manifest


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
    folder = path if path.is_dir() or not path.suffix else path.parent
    manifest = read_manifest(folder)
    file = folder / ESTIMATOR_FILE
    try:
        content = file.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        to_do = "Train the model again with `lasegue train`."
        raise ArtifactError(
            Fault(str(file), "the estimator", "readable", reason, to_do)
        ) from error
    faults = _mismatches(manifest, content, str(folder))
    if faults:
        raise ArtifactError(faults)
    return _classifier(joblib.load(io.BytesIO(content)), manifest)


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
        version=manifest["lasegue_version"],
        digest=manifest["sha256"],
    )


def _mismatches(manifest: dict[str, Any], content: bytes, where: str) -> list[Fault]:
    knowledge = load_knowledge()
    findings = tuple(manifest.get("findings", ()))
    wanted: list[tuple[str, str, object, object]] = [
        (
            "the estimator's sha256",
            "that of the manifest",
            manifest.get("sha256"),
            hashlib.sha256(content).hexdigest(),
        ),
        (
            "the knowledge digest",
            "that of the present knowledge",
            knowledge.digest,
            manifest.get("knowledge_digest"),
        ),
        (
            "the findings",
            "those of the present vocabulary",
            knowledge.finding_ids,
            findings,
        ),
        (
            "the features",
            "those that the present code computes",
            list(FeatureSchema(findings).names),
            manifest.get("features"),
        ),
        (
            "the conditions",
            "those of the present knowledge",
            list(knowledge.condition_ids),
            manifest.get("classes"),
        ),
        *(
            (
                f"the version of {name}",
                f"the installed one, {version(name)}",
                version(name),
                manifest.get("libraries", {}).get(name),
            )
            for name in LIBRARIES
        ),
    ]
    return [
        Fault(
            where,
            what,
            must_be,
            shorten(got, 40),
            "The artefact is altered, truncated or stale: train the model again.",
        )
        for what, must_be, expected, got in wanted
        if got != expected
    ]
