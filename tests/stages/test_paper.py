from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ArtifactError, OutputError
from pipeline.knowledge import load_knowledge
from pipeline.model.artifact import read_manifest
from pipeline.stages.paper import write_papers
from pipeline.stages.params import Params, load_params
from tests.report.sample import sample_evaluation
from tests.small_training import SmallTraining

NAMES = ["data_sheet.md", "model_card.md", "tripod_ai.md"]


@pytest.fixture
def params(small: SmallTraining) -> Params:
    return load_params(small.params)


@pytest.fixture
def figures(small: SmallTraining, params: Params) -> dict[str, Any]:
    """Believable figures, said to be those of the small model."""
    told = sample_evaluation()
    told["model"]["digest"] = read_manifest(small.model)["sha256"]
    told["knowledge"]["digest"] = load_knowledge().digest
    told["seeds"] = params.seeds()
    return told


def write(
    figures: object, folder: Path, small: SmallTraining, params: Params
) -> list[Path]:
    file = folder / "evaluation.json"
    file.write_text(json.dumps(figures), encoding="utf-8")
    output = folder / "papers"
    output.mkdir(exist_ok=True)
    return write_papers(output, small.model, file, params)


def test_the_three_papers_are_of_the_model_and_the_same_bytes_each_time(
    figures: dict[str, Any], tmp_path: Path, small: SmallTraining, params: Params
) -> None:
    written = write(figures, tmp_path, small, params)
    assert sorted(path.name for path in written) == NAMES
    before = [path.read_bytes() for path in written]
    digest = read_manifest(small.model)["sha256"][:12].encode()
    assert all(digest in text for text in before)
    assert [p.read_bytes() for p in write(figures, tmp_path, small, params)] == before


def test_every_stranger_among_the_figures_is_told_at_once_and_nothing_written(
    figures: dict[str, Any], tmp_path: Path, small: SmallTraining, params: Params
) -> None:
    figures["model"]["digest"] = "a" * 64
    figures["knowledge"]["digest"] = "b" * 64
    figures["seeds"] = {**figures["seeds"], "test": 4, "unheard_of": 5}
    with pytest.raises(ArtifactError) as caught:
        write(figures, tmp_path, small, params)
    told = [str(fault) for fault in caught.value.faults]
    assert len(told) == 4
    assert "the model must be that in use" in told[0]
    assert "Got aaaaaaaaaaaa" in told[0]
    assert "the knowledge must be" in told[1]
    assert "the seed of test must be that of params.yaml, 106. Got 4." in told[2]
    assert "the seed of unheard_of" in told[3]
    assert list((tmp_path / "papers").iterdir()) == []


def test_sizes_that_are_not_those_of_the_training_are_refused(
    figures: dict[str, Any], tmp_path: Path, small: SmallTraining
) -> None:
    with pytest.raises(ArtifactError, match=r"cases to train must be 500,000\. Got"):
        write(figures, tmp_path, small, load_params())


@pytest.mark.parametrize("text", ["", "[]", "{}", "no figures"])
def test_what_is_no_evaluation_is_told(
    text: str, tmp_path: Path, small: SmallTraining, params: Params
) -> None:
    file = tmp_path / "evaluation.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ArtifactError, match="Run `make repro`"):
        write_papers(tmp_path, small.model, file, params)


def test_without_an_evaluation_it_says_how_to_get_one(
    tmp_path: Path, small: SmallTraining, params: Params
) -> None:
    with pytest.raises(ArtifactError, match=r"readable JSON\. Got FileNotFoundError"):
        write_papers(tmp_path, small.model, tmp_path / "none.json", params)


def test_a_folder_that_is_not_there_is_told(
    figures: dict[str, Any], tmp_path: Path, small: SmallTraining, params: Params
) -> None:
    file = tmp_path / "evaluation.json"
    file.write_text(json.dumps(figures), encoding="utf-8")
    with pytest.raises(OutputError, match="a writable file in an existing folder"):
        write_papers(tmp_path / "missing", small.model, file, params)
