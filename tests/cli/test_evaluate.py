from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.stages import ceilings, evaluate
from tests.cli.running import Run
from tests.gates.lenient import LENIENT
from tests.small_training import SmallTraining, small_params

# So many that the rarest condition is among them.
N = 15_000


@pytest.fixture(autouse=True)
def few_cases(
    small: SmallTraining, with_model: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "LEAST_CASES", N)
    monkeypatch.setattr("pipeline.stages.params.PARAMS_FILE", small.params)


def test_the_json_has_what_others_rely_on(lasegue: Run) -> None:
    outcome = lasegue("evaluate", "--format", "json")
    assert (outcome.status, outcome.err) == (0, "")
    figures = outcome.json
    measures = {"top1", "top3", "log_loss", "ece"}
    assert {"regret_nats", "n_cases", *measures} <= set(figures)
    assert {f"posterior_{name}" for name in measures} <= set(figures)
    published = {"n_cases", "top1", "top3", "top5", "log_loss"}
    assert published | {"urgency_confusion", "under_calls"} <= set(figures["published"])
    assert figures["n_cases"] == N
    away = {"circularity", "worlds", "disjoint_reader", "ceilings"}
    assert away <= set(figures)
    assert {"within", "across", "extremes"} <= set(figures["worlds"])


def test_the_text_shows_the_model_beside_the_exact_posterior(lasegue: Run) -> None:
    outcome = lasegue("evaluate")
    assert (outcome.status, outcome.err) == (0, "")
    assert "regret" in outcome.out.lower()
    assert "15,000" in outcome.out
    assert "HOW FAR THE FIGURES CARRY" in outcome.out


def test_gates_that_are_not_reached_end_with_one_and_are_named(lasegue: Run) -> None:
    outcome = lasegue("evaluate", "--format", "json", "--gates")
    assert outcome.status == 1
    assert outcome.json["n_cases"] == N
    assert "Gate failed: regret_nats (Regret against the exact posterior" in outcome.err
    assert "it must be at most 0.002. Look at what" in outcome.err


def test_gates_that_are_reached_change_nothing(
    lasegue: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    params = small_params(tmp_path, gates=LENIENT)
    monkeypatch.setattr("pipeline.stages.params.PARAMS_FILE", params)
    # Whether the shipped studies' ceilings hold is not what is asked here.
    monkeypatch.setattr(ceilings, "load_studies", dict)
    outcome = lasegue("evaluate", "--format", "json", "--gates")
    assert (outcome.status, outcome.err) == (0, "")


def test_the_report_is_written_where_it_was_wanted(
    lasegue: Run, small: SmallTraining, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    outcome = lasegue("report", "--output", page, "--model", small.model)
    assert (outcome.status, outcome.out, outcome.err) == (0, f"{page}\n", "")
    assert "15,000" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("place", ["missing/page.html", "folder.html"])
def test_a_report_that_cannot_be_written_is_refused(
    place: str, lasegue: Run, tmp_path: Path
) -> None:
    (tmp_path / "folder.html").mkdir()
    (fault,) = lasegue("report", "--output", tmp_path / place).faults
    assert "the output must be a writable file" in fault
    assert [item.name for item in tmp_path.iterdir()] == ["folder.html"]


@pytest.mark.parametrize("command", ["evaluate", "report"])
def test_bad_params_are_refused_with_every_fault(
    command: str, lasegue: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = small_params(tmp_path, generate__workers=0, train__coverage=3)
    monkeypatch.setattr("pipeline.stages.params.PARAMS_FILE", path)
    options = ["--output", tmp_path / "page.html"] if command == "report" else []
    faults = lasegue(command, *options).faults
    assert [fault.split(" must be")[0] for fault in faults] == [
        "params.yaml: generate.workers",
        "params.yaml: train.coverage",
    ]
    assert not (tmp_path / "page.html").exists()


def test_published_cases_that_are_faulty_are_refused(
    lasegue: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = tmp_path / "cases.yaml"
    cases.write_text("- {condition: facet_cist, expected_urgency: soon, case: {}}")
    path = small_params(tmp_path, evaluate__published=str(cases))
    monkeypatch.setattr("pipeline.stages.params.PARAMS_FILE", path)
    faults = lasegue("evaluate").faults
    assert len(faults) == 2
    assert "Did you mean 'facet_cyst'?" in faults[0]
