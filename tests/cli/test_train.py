from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from pipeline.model.artifact import load_classifier, read_manifest
from pipeline.stages.params import load_params
from pipeline.synthesis import Request, write_cases
from pipeline.tracking import URI_VARIABLE
from tests.cli.running import Outcome, Run, run_apart
from tests.small_training import SmallTraining, small_params

MIX = (("disc_herniation", 0.6), ("hip_osteoarthritis", 0.4))


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("table") / "cases.parquet"
    write_cases(path, 400, Request(seed=4, mix=MIX))
    return path


@pytest.fixture(scope="module")
def real(
    table: Path, small: SmallTraining, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Outcome, Path]:
    """The command as a user runs it, with every candidate of the project."""
    folder = tmp_path_factory.mktemp("real") / "model"
    arguments = ["train", "--cases", table, "--output", folder]
    store = small.spare_store(tmp_path_factory.mktemp("store"))
    return run_apart(*arguments, MLFLOW_TRACKING_URI=store), folder


@pytest.fixture
def quick(
    small: SmallTraining, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidates = {"naive_bayes": {"n_rows": 1000}}
    params = small_params(tmp_path, train__candidates=candidates)
    monkeypatch.setattr("pipeline.stages.params.PARAMS_FILE", params)
    monkeypatch.setenv(URI_VARIABLE, small.spare_store(tmp_path))


def test_every_candidate_is_told_and_the_winner_marked(
    real: tuple[Outcome, Path],
) -> None:
    outcome, folder = real
    assert outcome.status == 0, outcome.err
    header, *rows, last = outcome.out.splitlines()
    assert header.split() == ["candidate", "rows", "log", "loss", "top-1"]
    names = [row.split()[0] for row in rows]
    assert names == list(load_params().train.candidates)
    assert sum(row.endswith(" *") for row in rows) == 1
    assert re.fullmatch(rf"Calibration: \w+\. Saved in {folder}\.", last)


def test_nothing_else_is_said(real: tuple[Outcome, Path]) -> None:
    assert real[0].err == ""


def test_the_model_can_be_used_at_once(real: tuple[Outcome, Path]) -> None:
    _, folder = real
    assert len(load_classifier(folder).condition_ids) == 28
    assert sum(read_manifest(folder)["n_cases"].values()) == 400
    assert sorted(path.name for path in folder.iterdir()) == [
        "classifier.joblib",
        "manifest.json",
    ]


def test_it_can_assess(
    real: tuple[Outcome, Path], lasegue: Run, tmp_path: Path
) -> None:
    (tmp_path / "case.yaml").write_text("{findings: {slr_positive: present}}")
    outcome = lasegue(
        "assess", tmp_path / "case.yaml", "--model", real[1], "--format", "json"
    )
    probabilities = {
        entry["condition"]: entry["probability"]
        for entry in outcome.json[0]["differential"]
    }
    assert {name for name, p in probabilities.items() if p > 0} == {
        name for name, _ in MIX
    }
    assert sum(probabilities.values()) == pytest.approx(1)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("name", "content", "parts"),
    [
        ("a.csv", "age,fever\n63,true\n", ["column condition", "no such column"]),
        ("a.csv", "", ["a.csv: the"]),
        ("a.csv", "age,condition\n63,facet_cist\n", ["facet_cyst"]),
        (
            "a.csv",
            "age,condition\n63,facet_cyst\n64,\n",
            ["row 2, column condition", "Got nothing"],
        ),
        ("a.csv", "age,condition\n63,none_of_these\n", ["the labelled cases"]),
        ("a.csv", "age,condition\n63,facet_cyst\n", ["large enough", "Got 1 cases"]),
        ("a.csv", "age,condition\nold,facet_cyst\n", ["row 1, column age"]),
        ("a.csv", "age,condition\n63\n", ["row 1", "1 cells"]),
        ("a.csv", "age,condtion\n63,facet_cyst\n", ["Did you mean 'condition'?"]),
        ("a.parquet", "PAR1", ["readable Parquet"]),
        ("a.json", "[]", ["the suffix must be .csv or .parquet"]),
        ("missing/a.csv", None, ["readable"]),
    ],
)
def test_a_table_that_cannot_teach_is_refused(
    name: str, content: str | None, parts: list[str], lasegue: Run, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    folder = tmp_path / "model"
    faults = lasegue("train", "--cases", tmp_path / name, "--output", folder).faults
    for part in parts:
        assert any(part in fault for fault in faults), faults
    assert not folder.exists()


@pytest.mark.usefixtures("quick")
def test_every_fault_of_a_table_is_listed(lasegue: Run, tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "age": [63, 12, 400],
            "fever": [0.5, 1.0, 0.0],
            "fevr": [True, None, False],
            "condition": ["facet_cyst", "facet_cist", "other"],
        }
    )
    table.to_parquet(tmp_path / "cases.parquet")
    faults = lasegue(
        "train", "--cases", tmp_path / "cases.parquet", "--output", tmp_path / "model"
    ).faults
    assert len(faults) == 6


@pytest.mark.usefixtures("quick")
def test_a_file_in_the_way_of_the_folder_is_refused(
    table: Path, lasegue: Run, tmp_path: Path
) -> None:
    (tmp_path / "model").write_text("old")
    (fault,) = lasegue("train", "--cases", table, "--output", tmp_path / "model").faults
    assert "the output must be a folder that can be written" in fault
    assert (tmp_path / "model").read_text() == "old"


@pytest.mark.usefixtures("quick")
def test_a_store_that_cannot_be_used_is_refused(
    table: Path, lasegue: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(URI_VARIABLE, f"sqlite:///{tmp_path}/missing/store.db")
    (fault,) = lasegue("train", "--cases", table, "--output", tmp_path / "model").faults
    assert "the MLflow store must be usable" in fault
    assert not (tmp_path / "model").exists()


def test_bad_settings_in_params_are_refused(
    table: Path,
    lasegue: Run,
    small: SmallTraining,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    candidates = {"oracle": {"n_rows": 5}, "naive_bayes": {"n_rows": 5, "alfa": 1}}
    params = small_params(tmp_path, train__candidates=candidates)
    monkeypatch.setattr("pipeline.stages.params.PARAMS_FILE", params)
    monkeypatch.setenv(URI_VARIABLE, small.spare_store(tmp_path))
    faults = lasegue("train", "--cases", table, "--output", tmp_path / "model").faults
    assert [fault.split(" must be")[0] for fault in faults] == [
        "params.yaml: train.candidates.oracle",
        "params.yaml: train.candidates.naive_bayes",
    ]
