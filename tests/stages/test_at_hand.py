from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ArtifactError
from pipeline.knowledge import load_knowledge
from pipeline.model.artifact import read_manifest
from pipeline.stages.at_hand import evaluation_at_hand, settings_of
from pipeline.stages.params import Params, load_params
from tests.small_training import small_params


@pytest.fixture
def params(tmp_path: Path) -> Params:
    return load_params(small_params(tmp_path))


@pytest.fixture
def told(tiny_model_folder: Path, params: Params) -> dict[str, Any]:
    return {
        "model": {"digest": read_manifest(tiny_model_folder)["sha256"]},
        "knowledge": {"digest": load_knowledge().digest},
        "settings": settings_of(params),
        "top1": 0.7,
    }


def found(told: object, folder: Path, model: Path, params: Params) -> object:
    file = folder / "evaluation.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    return evaluation_at_hand(model, params, file)


def test_the_last_evaluation_of_the_same_model_and_settings_is_taken(
    told: dict[str, Any], tmp_path: Path, tiny_model_folder: Path, params: Params
) -> None:
    assert found(told, tmp_path, tiny_model_folder, params) == told


@pytest.mark.parametrize("key", ["model", "knowledge", "settings"])
def test_one_of_anything_else_is_not(
    key: str,
    told: dict[str, Any],
    tmp_path: Path,
    tiny_model_folder: Path,
    params: Params,
) -> None:
    told[key] = told[key] | {"digest": "0" * 64}
    assert found(told, tmp_path, tiny_model_folder, params) is None


def test_one_that_was_written_in_another_way_is_not(
    told: dict[str, Any], tmp_path: Path, tiny_model_folder: Path, params: Params
) -> None:
    told["settings"] = None
    assert found(told, tmp_path, tiny_model_folder, params) is None
    assert found([1, 2], tmp_path, tiny_model_folder, params) is None
    missing = tmp_path / "missing.json"
    assert evaluation_at_hand(tiny_model_folder, params, missing) is None


def test_without_a_model_no_evaluation_is_taken_for_it(
    tmp_path: Path, params: Params
) -> None:
    with pytest.raises(ArtifactError, match="the manifest must be readable"):
        evaluation_at_hand(tmp_path, params)


def test_a_setting_that_changes_figures_changes_the_digest_and_a_worker_does_not(
    params: Params, tmp_path: Path
) -> None:
    def digest(**changes: object) -> str:
        return str(
            settings_of(load_params(small_params(tmp_path, **changes)))["digest"]
        )

    assert digest() == digest(generate__workers=1) == settings_of(params)["digest"]
    assert digest(evaluate__worlds__n_worlds=3) != digest()
    assert digest(generate__test__seed=1106) != digest()


def test_other_published_cases_change_the_digest(tmp_path: Path) -> None:
    digests = set()
    for text in ("[]", "[ ]"):
        (tmp_path / "cases.yaml").write_text(text)
        path = small_params(tmp_path, evaluate__published=str(tmp_path / "cases.yaml"))
        digests.add(settings_of(load_params(path))["digest"])
    assert len(digests) == 2
