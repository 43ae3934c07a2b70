"""The pipeline at CI size; here smaller still, but the same four stages."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml

from pipeline.errors import OptionError
from pipeline.model.artifact import read_manifest
from pipeline.stages import evaluate
from pipeline.stages.paper import write_papers
from pipeline.stages.params import PARAMS_FILE, PROJECT, Params, load_params
from pipeline.stages.rehearsal import rehearse
from pipeline.tracking import URI_VARIABLE
from tests.small_training import small_params


@pytest.fixture(scope="module")
def params(tmp_path_factory: pytest.TempPathFactory) -> Params:
    return load_params(small_params(tmp_path_factory.mktemp("params")))


def stamps() -> dict[Path, float]:
    """When whatever belongs to the project's own model was last written."""
    folders = (PROJECT / "models", PROJECT / "experiments", PROJECT / "data")
    return {
        path: path.stat().st_mtime
        for folder in folders
        for path in folder.rglob("*")
        if "mlflow" not in path.name and "decisions" not in path.parts
    }


def test_the_four_stages_run_apart_from_the_project_and_their_papers_fit(
    params: Params, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "LEAST_CASES", 15_000)
    monkeypatch.delenv(URI_VARIABLE, raising=False)
    before, told = stamps(), list[str]()
    file = rehearse(tmp_path / "ci", params, told.append)
    assert told == ["knowledge", "generate", "train", "evaluate"]
    assert stamps() == before
    assert URI_VARIABLE not in os.environ
    made = {path.name for path in file.parent.iterdir()}
    assert {"data", "models", "mlflow.db", "params.yaml", "report.md"} <= made
    figures = json.loads(file.read_text(encoding="utf-8"))
    assert figures["n_cases"] == 15_000
    assert figures["model"]["digest"] == read_manifest(file.parent / "models")["sha256"]
    used = load_params(file.parent / "params.yaml")
    assert used == params.model_copy(update={"ci": {}})
    assert len(write_papers(tmp_path, file.parent / "models", file, used)) == 3


def test_the_ci_size_is_smaller_everywhere_and_keeps_every_seed() -> None:
    full, small = load_params(), load_params(at_ci_size=True)
    assert small.seeds() == full.seeds()
    for name, stream in small.generate.streams().items():
        assert stream.n < full.generate.streams()[name].n
    assert small.train.teacher.n < full.train.teacher.n
    assert small.train.candidates.keys() == full.train.candidates.keys()
    assert small.urgency_thresholds == full.urgency_thresholds
    assert small.train.coverage == full.train.coverage
    # What is promised of the rules and the replays does not depend on the size.
    assert (small.budget, small.replay) == (full.budget, full.replay)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"train": {"teacher": {"m": 5}}}, "train.teacher.m must be left out"),
        ({"generate": {"test": {"n": -1}}}, "generate.test.n must be greater than"),
        ({"evaluation": {}}, "evaluation must be left out"),
        ({"train": 5}, "train must be a mapping"),
    ],
)
def test_a_size_that_the_pipeline_does_not_know_is_told(
    changes: dict[str, object], told: str, tmp_path: Path
) -> None:
    data = yaml.safe_load(PARAMS_FILE.read_text(encoding="utf-8"))
    file = tmp_path / "params.yaml"
    file.write_text(yaml.safe_dump({**data, "ci": changes}), encoding="utf-8")
    load_params(file)
    with pytest.raises(OptionError, match=told):
        load_params(file, at_ci_size=True)
