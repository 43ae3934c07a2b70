from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import distribution, requires
from pathlib import Path
from typing import Any

import mlflow
import numpy as np
import pandas as pd
import pytest
from mlflow.entities import Run
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pipeline.assess import assess
from pipeline.cases import documented_mix, matrix_from_cases, read_cases
from pipeline.cases.case_mix import render_case_mix
from pipeline.errors import ArtifactError, CaseError, OptionError, OutputError
from pipeline.knowledge import load_knowledge
from pipeline.metrics import Reliability
from pipeline.model.artifact import load_classifier, read_manifest
from pipeline.synthesis import Request, sample_cases
from pipeline.tracking import (
    FIRST,
    PACKAGES,
    URI_VARIABLE,
    WHY,
    TrackedTrial,
    check_store,
    load_champion,
    model_input,
    model_signature,
    track_training,
    tracking_uri,
)
from tests.small_training import CANDIDATES, SmallTraining, store_at, train_small

PROJECT = Path(__file__).parents[1]
PUBLISHED = PROJECT / "data" / "published" / "cases.yaml"
PARENT = "mlflow.parentRunId"
TAUGHT = "multilayer_perceptron"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallTraining:
    return train_small(tmp_path_factory)


@pytest.fixture(scope="module")
def client(small: SmallTraining) -> mlflow.MlflowClient:
    return mlflow.MlflowClient(small.uri, small.uri)


@pytest.fixture(scope="module")
def runs(client: mlflow.MlflowClient) -> list[Run]:
    experiment = client.get_experiment_by_name("lasegue")
    assert experiment is not None
    return list(client.search_runs([experiment.experiment_id]))


@pytest.fixture(scope="module")
def parent(runs: list[Run]) -> Run:
    (run,) = [run for run in runs if PARENT not in run.data.tags]
    return run


@pytest.fixture(scope="module")
def champion(small: SmallTraining) -> Any:
    with store_at(small.uri):
        return load_champion()


def published_table() -> pd.DataFrame:
    cases = read_cases([PUBLISHED])
    frame = model_input(matrix_from_cases(cases))
    frame.insert(0, "case_id", [case.case_id for case in cases])
    return frame


# The runs


def test_every_candidate_is_a_nested_run_with_its_settings_and_figures(
    runs: list[Run], parent: Run
) -> None:
    nested = {
        run.data.tags["mlflow.runName"]: run
        for run in runs
        if run.data.tags.get(PARENT) == parent.info.run_id
    }
    assert set(nested) == set(CANDIDATES)
    assert len(runs) == len(nested) + 1
    perceptron = nested[TAUGHT].data
    assert perceptron.params["hidden_units"] == "16"
    assert perceptron.params["n_rows"] == "8192"
    figures = {"log_loss", "top1", "top3", "ece"}
    for name, run in nested.items():
        # The one with a teacher is followed on its way.
        followed = {"regret_nats", "seconds"} if run is nested[TAUGHT] else set()
        assert set(run.data.metrics) == figures | followed, name
        assert run.info.status == "FINISHED"


def test_the_winner_has_the_lowest_loss_and_is_named(
    runs: list[Run], parent: Run
) -> None:
    chosen = [run for run in runs if run.data.tags.get("chosen") == "true"]
    others = [run for run in runs if run.data.tags.get("chosen") == "false"]
    assert [run.data.tags["mlflow.runName"] for run in chosen] == [
        parent.data.params["candidate"]
    ]
    assert chosen[0].data.metrics["log_loss"] < others[0].data.metrics["log_loss"]


def test_the_parent_run_says_from_what_the_model_came(
    small: SmallTraining, parent: Run
) -> None:
    manifest = read_manifest(small.model)
    params, metrics = parent.data.params, parent.data.metrics
    assert params["calibration"] == manifest["calibration"]["method"]
    assert params["data_digest"] == manifest["data_digest"]
    assert params["knowledge_digest"] == load_knowledge().digest
    assert params["n_train"] == "4000"
    assert {"log_loss", "top1", "top3", "ece", "ece_calibrated"} <= set(metrics)
    assert metrics["log_loss_none"] == manifest["calibration"]["log_loss"]["none"]


def test_the_picture_of_the_calibration_stands_beside_the_store(
    small: SmallTraining, client: mlflow.MlflowClient, parent: Run, tmp_path: Path
) -> None:
    names = [item.path for item in client.list_artifacts(parent.info.run_id)]
    assert {"reliability.png", "notes.json"} <= set(names)
    path = client.download_artifacts(
        parent.info.run_id, "reliability.png", str(tmp_path)
    )
    assert Path(path).read_bytes().startswith(b"\x89PNG\r\n")
    beside = Path(small.uri.removeprefix("sqlite:///")).parent / "mlartifacts"
    assert list(beside.rglob("reliability.png"))


# The registered model


def test_the_first_training_is_the_champion_and_says_that_no_gate_was_asked(
    client: mlflow.MlflowClient, parent: Run
) -> None:
    version = client.get_model_version_by_alias("lasegue", "champion")
    assert version.run_id == parent.info.run_id
    assert str(version.version) == parent.data.tags["registered_version"]
    assert version.tags[WHY] == FIRST


