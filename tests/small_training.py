"""One small, fully tracked training that several tests, and workers, share."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from pipeline.stages.params import STREAMS, load_params
from pipeline.stages.train import run_training
from pipeline.synthesis import Request, write_cases
from pipeline.tracking import SQLITE, URI_VARIABLE

N_CASES = {"train": 4000, "test": 2000}
N_OTHER = 1500
WORLDS = {"seed": 107, "n_worlds": 2, "n_rival_worlds": 2, "n_cases": 400}
TEACHER = {
    "seed": 109,
    "n": 8192,
    "world_seed": 110,
    "n_worlds": 2,
    "level_seed": 117,
    "n_per_condition": 60,
    "n_complete": 500,
}
IN_DEPTH = {
    "calibration": {"seed": 111, "n_per_condition": 60, "n_resamples": 5},
    "sets": {"seed": 112, "n_per_condition": 40, "n_cases": 300, "n_worlds": 2},
    "outsiders": {"seed": 113, "n_insiders": 300, "n_per_outsider": 20},
    "shift": {"seed": 114, "n": 300},
    "interviews": {"seed": 115, "n": 10, "steps": 3},
    "intervals": {"seed": 116, "n_worlds": 2, "n_cases": 200},
    "headline": {"seed": 121, "n_resamples": 5},
    "discrimination": {"seed": 122, "n_resamples": 5},
    "urgency": {"seed": 123, "n": 400, "n_per_condition": 10, "n_resamples": 5},
    "subgroups": {"seed": 124, "n_resamples": 5},
    "robustness": {"seed": 125, "n": 300, "n_resamples": 5},
    "leaning": {"seed": 126, "n": 100, "n_resamples": 5},
}
PAIRED_CASES = {"seed": 130, "n_per_condition": 20}
CANDIDATES = {
    "naive_bayes": {"n_rows": 4000},
    "multilayer_perceptron": {"n_rows": 4000, "hidden_units": 16, "epochs": 3},
}


@dataclass(frozen=True)
class SmallTraining:
    """Where the parts of the training stand."""

    params: Path
    data: Path
    model: Path
    uri: str

    def spare_store(self, folder: Path) -> str:
        """Copy the store for a test that writes: a new one would take seconds."""
        shutil.copy(self.uri.removeprefix(SQLITE), folder / "store.db")
        return f"{SQLITE}{folder / 'store.db'}"


def small_params(folder: Path, **changes: object) -> Path:
    """Write a params.yaml of few rows, few worlds and quick candidates.

    A key of `changes` is a dotted path with two underscores for each dot.
    """
    original = Path(__file__).parents[1] / "params.yaml"
    params = yaml.safe_load(original.read_text(encoding="utf-8"))
    for name in STREAMS:
        params["generate"][name]["n"] = N_CASES.get(name, N_OTHER)
    params["evaluate"]["worlds"] = dict(WORLDS)
    params["evaluate"]["in_depth"] = {k: dict(v) for k, v in IN_DEPTH.items()}
    params["evaluate"]["paired_cases"] = dict(PAIRED_CASES)
    params["train"]["teacher"] = dict(TEACHER)
    params["train"]["typicality_rows"] = 4000
    params["train"]["candidates"] = {k: dict(v) for k, v in CANDIDATES.items()}
    for key, value in changes.items():
        *parents, last = key.split("__")
        place = params
        for parent in parents:
            place = place[parent]
        place[last] = value
    path = folder / "params.yaml"
    path.write_text(yaml.safe_dump(params, sort_keys=False), encoding="utf-8")
    return path


@contextmanager
def store_at(uri: str) -> Iterator[None]:
    """Keep runs at an address for the length of a block."""
    before = os.environ.get(URI_VARIABLE)
    os.environ[URI_VARIABLE] = uri
    try:
        yield
    finally:
        os.environ.pop(URI_VARIABLE)
        if before is not None:
            os.environ[URI_VARIABLE] = before


def train_small(tmp_path_factory: pytest.TempPathFactory) -> SmallTraining:
    """Generate, train and track in a folder of this test run, unless it is done."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder = root / "small_training"
    small = SmallTraining(
        folder / "params.yaml",
        folder / "data",
        folder / "model",
        f"{SQLITE}{folder / 'store.db'}",
    )
    with (root / "small_training.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            _train(small)
            (folder / "done").touch()
    return small


def _train(small: SmallTraining) -> None:
    small.data.mkdir(parents=True)
    params = load_params(small_params(small.params.parent))
    for name, stream in params.generate.streams().items():
        write_cases(small.data / f"{name}.parquet", stream.n, Request(stream.seed))
    with store_at(small.uri):
        run_training(None, small.model, params, small.data)
