from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import ArtifactError, OutputError
from pipeline.knowledge import load_knowledge
from pipeline.model import Classifier
from pipeline.model.artifact import (
    CLASSIFIER_FILE,
    MANIFEST_FILE,
    load_classifier,
    read_manifest,
    save_classifier,
)
from pipeline.synthesis import Request, sample_cases
from tests.model.exact import IDS, Fixed, classifier_of


def test_a_round_trip_gives_the_same_probabilities(
    tiny_model: Classifier, tmp_path: Path
) -> None:
    digest = save_classifier(tmp_path / "new" / "folder", tiny_model, 1, {}, {})
    again = load_classifier(tmp_path / "new" / "folder")
    drawn = sample_cases(100, Request(seed=5))
    assert np.array_equal(again.predict_proba(drawn), tiny_model.predict_proba(drawn))
    assert again.digest == digest
    numbers = ("sets", "urgency_thresholds", "coverage", "emergency_coverage")
    for name in ("schema", "condition_ids", "version", *numbers):
        assert getattr(again, name) == getattr(tiny_model, name)


def test_saving_twice_gives_the_same_bytes(
    tiny_model: Classifier, tmp_path: Path
) -> None:
    for folder in (tmp_path / "a", tmp_path / "b"):
        save_classifier(folder, tiny_model, 1, {"loss": 1.0}, {"note": "x"})
    for name in (CLASSIFIER_FILE, MANIFEST_FILE):
        assert (tmp_path / "a" / name).read_bytes() == (
            tmp_path / "b" / name
        ).read_bytes()


def test_bytes_do_not_depend_on_which_objects_hold_the_names(tmp_path: Path) -> None:
    row = np.full(len(IDS), 1 / len(IDS))
    plain, spelled = Fixed(row), Fixed(row)
    # What unpickling does to the names of attributes: equal, but objects of their own.
    spelled.__dict__ = {"".join(list(k)): v for k, v in vars(plain).items()}
    plain.inner, spelled.inner = Fixed(row), Fixed(row)  # type: ignore[attr-defined]
    digests = [
        save_classifier(tmp_path / name, classifier_of(estimator), 1, {}, {})
        for name, estimator in (("a", plain), ("b", spelled))
    ]
    assert digests[0] == digests[1]


def test_the_manifest_tells_what_was_trained(
    tiny_model: Classifier, tmp_path: Path
) -> None:
    save_classifier(tmp_path, tiny_model, 7, {"loss": 0.5}, {"candidates": ["a"]})
    manifest = read_manifest(tmp_path)
    assert manifest["seed"] == 7
    assert manifest["metrics"] == {"loss": 0.5}
    assert manifest["candidates"] == ["a"]
    assert manifest["knowledge_digest"] == load_knowledge().digest


def test_nothing_but_the_two_files_is_left_behind(
    tiny_model: Classifier, tmp_path: Path
) -> None:
    save_classifier(tmp_path, tiny_model, 1, {}, {})
    save_classifier(tmp_path, tiny_model, 2, {}, {})
    assert {p.name for p in tmp_path.iterdir()} == {CLASSIFIER_FILE, MANIFEST_FILE}


def test_an_estimator_that_cannot_be_pickled_writes_nothing(tmp_path: Path) -> None:
    estimator = Fixed(np.full(len(IDS), 1 / len(IDS)))
    estimator.predict_proba = lambda X: X  # type: ignore[method-assign]
    with pytest.raises(Exception, match="pickle"):
        save_classifier(tmp_path / "new", classifier_of(estimator), 1, {}, {})
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_save_leaves_no_artefact_that_loads(
    artefact: Path, unpickled: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.model.artifact.write_text", full)
    other = classifier_of(Fixed(np.full(len(IDS), 1 / len(IDS))))
    with pytest.raises(OSError, match="No space left"):
        save_classifier(artefact, other, 1, {}, {})
    with pytest.raises(ArtifactError, match="sha256"):
        load_classifier(artefact)
    assert unpickled == []
    assert {p.name for p in artefact.iterdir()} == {CLASSIFIER_FILE, MANIFEST_FILE}


def test_a_folder_that_cannot_be_made_is_an_output_error(
    tiny_model: Classifier, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="the folder must be writable"):
        save_classifier(tmp_path / "file" / "models", tiny_model, 1, {}, {})
