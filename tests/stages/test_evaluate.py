from __future__ import annotations

import csv
import json
import math
import shutil
from pathlib import Path
from typing import Any

import pytest
from threadpoolctl import threadpool_limits

from pipeline.errors import ArtifactError, CaseError
from pipeline.gates.case_scores import read_scores
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.studies import load_studies
from pipeline.model.artifact import load_classifier
from pipeline.stages import evaluate as stage
from pipeline.stages.evaluate import evaluate
from pipeline.stages.params import Params, load_params
from tests.small_training import SmallTraining, small_params

N = 3000


@pytest.fixture(scope="module")
def params(small: SmallTraining) -> Params:
    return load_params(small.params)


@pytest.fixture(scope="module")
def figures(small: SmallTraining, params: Params) -> dict[str, Any]:
    return evaluate(small.model, params, n_cases=N)


def test_the_figures_that_others_rely_on_are_there(figures: dict[str, Any]) -> None:
    for name in ("top1", "top3", "top5", "log_loss", "ece"):
        assert math.isfinite(figures[name])
        assert math.isfinite(figures[f"posterior_{name}"])
    assert figures["n_cases"] == N
    published = figures["published"]
    wanted = {"n_cases", "top1", "top3", "top5", "log_loss"}
    assert wanted | {"urgency_confusion", "under_calls"} <= set(published)
    assert set(figures["model"]) == {"version", "digest"}
    assert figures["knowledge"]["digest"] == load_knowledge().digest
    assert figures["seeds"]["test"] == 106
    assert figures["seeds"]["worlds"] == 107


def test_the_figures_are_the_same_whatever_the_number_of_threads(
    figures: dict[str, Any], small: SmallTraining, params: Params
) -> None:
    with threadpool_limits(limits=2):
        again = evaluate(small.model, params, n_cases=N)
    # As text: nothing that is nothing has a sign.
    told = json.dumps(again)
    assert told == json.dumps(figures)
    assert "-0.0," not in told


def test_the_figures_are_followed_away_from_home(
    figures: dict[str, Any], params: Params
) -> None:
    rows = {row["id"]: row for row in figures["circularity"]}
    assert next(iter(rows)) == "own_generator"
    assert next(reversed(rows)) == "published"
    home = rows["own_generator"]
    for name in ("n_cases", "top1", "top3", "log_loss", "regret_nats"):
        assert home[name] == pytest.approx(figures[name], abs=2e-6)
    assert rows["published"]["top3"] == figures["published"]["top3"]
    worlds = params.evaluate.worlds
    assert rows["unseen_worlds"]["n_cases"] == worlds.n_worlds * worlds.n_cases
    assert figures["worlds"]["within"]["mean"] > figures["worlds"]["across"]["mean"]
    assert figures["disjoint_reader"]["regret_nats"] > 0


def test_every_published_ceiling_is_looked_at(figures: dict[str, Any]) -> None:
    wanted = {
        (study.id, figure.id)
        for study in load_studies().values()
        for figure in study.figures
        if figure.ceiling is not None and figure.measure == "posterior_auc"
    }
    found = [(row["study"], row["figure"]) for row in figures["ceilings"]]
    assert len(found) == len(set(found))
    assert set(found) == wanted


def test_the_figures_are_plain_json_without_nan(figures: dict[str, Any]) -> None:
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures


def test_nothing_beats_the_exact_posterior(figures: dict[str, Any]) -> None:
    gap = figures["log_loss"] - figures["posterior_log_loss"]
    assert figures["regret_nats"] == pytest.approx(gap, abs=2e-6)
    assert figures["regret_nats"] > 0
    assert figures["top1"] <= figures["posterior_top1"]
    assert figures["posterior_ece"] < 0.04


