from __future__ import annotations

import filecmp
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.cases import CaseMatrix
from pipeline.cases.digest import cases_digest
from pipeline.cases.tables import frame_from_matrix
from pipeline.errors import CaseError, OptionError, OutputError
from pipeline.knowledge import load_knowledge
from pipeline.model.artifact import load_classifier, read_manifest
from pipeline.stages.params import load_params
from pipeline.stages.train import run_training
from pipeline.synthesis import Request, sample_cases, write_cases
from pipeline.tracking import URI_VARIABLE
from tests.small_training import CANDIDATES, SmallTraining, small_params

pytestmark = pytest.mark.usefixtures("spare_store")
MIX = (
    ("disc_herniation", 0.4),
    ("hip_osteoarthritis", 0.3),
    ("cauda_equina_syndrome", 0.3),
)
N = 300


@pytest.fixture(scope="module")
def few() -> CaseMatrix:
    return sample_cases(N, Request(seed=9, mix=MIX))


def write_csv(folder: Path, cases: CaseMatrix, labels: list[Any] | None) -> Path:
    frame = frame_from_matrix(cases).drop(columns="condition")
    if labels is not None:
        frame = frame.assign(condition=labels)
    path = folder / "cases.csv"
    frame.to_csv(path, index=False)
    return path


def quick(folder: Path, **changes: object) -> Any:
    candidates = {"naive_bayes": {"n_rows": 1000}}
    return load_params(small_params(folder, train__candidates=candidates, **changes))


# From the generated streams


def test_the_manifest_tells_how_the_model_came_to_be(small: SmallTraining) -> None:
    manifest = read_manifest(small.model)
    assert [item["name"] for item in manifest["candidates"]] == list(CANDIDATES)
    assert sum(item["chosen"] for item in manifest["candidates"]) == 1
    losses = manifest["calibration"]["log_loss"]
    method = manifest["calibration"]["method"]
    assert losses[method] <= losses["none"]
    assert manifest["metrics"]["choose_log_loss"] == losses[method]
    assert manifest["n_cases"]["train"] == 4000
    assert manifest["seed"] == load_params().train.seed


def test_the_same_training_gives_the_same_bytes(
    small: SmallTraining, tmp_path: Path
) -> None:
    training = run_training(None, tmp_path, load_params(small.params), small.data)
    manifest = (tmp_path / "manifest.json").read_text(encoding="utf-8")
    assert manifest == (small.model / "manifest.json").read_text(encoding="utf-8")
    # A comparison of the bytes themselves would be told in minutes of differences.
    same = filecmp.cmp(
        tmp_path / "classifier.joblib",
        small.model / "classifier.joblib",
        shallow=False,
    )
    assert same
    cases = sample_cases(50, Request(seed=8))
    trained = training.classifier.predict_proba(cases)
    assert np.array_equal(load_classifier(tmp_path).predict_proba(cases), trained)


def test_missing_streams_are_all_named(small: SmallTraining, tmp_path: Path) -> None:
    shutil.copy(small.data / "train.parquet", tmp_path)
    with pytest.raises(CaseError, match="make repro") as error:
        run_training(None, tmp_path / "model", load_params(small.params), tmp_path)
    missing = [Path(fault.where).stem for fault in error.value.faults]
    assert missing == ["select", "calibrate", "choose", "conform"]
    assert not (tmp_path / "model").exists()


# From somebody's own table


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_table_of_a_few_conditions_can_teach(
    suffix: str, few: CaseMatrix, tmp_path: Path
) -> None:
    path = tmp_path / "cases.parquet"
    if suffix == "csv":
        path = write_csv(tmp_path, few, list(few.condition))
    else:
        write_cases(path, N, Request(seed=9, mix=MIX))
    run_training(path, tmp_path / "model", quick(tmp_path))
    classifier = load_classifier(tmp_path / "model")
    proba = classifier.predict_proba(sample_cases(200, Request(seed=8)))
    ids = load_knowledge().condition_ids
    seen = [ids.index(condition) for condition, _ in MIX]
    unseen = [j for j in range(len(ids)) if j not in seen]
    assert np.all(proba[:, unseen] == 0)
    assert np.allclose(proba.sum(axis=1), 1)
    assert (proba[:, seen] > 0).all()


def test_csv_and_parquet_teach_the_same(few: CaseMatrix, tmp_path: Path) -> None:
    write_cases(tmp_path / "cases.parquet", N, Request(seed=9, mix=MIX))
    paths = [write_csv(tmp_path, few, list(few.condition)), tmp_path / "cases.parquet"]
    digests = set()
    for number, path in enumerate(paths):
        folder = tmp_path / str(number)
        run_training(path, folder, quick(tmp_path))
        digests.add((folder / "classifier.joblib").read_bytes())
    assert len(digests) == 1


def test_rows_that_are_none_of_these_do_not_teach(
    few: CaseMatrix, tmp_path: Path
) -> None:
    labels = ["none_of_these" if i % 3 == 0 else c for i, c in enumerate(few.condition)]
    path = write_csv(tmp_path, few, labels)
    run_training(path, tmp_path / "model", quick(tmp_path))
    manifest = read_manifest(tmp_path / "model")
    assert sum(manifest["n_cases"].values()) == N * 2 // 3


