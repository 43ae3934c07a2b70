"""The whole pipeline by `dvc repro`, in a copy of the project."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.small_training import small_params

PROJECT = Path(__file__).parents[1]
CHAMPION = PROJECT / "experiments" / "champion"
STAGES = ("knowledge", "generate", "train", "evaluate", "report")
CANDIDATES = {
    "naive_bayes": {"n_rows": 3000},
    "logistic_regression": {"n_rows": 1000, "C": 1.0, "max_iter": 5},
    # Its threads add up in any order; no figure may show it.
    "random_forest": {
        "n_rows": 3000,
        "n_estimators": 40,
        "n_jobs": 2,
        "random_state": 7,
    },
    "multilayer_perceptron": {"n_rows": 3000, "hidden_units": 16, "epochs": 2},
}
OUTPUTS = (
    "build/report.html",
    "build/report.json",
    "build/report.md",
    "data/synthetic/conform.parquet",
    "data/synthetic/train.parquet",
    "experiments/evaluation.json",
    "experiments/knowledge.json",
    "experiments/reliability.csv",
    "models/classifier.joblib",
    "models/manifest.json",
)


@dataclass(frozen=True)
class Copy:
    """A copy of the project, and what its first run said."""

    folder: Path
    said: str

    def read(self) -> dict[str, bytes]:
        return {name: (self.folder / name).read_bytes() for name in OUTPUTS}


def dvc(folder: Path, *arguments: str) -> str:
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        # The stages must run the code of the copy, wherever we are installed.
        "PYTHONPATH": str(folder),
        "DVC_NO_ANALYTICS": "1",
        "DVC_SITE_CACHE_DIR": str(folder / ".dvc" / "site"),
        "DVC_GLOBAL_CONFIG_DIR": str(folder / ".dvc" / "global"),
    }
    environment.pop("MLFLOW_TRACKING_URI", None)
    done = subprocess.run(
        ["dvc", *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    folder = tmp_path_factory.mktemp("repro") / "project"
    shutil.copytree(
        PROJECT / "pipeline",
        folder / "pipeline",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for kept in (PROJECT / "data" / "published", CHAMPION):
        shutil.copytree(kept, folder / kept.relative_to(PROJECT))
    for name in ("dvc.yaml", ".dvcignore"):
        shutil.copy(PROJECT / name, folder)
    small_params(folder, train__candidates=CANDIDATES)
    dvc(folder, "init", "--no-scm", "--quiet")
    dvc(folder, "config", "core.analytics", "false")
    dvc(folder, "config", "core.check_update", "false")
    return Copy(folder, dvc(folder, "repro"))


def test_every_stage_runs_once_in_order(copy: Copy) -> None:
    places = [copy.said.index(f"Running stage '{stage}'") for stage in STAGES]
    assert places == sorted(places)
    assert all(copy.said.count(f"Running stage '{stage}'") == 1 for stage in STAGES)


def test_the_stages_run_the_code_of_the_copy_and_keep_their_runs_there(
    copy: Copy,
) -> None:
    assert (copy.folder / "experiments" / "mlflow.db").is_file()
    assert list((copy.folder / "experiments" / "mlartifacts").rglob("reliability.png"))
    assert not (copy.folder / "mlruns").exists()


def test_nobody_is_bothered_with_noise(copy: Copy) -> None:
    for noise in ("INFO", "WARN", "Warning", "Downloading", "Created version"):
        assert noise not in copy.said


def test_the_evaluation_is_of_a_hundred_thousand_cases_at_least(copy: Copy) -> None:
    text = (copy.folder / "experiments" / "evaluation.json").read_text()
    figures = json.loads(text)
    assert figures["n_cases"] >= 100_000
    assert [item["name"] for item in figures["candidates"]] == list(CANDIDATES)
    # More than four standard errors of the mean of so many cases above nothing.
    assert figures["regret_nats"] > 4 * figures["regret_se"]


def test_a_second_run_does_nothing_and_takes_seconds(copy: Copy) -> None:
    times = {name: (copy.folder / name).stat().st_mtime_ns for name in OUTPUTS}
    started = time.monotonic()
    said = dvc(copy.folder, "repro")
    assert time.monotonic() - started < 10
    assert "Running stage" not in said
    assert "up to date" in said
    again = {name: (copy.folder / name).stat().st_mtime_ns for name in OUTPUTS}
    assert again == times


def test_other_workers_are_no_reason_to_run_again(copy: Copy) -> None:
    path = copy.folder / "params.yaml"
    before = path.read_text(encoding="utf-8")
    params = yaml.safe_load(before)
    params["generate"]["workers"] += 1
    path.write_text(yaml.safe_dump(params), encoding="utf-8")
    try:
        assert "Running stage" not in dvc(copy.folder, "repro", "--dry")
    finally:
        path.write_text(before, encoding="utf-8")


def test_from_nothing_every_output_is_the_same_to_the_last_byte(copy: Copy) -> None:
    before = copy.read()
    lock = (copy.folder / "dvc.lock").read_bytes()
    for name in ("data/synthetic", "models", "build", "experiments"):
        shutil.rmtree(copy.folder / name)
    # The champion's record is no output: it is kept with the code.
    shutil.copytree(CHAMPION, copy.folder / CHAMPION.relative_to(PROJECT))
    for name in ("cache", "tmp"):
        shutil.rmtree(copy.folder / ".dvc" / name)
    said = dvc(copy.folder, "repro")
    assert all(f"Running stage '{stage}'" in said for stage in STAGES)
    after = copy.read()
    assert [name for name in OUTPUTS if after[name] != before[name]] == []
    assert (copy.folder / "dvc.lock").read_bytes() == lock
