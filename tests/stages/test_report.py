from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ArtifactError, OptionError, OutputError
from pipeline.model.artifact import read_manifest
from pipeline.stages import at_hand, report
from pipeline.stages.evaluate import evaluate
from pipeline.stages.params import Params, load_params
from tests.small_training import SmallTraining


@pytest.fixture(scope="module")
def figures(small: SmallTraining) -> dict[str, Any]:
    """What an evaluation would have written, on cases enough for every condition."""
    params = load_params(small.params)
    told = evaluate(small.model, params, n_cases=15_000)
    return told | {"settings": at_hand.settings_of(params)}


@pytest.fixture
def written(
    figures: dict[str, Any],
    small: SmallTraining,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """The file of the last evaluation, which is of the small model."""
    monkeypatch.setattr("pipeline.stages.params.PARAMS_FILE", small.params)
    file = tmp_path / "evaluation.json"
    file.write_text(json.dumps(figures), encoding="utf-8")
    monkeypatch.setattr(at_hand, "EVALUATION_FILE", file)
    return file


def never(model: Path, params: Params) -> dict[str, Any]:
    pytest.fail(f"{model} was evaluated again with {params}")


@pytest.mark.usefixtures("written", "spare_store")
def test_the_last_evaluation_is_told_in_three_faces(
    small: SmallTraining, figures: dict[str, Any], tmp_path: Path
) -> None:
    folder = tmp_path / "build"
    paths = report.write_report(small.model, never, folder)
    assert [path.name for path in paths] == ["report.html", "report.md", "report.json"]
    assert sorted(folder.iterdir()) == sorted(paths)
    page, summary, told = (path.read_text(encoding="utf-8") for path in paths)
    assert page.startswith("<!DOCTYPE html>")
    assert summary.startswith("## Lasègue: evaluation")
    assert "15,000" in page
    assert "15,000" in summary
    data = json.loads(told)
    assert data["figures"] == figures
    manifest = read_manifest(small.model)
    assert data["data_digest"] == manifest["data_digest"]
    assert data["versions"]["scikit-learn"] == manifest["libraries"]["scikit-learn"]


@pytest.mark.usefixtures("written", "spare_store")
def test_two_runs_give_the_same_bytes(small: SmallTraining, tmp_path: Path) -> None:
    once, again = (
        [path.read_bytes() for path in report.write_report(small.model, never, folder)]
        for folder in (tmp_path / "a", tmp_path / "b")
    )
    assert once == again


@pytest.mark.usefixtures("spare_store")
def test_figures_of_another_model_are_not_told_but_computed(
    small: SmallTraining, figures: dict[str, Any], written: Path, tmp_path: Path
) -> None:
    other = figures | {"model": {"version": "0", "digest": "0" * 64}}
    written.write_text(json.dumps(other), encoding="utf-8")
    asked = []

    def computed(model: Path, _: Params) -> dict[str, Any]:
        asked.append(model)
        return figures

    path = tmp_path / "report.json"
    assert report.write_report(small.model, computed, path) == [path]
    assert asked == [small.model]
    assert json.loads(path.read_text(encoding="utf-8"))["figures"] == figures


@pytest.mark.usefixtures("written")
def test_the_report_stands_beside_the_training_that_was_tracked(
    small: SmallTraining, spare_store: None, tmp_path: Path
) -> None:
    import mlflow

    from pipeline.tracking import tracking_uri

    del spare_store
    report.write_report(small.model, never, tmp_path / "build")
    client = mlflow.MlflowClient(tracking_uri())
    (version,) = client.search_model_versions("name='lasegue'")
    logged = [one.path for one in client.list_artifacts(version.run_id, "report")]
    assert sorted(logged) == [f"report/report.{x}" for x in ("html", "json", "md")]


@pytest.mark.usefixtures("written")
def test_without_a_store_there_is_a_report_all_the_same(
    small: SmallTraining, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/none.db")
    (path,) = report.write_report(small.model, never, tmp_path / "report.md")
    assert path.is_file()
    assert not (tmp_path / "none.db").exists()


def test_a_place_that_cannot_be_written_is_told_before_anything_is_evaluated(
    tmp_path: Path,
) -> None:
    # Not even the model, which is not there, has been looked for.
    place = tmp_path / "missing" / "report.html"
    with pytest.raises(OutputError, match="a writable file in an existing folder"):
        report.write_report(tmp_path / "models", never, place)
    with pytest.raises(OptionError, match=r"that ends in \.html, \.md, \.json"):
        report.write_report(tmp_path / "models", never, tmp_path / "report.pdf")


def test_without_a_model_the_old_report_stays(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(ArtifactError, match="the manifest must be readable"):
        report.write_report(tmp_path / "models", never, path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["report.html"]
