"""Which model is asked when none is named, and that the rules answer without any."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from pipeline.assess import MODEL_VARIABLE, assess, default_model
from pipeline.cases import Case
from pipeline.model import Classifier
from pipeline.terms import Urgency
from tests.known_cases import EMERGENCY, SCIATICA


def test_an_empty_model_folder_leaves_the_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MODEL_VARIABLE, str(tmp_path))
    given = assess(EMERGENCY)
    assert given.urgency is Urgency.EMERGENCY
    assert given.model is None
    assert "manifest.json: the manifest must be readable" in str(given.model_fault)


@pytest.mark.parametrize("name", ["nowhere", "x" * 300, "nowhere/at/all"])
def test_a_model_that_is_nowhere_leaves_the_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(MODEL_VARIABLE, str(tmp_path / name))
    given = assess(Case())
    assert (given.urgency, given.model) == (None, None)
    assert given.model_fault


@pytest.fixture
def own_copy(
    tiny_model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    folder = Path(shutil.copytree(tiny_model_folder, tmp_path / "models"))
    monkeypatch.setenv(MODEL_VARIABLE, str(folder))
    return folder


def test_the_default_model_is_the_one_that_the_variable_names(
    own_copy: Path, tiny_model: Classifier
) -> None:
    given = assess(SCIATICA)
    assert given.model_fault is None
    assert given.to_dict() == assess(SCIATICA, tiny_model).to_dict()


def test_without_the_variable_it_is_that_of_the_project(
    own_copy: Path, tiny_model: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(MODEL_VARIABLE)
    # The package's attribute of this name is the function, not the module.
    module = sys.modules["pipeline.assess.one"]
    monkeypatch.setattr(module, "DEFAULT_MODEL_FOLDER", own_copy)
    classifier, fault = default_model()
    assert fault is None
    assert classifier is not None
    assert classifier.digest == tiny_model.digest


def test_a_stale_model_leaves_the_rules(own_copy: Path) -> None:
    manifest = own_copy / "manifest.json"
    values = {**json.loads(manifest.read_text()), "knowledge_digest": "0"}
    manifest.write_text(json.dumps(values))
    given = assess(EMERGENCY)
    assert given.urgency is Urgency.EMERGENCY
    assert given.model is None
    assert "the knowledge digest must be" in str(given.model_fault)


@pytest.mark.parametrize("named", ["", "classifier.joblib", "manifest.json"])
def test_the_default_model_is_loaded_once_and_anew_when_it_changed(
    own_copy: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv(MODEL_VARIABLE, str(own_copy / named))
    first, _ = default_model()
    assert first is not None
    assert default_model()[0] is first
    # Trained anew: both files are written, the manifest last.
    for name in ("classifier.joblib", "manifest.json"):
        os.utime(own_copy / name, ns=(1, 1))
    second, _ = default_model()
    assert second is not None
    assert second is not first


def test_a_default_model_that_goes_and_comes_back_is_noticed(own_copy: Path) -> None:
    manifest = own_copy / "manifest.json"
    text = manifest.read_text()
    assert default_model()[0] is not None
    manifest.unlink()
    assert default_model()[0] is None
    manifest.write_text(text)
    assert default_model()[0] is not None
