"""What a manifest says, and must agree with: the bytes, the knowledge, the code."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from typing import Any

from pipeline.errors import Fault, shorten
from pipeline.features import FeatureSchema
from pipeline.knowledge import load_knowledge
from pipeline.model.classifier import Classifier
from pipeline.model.conformal import are_thresholds
from pipeline.terms import Urgency

# A pickle is only sure to mean the same under the versions that wrote it.
LIBRARIES = ("numpy", "scipy", "scikit-learn", "joblib")


def told_by(classifier: Classifier) -> dict[str, Any]:
    """Give the part of the manifest that stands in the classifier itself."""
    return {
        "findings": list(classifier.schema.finding_ids),
        "features": list(classifier.schema.names),
        "classes": list(classifier.condition_ids),
        "sets": classifier.sets.told(),
        "urgency_thresholds": {
            tier.value: value for tier, value in classifier.urgency_thresholds.items()
        },
        "coverage": classifier.coverage,
        "emergency_coverage": classifier.emergency_coverage,
    }


def manifest_faults(
    manifest: dict[str, Any], content: bytes, where: str
) -> list[Fault]:
    """List every mismatch between an artefact and what is present here.

    Parameters
    ----------
    manifest : dict
        Whatever the file held; nothing in it is taken on trust.
    content : bytes
        Of the classifier's file.
    where : str
        Name of the artefact in messages.

    Returns
    -------
    list of Fault
    """
    return [*_mismatches(manifest, content, where), *_bad_numbers(manifest, where)]


def inside_faults(manifest: dict[str, Any], inside: Any, where: str) -> list[Fault]:
    """List what a manifest, else in order, says otherwise than what it stands beside.

    Parameters
    ----------
    manifest : dict
    inside : object
        What the file of the classifier held.
    where : str
        Name of the artefact in messages.

    Returns
    -------
    list of Fault
    """
    if not isinstance(inside, Classifier):
        got = f"an object of class {type(inside).__name__}"
        return [_stale(where, "the content of the joblib file", "a Classifier", got)]
    return [
        _stale(where, f"{name} of the classifier", "as in the manifest", got)
        for name, got in told_by(inside).items()
        if got != manifest.get(name)
    ]


def _mismatches(manifest: dict[str, Any], content: bytes, where: str) -> list[Fault]:
    """Compare the manifest with the bytes, the knowledge and the libraries."""
    knowledge = load_knowledge()
    libraries = manifest.get("libraries")
    libraries = libraries if isinstance(libraries, dict) else {}
    compared: list[tuple[str, str, object, object]] = [
        (
            "the sha256 of the classifier",
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
            list(knowledge.finding_ids),
            manifest.get("findings"),
        ),
        (
            "the features",
            "those that the present code computes",
            list(FeatureSchema(knowledge.finding_ids).names),
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
                libraries.get(name),
            )
            for name in LIBRARIES
        ),
    ]
    return [
        _stale(where, what, must_be, got)
        for what, must_be, expected, got in compared
        if got != expected
    ]


def _bad_numbers(manifest: dict[str, Any], where: str) -> list[Fault]:
    """Find what the manifest says itself, and says wrongly."""
    tiers = manifest.get("urgency_thresholds")
    n_conditions = len(load_knowledge().condition_ids)
    checked = [
        (
            "sets",
            f"bands, case_mix and ratios for {n_conditions} conditions",
            are_thresholds(manifest.get("sets"), n_conditions),
        ),
        (
            "urgency_thresholds",
            "a share from 0 to 1 for each tier named",
            isinstance(tiers, dict)
            and set(tiers) <= {tier.value for tier in Urgency}
            and all(_is_share(value) for value in tiers.values()),
        ),
        *(
            (name, "a share from 0 to 1", _is_share(manifest.get(name)))
            for name in ("coverage", "emergency_coverage")
        ),
        ("lasegue_version", "given", "lasegue_version" in manifest),
    ]
    return [
        _stale(where, f"{name} in the manifest", must_be, manifest.get(name))
        for name, must_be, good in checked
        if not good
    ]


def _is_share(value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and 0 <= value <= 1  # type: ignore[operator]


def _stale(where: str, what: str, must_be: str, got: object) -> Fault:
    to_do = "The artefact is altered, truncated or stale: train the model again."
    return Fault(where, what, must_be, shorten(got, 40), to_do)
