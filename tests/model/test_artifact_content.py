"""What classifier.joblib holds: the classifier whole, taken on trust by nobody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest

from pipeline.cases import Case
from pipeline.errors import ArtifactError
from pipeline.features import FeatureSchema
from pipeline.model import Classifier
from pipeline.model.artifact import (
    CLASSIFIER_FILE,
    MANIFEST_FILE,
    load_classifier,
    save_classifier,
)
from pipeline.model.conformal import SetThresholds
from pipeline.model.explain import explain
from pipeline.terms import Urgency
from tests.model.exact import IDS, THRESHOLDS, Fixed, classifier_of, exact_estimator

EVEN = np.full(len(IDS), 1 / len(IDS))
OTHER_SETS = SetThresholds.of_probabilities((*[0.05] * (len(IDS) - 1), 0.06))


class Bomb:
    """Raises when it is unpickled."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __reduce__(self) -> tuple[Any, ...]:
        return explode, (self.error,)


def explode(error: BaseException) -> None:
    raise error


def put_inside(folder: Path, content: object) -> None:
    """Exchange what the joblib file holds, and make the manifest's sha256 agree."""
    joblib.dump(content, folder / CLASSIFIER_FILE, compress=3)
    written = (folder / CLASSIFIER_FILE).read_bytes()
    tell(folder, sha256=hashlib.sha256(written).hexdigest())


def tell(folder: Path, **values: object) -> None:
    path = folder / MANIFEST_FILE
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    save_classifier(tmp_path, classifier_of(exact_estimator()), 1, {}, {})
    return tmp_path


def test_the_file_alone_is_the_classifier_without_its_digest(
    tiny_model: Classifier, tiny_model_folder: Path
) -> None:
    by_hand = joblib.load(tiny_model_folder / CLASSIFIER_FILE)
    assert isinstance(by_hand, Classifier)
    assert (by_hand.version, by_hand.digest) == ("", "")
    assert tiny_model.digest
    for name in ("schema", "condition_ids", "sets", "urgency_thresholds"):
        assert getattr(by_hand, name) == getattr(tiny_model, name)
    case = Case(age=50, findings={"leg_pain": "present"})
    assert np.array_equal(by_hand.predict_case(case), tiny_model.predict_case(case))


def test_using_a_classifier_does_not_change_the_bytes_that_are_saved(
    tmp_path: Path,
) -> None:
    unused, used = (classifier_of(exact_estimator()) for _ in range(2))
    explain(used, Case(findings={"fever": "present"}))
    assert vars(used.schema) != vars(unused.schema)
    used = replace(used, version="1", digest="of another file")
    digests = [
        save_classifier(tmp_path / name, classifier, 1, {}, {})
        for name, classifier in (("a", unused), ("b", used))
    ]
    assert digests[0] == digests[1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sets", OTHER_SETS.told()),
        ("urgency_thresholds", {tier.value: 0.9 for tier in THRESHOLDS}),
        ("urgency_thresholds", {}),
        ("coverage", 0.5),
        ("emergency_coverage", 0.5),
    ],
)
def test_a_manifest_that_tells_of_another_classifier_is_refused(
    saved: Path, name: str, value: object
) -> None:
    load_classifier(saved)
    tell(saved, **{name: value})
    with pytest.raises(ArtifactError, match=f"{name} of the classifier must be as in"):
        load_classifier(saved)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"urgency_thresholds": {Urgency.EMERGENCY: 0.99}}, ["urgency_thresholds"]),
        ({"sets": OTHER_SETS}, ["sets"]),
        ({"condition_ids": (*IDS, "lumbago")}, ["classes"]),
        ({"schema": FeatureSchema(("fever",))}, ["findings", "features"]),
        ({"coverage": 0.8, "emergency_coverage": 0.7}, ["coverage", "emergency_cov"]),
    ],
)
def test_a_classifier_that_the_manifest_does_not_tell_of_is_refused(
    saved: Path, changes: dict[str, Any], said: list[str]
) -> None:
    put_inside(saved, replace(classifier_of(exact_estimator()), **changes))
    with pytest.raises(ArtifactError, match="of the classifier must be as in") as error:
        load_classifier(saved)
    for name, fault in zip(said, error.value.faults, strict=True):
        assert fault.what.startswith(name)


def test_a_bare_estimator_is_no_classifier(saved: Path) -> None:
    put_inside(saved, exact_estimator())
    with pytest.raises(ArtifactError, match=r"a Classifier\. Got .*ExactNaiveBayes"):
        load_classifier(saved)


def test_an_artefact_of_the_old_format_is_refused_and_says_what_to_do(
    saved: Path,
) -> None:
    put_inside(saved, exact_estimator())
    tell(saved, format=1)
    with pytest.raises(ArtifactError, match=r"must be of format 3.*`lasegue train`"):
        load_classifier(saved)


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("spoilt"),
        KeyError("gone"),
        MemoryError(),
        RecursionError("deep"),
        OSError(5, "Input/output error"),
        SystemExit(1),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_is_raised_in_unpickling_is_a_fault_of_the_artefact(
    saved: Path, error: BaseException
) -> None:
    put_inside(saved, Bomb(error))
    with pytest.raises(ArtifactError, match=type(error).__name__) as caught:
        load_classifier(saved)
    assert "of classes that the present code has" in str(caught.value)


def test_a_reader_who_stops_the_loading_is_heard(saved: Path) -> None:
    put_inside(saved, Bomb(KeyboardInterrupt("stop")))
    with pytest.raises(KeyboardInterrupt, match="stop"):
        load_classifier(saved)


def test_classes_that_have_moved_since_are_a_fault_of_the_artefact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_classifier(tmp_path, classifier_of(Fixed(EVEN)), 1, {}, {})
    monkeypatch.delattr("tests.model.exact.Fixed")
    with pytest.raises(ArtifactError, match="of classes that the present code has"):
        load_classifier(tmp_path)


def _of_other_conditions(classifier: Classifier) -> None:
    classifier.estimator.classes_ = np.array(["lumbago"])


def _without_sets(classifier: Classifier) -> None:
    del classifier.__dict__["sets"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(_of_other_conditions, "lumbago"), (_without_sets, "sets")],
)
def test_a_classifier_spoilt_inside_is_a_fault_of_the_artefact(
    saved: Path, spoil: Callable[[Classifier], None], said: str
) -> None:
    classifier = classifier_of(Fixed(EVEN))
    spoil(classifier)
    put_inside(saved, classifier)
    with pytest.raises(ArtifactError, match=said):
        load_classifier(saved)