def test_a_later_training_is_registered_alone_and_leaves_no_trace_elsewhere(
    small: SmallTraining,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    uri = small.spare_store(tmp_path)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv(URI_VARIABLE, uri)
    experiment_before = os.environ.get("MLFLOW_EXPERIMENT_ID")
    versions = [_track(small), _track(small)]
    assert versions == ["2", "3"]
    found = mlflow.MlflowClient(uri, uri).get_model_version_by_alias(
        "lasegue", "champion"
    )
    assert str(found.version) == "1"
    assert os.environ[URI_VARIABLE] == uri
    assert os.environ.get("MLFLOW_EXPERIMENT_ID") == experiment_before
    assert list((tmp_path / "here").iterdir()) == []
    assert capfd.readouterr() == ("", "")


def _track(small: SmallTraining) -> str:
    trial = TrackedTrial("naive_bayes", {"alpha": 1.0}, 10, {"log_loss": 1.0})
    notes = {
        "calibration": {"method": "none", "log_loss": {"none": 1.0}},
        "data_digest": "0",
        "n_cases": {"train": 10},
    }
    points = np.array([0.2, 0.8])
    curve = Reliability(points, points, np.array([5, 5]))
    examples = sample_cases(2, Request(seed=1))
    return track_training(small.model, [trial], "naive_bayes", notes, curve, examples)


def test_the_signature_takes_every_column_as_optional_and_findings_as_floats(
    champion: Any,
) -> None:
    signature = champion.metadata.signature
    assert signature == model_signature()
    columns = {column.name: column for column in signature.inputs}
    assert set(columns) == {
        "case_id",
        *load_knowledge().vocabulary.context,
        *load_knowledge().finding_ids,
    }
    assert not any(column.required for column in columns.values())
    assert {columns[f].type.name for f in load_knowledge().finding_ids} == {"double"}
    assert [column.name for column in signature.outputs] == [
        "case_id",
        "urgency",
        "urgency_from",
        "assessment",
    ]


def test_the_input_example_can_be_assessed(champion: Any) -> None:
    example = champion.input_example
    answers = example[list(load_knowledge().finding_ids)]
    assert set(answers.dtypes.astype(str)) == {"float64"}
    assert answers.isna().to_numpy().any()
    assert len(champion.predict(example)) == len(example)


def test_the_requirements_hold_the_versions_that_the_artefact_asks_for(
    champion: Any, small: SmallTraining
) -> None:
    path = Path(mlflow.pyfunc.get_model_dependencies(champion.metadata.artifact_path))
    pins = set(path.read_text(encoding="utf-8").split())
    for name, version in read_manifest(small.model)["libraries"].items():
        assert f"{name}=={version}" in pins


def test_the_registered_model_says_exactly_what_assess_says(
    champion: Any, small: SmallTraining
) -> None:
    cases = read_cases([PUBLISHED])
    classifier = load_classifier(small.model)
    table = champion.predict(published_table())
    wanted = [assess(case, classifier).to_dict() for case in cases]
    assert [json.loads(text) for text in table["assessment"]] == wanted
    assert list(table["case_id"]) == [case.case_id for case in cases]
    assert list(table["urgency"]) == [item["urgency"] for item in wanted]
    assert list(table["urgency_from"]) == [item["urgency_from"] for item in wanted]


def test_the_rules_cannot_be_gone_round(champion: Any) -> None:
    table = champion.predict(pd.DataFrame({"saddle_numbness": [1.0, 0.0, np.nan]}))
    assert table["urgency"][0] == "emergency"
    assert table["urgency_from"][0] == "red_flag"
    flags = [json.loads(text)["red_flags"] for text in table["assessment"]]
    assert [bool(fired) for fired in flags] == [True, False, False]


def test_a_case_mix_can_be_asked_for_by_name_or_by_its_text(
    champion: Any, small: SmallTraining
) -> None:
    table = published_table().head(2)
    classifier = load_classifier(small.model)
    (case, _) = read_cases([PUBLISHED])[:2]
    wanted = assess(case, classifier, case_mix="emergency").to_dict()
    mix = documented_mix("emergency")
    text = render_case_mix(mix, {}, 10, "documented")
    for given in ("emergency", text):
        told = champion.predict(table, params={"case_mix": given})["assessment"]
        chances = [entry["probability"] for entry in wanted["differential"]]
        first = json.loads(told[0])
        assert first["case_mix"] == {"name": "emergency"}
        given_chances = [entry["probability"] for entry in first["differential"]]
        assert given_chances == pytest.approx(chances, abs=1e-6)
    for none in ({}, {"case_mix": ""}):
        told = champion.predict(table, params=none)["assessment"]
        assert json.loads(told[0])["case_mix"] is None


def test_no_client_can_have_a_file_read(champion: Any, tmp_path: Path) -> None:
    path = tmp_path / "mix.yaml"
    path.write_text(render_case_mix(documented_mix("emergency"), {}, 10, "documented"))
    with pytest.raises(OptionError, match="parameter case_mix: the case mix must be"):
        champion.predict(published_table().head(1), params={"case_mix": str(path)})


def test_an_empty_table_gives_an_empty_table(champion: Any) -> None:
    table = champion.predict(published_table().head(0))
    assert table.shape == (0, 4)


def test_anything_but_one_zero_and_nan_is_refused_with_every_fault(
    champion: Any,
) -> None:
    frame = pd.DataFrame({"numbness": [0.0, np.inf, 2.0], "fever": [1.0, 0.5, np.nan]})
    with pytest.raises(CaseError) as error:
        champion.predict(frame)
    assert [(fault.what, fault.got) for fault in error.value.faults] == [
        ("column numbness", "inf in row 2"),
        ("column numbness", "2 in row 3"),
        ("column fever", "0.5 in row 2"),
    ]


def test_an_impossible_age_is_refused(champion: Any) -> None:
    with pytest.raises(CaseError, match="from 16 to 110") as error:
        champion.predict(pd.DataFrame({"age": [63.0, 400.0]}))
    assert len(error.value.faults) == 1


# The model far from home: nothing but its own folder and what MLflow installs

FAR_FROM_HOME = """
import sys
events = []
def hook(name, arguments):
    if name in ("socket.getaddrinfo", "socket.connect"):
        events.append((name, arguments[-1]))
sys.addaudithook(hook)
sys.path[:] = [p for p in sys.path if "site-packages" not in p] + [sys.argv[1]]
import json, mlflow, pandas
model = mlflow.pyfunc.load_model(sys.argv[2])
table = model.predict(pandas.DataFrame({"saddle_numbness": [1.0], "age": [52.0]}))
import pipeline
json.dump({"urgency": list(table["urgency"]), "home": pipeline.__file__,
           "path": sys.path, "events": events}, sys.stdout)
"""


def _what_mlflow_installs() -> set[str]:
    """Follow the requirements of MLflow and of the model to their end."""
    found: set[str] = set()
    left = ["mlflow", *PACKAGES]
    while left:
        name = canonicalize_name(left.pop())
        if name in found:
            continue
        found.add(name)
        for text in requires(name) or []:
            needed = Requirement(text)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                left.append(needed.name)
    return found


def _bare_packages(folder: Path) -> Path:
    """Link the files of those packages, and of no other, into one folder."""
    folder.mkdir()
    for name in sorted(_what_mlflow_installs()):
        package = distribution(name)
        for file in package.files or ():
            top = file.parts[0]
            link = folder / top
            if top not in ("..", "__pycache__") and not link.exists():
                link.symlink_to(Path(str(package.locate_file(top))))
    return folder


def test_the_model_works_with_only_what_mlflow_brings(
    small: SmallTraining, client: mlflow.MlflowClient, tmp_path: Path
) -> None:
    packages = _bare_packages(tmp_path / "packages")
    assert not list(packages.glob("*lasegue*"))
    assert not (packages / "altair").exists()
    version = client.get_model_version_by_alias("lasegue", "champion")
    folder = client.get_model_version_download_uri("lasegue", version.version)
    arguments = [sys.executable, "-I", "-S", "-c", FAR_FROM_HOME, packages, folder]
    environment = {"MLFLOW_DISABLE_TELEMETRY": "true", "HOME": str(tmp_path)}
    done = subprocess.run(
        [str(part) for part in arguments],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment | {"MLFLOW_TRACKING_URI": small.uri},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["urgency"] == ["emergency"]
    assert not Path(told["home"]).is_relative_to(PROJECT)
    assert told["events"] == []


# The store


def test_importing_switches_telemetry_off() -> None:
    code = (
        "import pipeline.tracking, mlflow.telemetry as t;"
        "print(t.get_telemetry_client())"
    )
    hidden = ("MLFLOW_DISABLE_TELEMETRY", "DO_NOT_TRACK", "CI", "PYTEST_CURRENT_TEST")
    environment = {k: v for k, v in os.environ.items() if k not in hidden}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    assert done.stdout == "None\n"


def test_runs_are_kept_beside_the_project_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(URI_VARIABLE, raising=False)
    assert tracking_uri() == f"sqlite:///{PROJECT / 'experiments' / 'mlflow.db'}"
    monkeypatch.setenv(URI_VARIABLE, "http://127.0.0.1:5000")
    assert tracking_uri() == "http://127.0.0.1:5000"


@pytest.mark.parametrize(
    "uri", ["sqlite:///{folder}/missing/store.db", "nonsense://store"]
)
def test_a_store_that_cannot_be_used_is_refused_at_once(
    uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(URI_VARIABLE, uri.format(folder=tmp_path))
    with pytest.raises(OutputError, match="the MLflow store must be usable"):
        check_store()
    assert list(tmp_path.iterdir()) == []


def test_without_a_training_there_is_no_champion(
    small: SmallTraining, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.tracking.CHAMPION", "nobody")
    with (
        store_at(small.uri),
        pytest.raises(ArtifactError, match="models:/lasegue@nobody: the reg") as error,
    ):
        load_champion()
    assert "lasegue train" in str(error.value)