def test_the_parts_add_up_to_the_whole(figures: dict[str, Any]) -> None:
    settings, conditions = figures["by_setting"], figures["by_condition"]
    assert sum(row["n_cases"] for row in settings) == N
    assert sum(row["n_cases"] for row in conditions) == N
    assert {row["condition"] for row in conditions} == set(
        load_knowledge().condition_ids
    )
    names = [row["name"] for row in conditions]
    assert names == sorted(names)
    for name in ("top1", "posterior_top1", "top3"):
        known = [row for row in conditions if row["n_cases"]]
        right = sum(row[name] * row["n_cases"] for row in known)
        assert right / N == pytest.approx(figures[name], abs=1e-5)


def test_reliability_counts_every_case_once(figures: dict[str, Any]) -> None:
    for curve in figures["reliability"].values():
        assert sum(curve["counts"]) == N
        assert len(curve["predicted"]) == len(curve["observed"]) <= 15
        assert all(0 <= value <= 1 for value in curve["observed"])


def test_prediction_sets_tell_what_was_wanted_and_what_came_out(
    figures: dict[str, Any], params: Params
) -> None:
    sets = figures["sets"]
    assert sets["wanted_coverage"] == params.train.coverage
    assert sets["wanted_emergency_coverage"] == params.train.emergency_coverage
    # So few cases calibrate that rare conditions are always in: more than is wanted.
    assert sets["coverage"] > sets["wanted_coverage"] - 0.03
    assert 1 <= sets["median_size"] <= 28
    assert 1 <= sets["mean_size"] <= 28
    assert 0 < sets["holds_emergency"] <= 1


def test_the_same_model_has_the_same_figures_to_the_last_digit(
    small: SmallTraining, params: Params, figures: dict[str, Any]
) -> None:
    assert evaluate(small.model, params, n_cases=N) == figures


def test_a_hundred_thousand_cases_are_the_least(
    small: SmallTraining, params: Params, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stage.LEAST_CASES == 100_000
    monkeypatch.setattr(stage, "LEAST_CASES", params.generate.test.n + 500)
    n_cases = evaluate(small.model, params)["n_cases"]
    assert n_cases == params.generate.test.n + 500


def test_a_model_that_does_not_tell_how_it_came_to_be_is_refused(
    small: SmallTraining, params: Params, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(small.model, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["candidates"], manifest["calibration"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ArtifactError, match="candidates in the manifest") as error:
        evaluate(folder, params, n_cases=10)
    assert len(error.value.faults) == 2


def test_the_published_cases_must_be_there(
    small: SmallTraining, tmp_path: Path
) -> None:
    params = load_params(small_params(tmp_path, evaluate__published="nowhere.yaml"))
    with pytest.raises(CaseError, match=r"nowhere\.yaml: the file must be readable"):
        evaluate(small.model, params, n_cases=10)


@pytest.fixture
def outputs(
    tmp_path: Path, figures: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> Path:
    monkeypatch.setattr(stage, "EVALUATION_FILE", tmp_path / "evaluation.json")
    monkeypatch.setattr(stage, "RELIABILITY_FILE", tmp_path / "reliability.csv")
    stage.write_evaluation(figures)
    return tmp_path


def test_the_stage_writes_figures_and_curves(
    outputs: Path, figures: dict[str, Any]
) -> None:
    written = json.loads((outputs / "evaluation.json").read_text(encoding="utf-8"))
    assert written == figures
    with (outputs / "reliability.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["source"] for row in rows} == {"model", "posterior"}
    assert sum(int(row["cases"]) for row in rows) == 2 * N


def test_the_stage_writes_what_the_model_said_of_the_cases_that_compare_models(
    small: SmallTraining,
    params: Params,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "build" / "case_scores.parquet"
    monkeypatch.setattr(stage, "CASE_SCORES_FILE", file)
    stage.write_case_scores(params, small.model)
    first = file.read_bytes()
    scores = read_scores(file)
    assert scores.model_digest == load_classifier(small.model).digest
    assert scores.knowledge_digest == load_knowledge().digest
    stage.write_case_scores(params, small.model)
    assert file.read_bytes() == first
