from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.gates import read_champion
from pipeline.gates.case_scores import write_scores
from pipeline.knowledge import load_knowledge
from pipeline.model.artifact import load_classifier
from pipeline.stages import case_scores, gate, promote
from pipeline.stages.params import EVALUATION_FILE, load_params
from pipeline.tracking import CHAMPION, MODEL_NAME, URI_VARIABLE, WHY, registry
from tests.cli.running import Run
from tests.gates.lenient import LENIENT
from tests.small_training import SmallTraining, small_params


@pytest.fixture(scope="module")
def figures(small: SmallTraining, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Those of the last evaluation, as if they were the small model's, and worse."""
    told = json.loads(EVALUATION_FILE.read_text(encoding="utf-8"))
    told["model"]["digest"] = load_classifier(small.model).digest
    told["knowledge"]["digest"] = load_knowledge().digest
    told["regret_nats"] = 0.03
    path = tmp_path_factory.mktemp("figures") / "evaluation.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def places(
    small: SmallTraining, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """No champion yet, and a store of its own."""
    folder = tmp_path / "champion"
    for module in (gate, promote):
        monkeypatch.setattr(module, "CHAMPION_FOLDER", folder)
    monkeypatch.setattr(gate, "CASE_SCORES_FILE", tmp_path / "none.parquet")
    monkeypatch.setenv("LASEGUE_MODEL", str(small.model))
    monkeypatch.setenv(URI_VARIABLE, small.spare_store(tmp_path))
    return folder


@pytest.fixture
def lenient(tmp_path: Path) -> Path:
    return small_params(tmp_path, gates=LENIENT)


def ask(lasegue: Run, command: str, figures: Path, params: Path, *more: Any) -> Any:
    return lasegue(command, "--figures", figures, "--params", params, *more)


def test_one_line_for_each_gate_and_a_sentence_for_each_failure(
    lasegue: Run, small: SmallTraining, figures: Path
) -> None:
    outcome = ask(lasegue, "gate", figures, small.params)
    assert outcome.status == 1
    lines = outcome.out.splitlines()
    failed = [line for line in lines if line.startswith("FAILED")]
    said = outcome.err.splitlines()
    assert len(said) == len(failed) > 0
    assert all(line.startswith("Gate failed: ") for line in said)
    assert any(line.startswith("Gate failed: regret_nats") for line in said)
    assert any("no champion yet" in line for line in lines)


def test_json_holds_the_same_verdicts(
    lasegue: Run, figures: Path, lenient: Path
) -> None:
    outcome = ask(lasegue, "gate", figures, lenient, "--format", "json")
    assert (outcome.status, outcome.err) == (0, "")
    told = {one["name"]: one["passed"] for one in outcome.json}
    assert told["regret_nats"] is True
    assert told["rule_proofs"] is None
    assert False not in told.values()


def test_missing_figures_and_a_missing_model_are_bad_input(
    lasegue: Run, figures: Path, tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere"
    (fault,) = lasegue("gate", "--figures", nowhere).faults
    assert "the figures of the evaluation must be readable" in fault
    faults = lasegue("gate", "--figures", figures, "--model", nowhere).faults
    assert "the manifest must be readable" in faults[0]


def test_only_through_the_gates_a_model_becomes_champion(
    lasegue: Run, small: SmallTraining, figures: Path, places: Path
) -> None:
    outcome = ask(lasegue, "promote", figures, small.params)
    assert outcome.status == 1
    assert "Gate failed: " in outcome.err
    assert not places.exists()


def test_a_promoted_model_is_on_record_with_the_reason(
    lasegue: Run, small: SmallTraining, figures: Path, lenient: Path, places: Path
) -> None:
    outcome = ask(lasegue, "promote", figures, lenient, "--why", "A first one.")
    assert (outcome.status, outcome.err) == (0, "")
    assert "Version 1 is the champion now. A first one." in outcome.out
    record = read_champion(places)
    assert record is not None
    assert record.why.startswith("A first one. ")
    assert "gates passed" in record.why
    assert record.scores.model_digest == load_classifier(small.model).digest
    with registry() as client:
        version = client.get_model_version_by_alias(MODEL_NAME, CHAMPION)
    assert version.tags[WHY] == record.why
    # The next one is held against it: the same model is no worse.
    again = ask(lasegue, "gate", figures, lenient, "--format", "json")
    paired = {one["name"]: one for one in again.json}["paired.overall"]
    assert (paired["passed"], paired["value"]) == (True, 0.0)


def test_a_model_that_is_not_registered_is_not_promoted(
    lasegue: Run,
    figures: Path,
    lenient: Path,
    places: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(URI_VARIABLE, f"sqlite:///{tmp_path / 'empty.db'}")
    (fault,) = ask(lasegue, "promote", figures, lenient).faults
    assert "the MLflow store must be there" in fault
    assert not places.exists()


def test_scores_that_the_evaluation_wrote_are_used_when_they_are_the_models(
    small: SmallTraining, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    params = load_params(small.params)
    classifier = load_classifier(small.model)
    scores = case_scores.score_model(classifier, 130, 5)
    file = tmp_path / "scores.parquet"
    write_scores(scores, file)
    monkeypatch.setattr(gate, "CASE_SCORES_FILE", file)
    assert len(gate.scores_of(small.model, classifier.digest, params)) == len(scores)
    file.write_bytes(b"damaged")
    fresh = gate.scores_of(small.model, classifier.digest, params)
    assert len(fresh) > len(scores)
