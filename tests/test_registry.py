from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.assess import assess
from pipeline.cases import Case
from pipeline.errors import ArtifactError
from pipeline.model.artifact import load_classifier
from pipeline.registry import load_registered, promote_version, registered_models
from pipeline.tracking import CHAMPION, MODEL_NAME, SQLITE, WHY, registry
from tests.small_training import CANDIDATES, SmallTraining, store_at, train_small


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallTraining:
    return train_small(tmp_path_factory)


def test_a_training_is_listed_as_it_was_logged(small: SmallTraining) -> None:
    with store_at(small.uri):
        (one,) = registered_models()
    assert (one.version, one.is_champion, one.is_current) == ("1", True, True)
    assert one.candidate in CANDIDATES
    assert one.n_train is not None
    assert 0 < one.figures["top1"] < one.figures["top3"] <= 1


def test_a_registered_version_answers_like_its_artefact(small: SmallTraining) -> None:
    with store_at(small.uri):
        registered = load_registered("1")
    assert registered.digest == load_classifier(small.model).digest
    case = Case(age=50, findings={"leg_pain": "present", "slr_positive": "present"})
    told, direct = assess(case, registered), assess(case, load_classifier(small.model))
    assert told.to_dict() == direct.to_dict()


def test_a_promoted_version_is_the_champion_and_tells_why(
    small: SmallTraining, tmp_path: Path
) -> None:
    uri = small.spare_store(tmp_path)
    with store_at(uri):
        digest = load_classifier(small.model).digest
        assert promote_version(digest, "because it is better") == "1"
        (one,) = registered_models()
        with registry() as client:
            version = client.get_model_version_by_alias(MODEL_NAME, CHAMPION)
    assert one.is_champion
    assert version.tags[WHY] == version.description == "because it is better"


def test_a_model_that_was_not_registered_is_not_promoted(small: SmallTraining) -> None:
    with (
        store_at(small.uri),
        pytest.raises(ArtifactError, match="the model 00000000 must be registered"),
    ):
        promote_version("0" * 64, "never")


def test_without_a_store_none_is_made(tmp_path: Path) -> None:
    uri = f"{SQLITE}{tmp_path / 'none.db'}"
    with store_at(uri), pytest.raises(ArtifactError, match="the MLflow store"):
        registered_models()
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_version_is_refused(small: SmallTraining) -> None:
    with store_at(small.uri), pytest.raises(ArtifactError, match="version=99"):
        load_registered("99")


def test_a_version_from_other_knowledge_is_refused(
    small: SmallTraining, tmp_path: Path
) -> None:
    uri = small.spare_store(tmp_path)
    packed = _move_model(uri, tmp_path / "packed")
    manifest = next(packed.rglob("manifest.json"))
    told = json.loads(manifest.read_text(encoding="utf-8"))
    other = {**told, "knowledge_digest": "0" * 64}
    manifest.write_text(json.dumps(other), encoding="utf-8")
    with store_at(uri), pytest.raises(ArtifactError, match="knowledge"):
        load_registered("1")


def test_a_model_without_its_artefact_is_refused(
    small: SmallTraining, tmp_path: Path
) -> None:
    uri = small.spare_store(tmp_path)
    (_move_model(uri, tmp_path / "packed") / "MLmodel").unlink()
    with store_at(uri), pytest.raises(ArtifactError, match="packed with its artefact"):
        load_registered("1")


def _move_model(uri: str, place: Path) -> Path:
    """Let a store's model stand somewhere else, where a test may alter it."""
    with closing(sqlite3.connect(uri.removeprefix(SQLITE))) as store, store:
        ((location,),) = store.execute("select artifact_location from logged_models")
        shutil.copytree(location.removeprefix("file://"), place)
        store.execute("update logged_models set artifact_location=?", [place.as_uri()])
    return place