def test_a_condition_seen_only_outside_the_training_part_does_no_harm(
    few: CaseMatrix, tmp_path: Path
) -> None:
    # By the seed of the split: these rows fall into the four parts that only measure.
    order = np.random.default_rng(load_params().train.seed).permutation(60)
    for place in (44, 49, 53, 58):
        labels = list(few.condition[:60])
        labels[order[place]] = "facet_cyst"
        path = write_csv(tmp_path, few[slice(0, 60)], labels)
        run_training(path, tmp_path / "model", quick(tmp_path))
        classes = load_classifier(tmp_path / "model").estimator.classes_
        assert "facet_cyst" not in classes


def faults_of(path: Path, folder: Path) -> list[tuple[str, str]]:
    with pytest.raises(CaseError) as error:
        run_training(path, folder / "model", quick(folder))
    assert not (folder / "model").exists()
    return [(fault.what, fault.got) for fault in error.value.faults]


def test_a_table_without_labels_is_refused(few: CaseMatrix, tmp_path: Path) -> None:
    path = write_csv(tmp_path, few, None)
    assert faults_of(path, tmp_path) == [("column condition", "no such column")]


def test_every_row_without_a_label_is_named(few: CaseMatrix, tmp_path: Path) -> None:
    labels = [None if i in (4, 7) else c for i, c in enumerate(few.condition)]
    assert faults_of(write_csv(tmp_path, few, labels), tmp_path) == [
        ("row 5, column condition", "nothing"),
        ("row 8, column condition", "nothing"),
    ]


def test_many_rows_without_a_label_are_counted(few: CaseMatrix, tmp_path: Path) -> None:
    labels = [None if i < 25 else c for i, c in enumerate(few.condition)]
    found = faults_of(write_csv(tmp_path, few, labels), tmp_path)
    assert len(found) == 21
    assert found[-1] == ("column condition", "nothing in 5 more rows")


def test_outsiders_alone_cannot_teach(few: CaseMatrix, tmp_path: Path) -> None:
    path = write_csv(tmp_path, few, ["none_of_these"] * N)
    assert faults_of(path, tmp_path) == [("the labelled cases", "none")]


def test_an_unknown_label_is_refused_with_the_nearest(
    few: CaseMatrix, tmp_path: Path
) -> None:
    path = write_csv(tmp_path, few, ["disc_herniaton", *few.condition[1:]])
    with pytest.raises(CaseError, match="Did you mean 'disc_herniation'"):
        run_training(path, tmp_path / "model", quick(tmp_path))


def test_too_few_cases_are_refused(few: CaseMatrix, tmp_path: Path) -> None:
    path = write_csv(tmp_path, few[slice(0, 8)], list(few.condition[:8]))
    assert faults_of(path, tmp_path) == [("the table", "8 cases")]


def test_one_condition_alone_is_refused(few: CaseMatrix, tmp_path: Path) -> None:
    path = write_csv(tmp_path, few, ["disc_herniation"] * N)
    assert faults_of(path, tmp_path) == [("the labels", "one")]


# What would fail late is found early


def test_settings_that_no_estimator_takes_are_faults(
    small: SmallTraining, tmp_path: Path
) -> None:
    candidates = {
        "naive_bayes": {"n_rows": 10, "alfa": 1.0},
        "oracle": {"n_rows": 10},
        "logistic_regression": {"n_rows": 10, "penalti": 2},
    }
    params = load_params(small_params(tmp_path, train__candidates=candidates))
    with pytest.raises(OptionError, match="settings that the estimator takes") as error:
        run_training(None, tmp_path / "model", params, small.data)
    assert [fault.what for fault in error.value.faults] == [
        "train.candidates.naive_bayes",
        "train.candidates.oracle",
        "train.candidates.logistic_regression",
    ]


def test_a_setting_out_of_range_is_a_fault(
    small: SmallTraining, tmp_path: Path
) -> None:
    candidates = {"naive_bayes": {"n_rows": 10, "alpha": -1.0}}
    params = load_params(small_params(tmp_path, train__candidates=candidates))
    with pytest.raises(OptionError, match="'alpha' parameter of BernoulliNB"):
        run_training(None, tmp_path / "model", params, small.data)
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("output", ["file", "file/model"])
def test_a_file_in_the_way_of_the_folder_is_told_before_training(
    output: str, small: SmallTraining, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("old")
    # Not even the streams, which are not there, have been looked for.
    missing = tmp_path / "missing"
    with pytest.raises(OutputError, match="a folder that can be written"):
        run_training(None, tmp_path / output, load_params(small.params), missing)
    assert (tmp_path / "file").read_text() == "old"


def test_a_store_that_cannot_be_used_is_told_before_training(
    small: SmallTraining, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(URI_VARIABLE, f"sqlite:///{tmp_path}/missing/store.db")
    with pytest.raises(OutputError, match="the MLflow store"):
        run_training(None, tmp_path / "model", load_params(small.params), small.data)
    assert not (tmp_path / "model").exists()


def test_the_digest_tells_tables_apart_and_nothing_else(few: CaseMatrix) -> None:
    same = sample_cases(N, Request(seed=9, mix=MIX))
    assert cases_digest(same) == cases_digest(few)
    assert cases_digest(few[slice(0, N - 1)]) != cases_digest(few)
    other = sample_cases(N, Request(seed=10, mix=MIX))
    assert cases_digest(other) != cases_digest(few)
