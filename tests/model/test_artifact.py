import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ArtifactError
from pipeline.model.artifact import (
    CLASSIFIER_FILE,
    MANIFEST_FILE,
    load_classifier,
    read_manifest,
)
from tests.model.exact import IDS

Edit = Callable[[Path], object]


def change(folder: Path, **values: Any) -> None:
    path = folder / MANIFEST_FILE
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps({**manifest, **values}))


def drop(folder: Path, key: str) -> None:
    path = folder / MANIFEST_FILE
    manifest = json.loads(path.read_text())
    del manifest[key]
    path.write_text(json.dumps(manifest))


def alter_a_byte(folder: Path) -> None:
    path = folder / CLASSIFIER_FILE
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def truncate(folder: Path) -> None:
    path = folder / CLASSIFIER_FILE
    path.write_bytes(path.read_bytes()[:-1])


def other_library(folder: Path) -> None:
    libraries = json.loads((folder / MANIFEST_FILE).read_text())["libraries"]
    change(folder, libraries={**libraries, "scikit-learn": "0.1"})


def write(name: str, content: bytes) -> Edit:
    return lambda folder: (folder / name).write_bytes(content)


EDITS: dict[str, tuple[Edit, str]] = {
    "altered byte": (alter_a_byte, "the sha256 of the classifier must be that of"),
    "truncated": (truncate, "the sha256 of the classifier must be"),
    "emptied": (write(CLASSIFIER_FILE, b""), "the sha256 of the classifier must be"),
    "no estimator": (lambda f: (f / CLASSIFIER_FILE).unlink(), "No such file"),
    "no manifest": (lambda f: (f / MANIFEST_FILE).unlink(), "No such file"),
    "broken JSON": (write(MANIFEST_FILE, b'{"format": 1,'), "must be valid JSON"),
    "no text": (write(MANIFEST_FILE, b"\xff\xfe\x00"), "must be valid JSON"),
    "endless nesting": (write(MANIFEST_FILE, b"[" * 200_000), "must be valid JSON"),
    "empty manifest": (write(MANIFEST_FILE, b""), "must be valid JSON"),
    "a list": (write(MANIFEST_FILE, b"[]"), "must be of format 3"),
    "another format": (lambda f: change(f, format=1), "must be of format 3"),
    "no format": (lambda f: drop(f, "format"), "must be of format 3"),
    "other knowledge": (
        lambda f: change(f, knowledge_digest="0" * 64),
        "the knowledge digest must be that of the present knowledge",
    ),
    "other library": (other_library, "the version of scikit-learn must be"),
    "another sha256": (lambda f: change(f, sha256="0"), "the sha256 of the classifier"),
    "fewer findings": (lambda f: change(f, findings=["fever"]), "the findings must"),
    "other features": (lambda f: change(f, features=[]), "the features must be"),
    "other conditions": (lambda f: change(f, classes=[*IDS, "x"]), "the conditions"),
    "turned conditions": (lambda f: change(f, classes=IDS[::-1]), "the conditions"),
    "one threshold": (lambda f: change(f, sets=[0.1]), "sets in the manifest"),
    "text coverage": (lambda f: change(f, coverage="0.9"), "coverage in the manif"),
    "strange tier": (
        lambda f: change(f, urgency_thresholds={"soon": 0.1}),
        "urgency_thresholds in the manifest must be",
    ),
    **{
        f"no {key}": (lambda f, key=key: drop(f, key), what)
        for key, what in {
            "sha256": "the sha256 of the classifier",
            "knowledge_digest": "the knowledge digest",
            "libraries": "the version of numpy",
            "findings": "the findings",
            "features": "the features",
            "classes": "the conditions",
            "sets": "sets",
            "urgency_thresholds": "urgency_thresholds",
            "coverage": "coverage",
            "emergency_coverage": "emergency_coverage",
            "lasegue_version": "lasegue_version",
        }.items()
    },
}


@pytest.mark.parametrize("name", EDITS)
def test_what_does_not_agree_is_refused_before_a_byte_is_unpickled(
    artefact: Path, unpickled: list[object], name: str
) -> None:
    edit, said = EDITS[name]
    edit(artefact)
    with pytest.raises(ArtifactError, match=said) as caught:
        load_classifier(artefact)
    assert unpickled == []
    assert all(fault.where.startswith(str(artefact)) for fault in caught.value.faults)
    assert all(fault.to_do for fault in caught.value.faults)


def test_every_mismatch_is_listed_at_once(
    artefact: Path, unpickled: list[object]
) -> None:
    alter_a_byte(artefact)
    change(
        artefact,
        knowledge_digest="0",
        findings=[],
        features=[],
        classes=[],
        libraries={},
        sets=None,
        urgency_thresholds=None,
        coverage=2,
        emergency_coverage=None,
    )
    drop(artefact, "lasegue_version")
    with pytest.raises(ArtifactError, match="sha256") as caught:
        load_classifier(artefact)
    assert [fault.what.split(" in ")[0] for fault in caught.value.faults] == [
        "the sha256 of the classifier",
        "the knowledge digest",
        "the findings",
        "the features",
        "the conditions",
        "the version of numpy",
        "the version of scipy",
        "the version of scikit-learn",
        "the version of joblib",
        "sets",
        "urgency_thresholds",
        "coverage",
        "emergency_coverage",
        "lasegue_version",
    ]
    assert unpickled == []


@pytest.mark.parametrize("name", ["notes.txt", "other.joblib", "nowhere", "x" * 300])
def test_a_path_that_is_no_artefact_is_refused(
    artefact: Path, unpickled: list[object], name: str
) -> None:
    (artefact / "notes.txt").write_text("not a model")
    with pytest.raises(ArtifactError, match="the manifest must be readable"):
        load_classifier(artefact / name)
    assert unpickled == []


@pytest.mark.parametrize("name", [CLASSIFIER_FILE, MANIFEST_FILE])
def test_either_file_names_its_artefact_and_is_compared_alike(
    artefact: Path, name: str
) -> None:
    whole = load_classifier(artefact)
    assert load_classifier(artefact / name).digest == whole.digest
    assert read_manifest(artefact / name) == read_manifest(artefact)
    alter_a_byte(artefact)
    with pytest.raises(ArtifactError, match="sha256"):
        load_classifier(artefact / name)
