"""A tiny classifier, really trained, once for the whole run."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from threadpoolctl import threadpool_limits

from pipeline.model import Classifier
from pipeline.model.artifact import MANIFEST_FILE, load_classifier, save_classifier
from pipeline.model.training import Splits, TrainingPlan, train
from pipeline.synthesis import Request, sample_cases
from pipeline.terms import Urgency

# Time limits for one example fail on a busy machine, and tell nothing about the code.
settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")

N_TRAIN, N_OTHER = 30_000, 8_000
FIRST_SEED = 900
PLAN = TrainingPlan(
    candidates={
        "naive_bayes": {"n_rows": N_TRAIN},
        "logistic_regression": {"n_rows": 1_500, "max_iter": 8},
        "multilayer_perceptron": {
            "n_rows": N_TRAIN,
            "hidden_units": 64,
            "epochs": 4,
            "batch_size": 256,
            "learning_rate": 0.004,
        },
    },
    calibration_methods=("none", "temperature"),
    coverage=0.90,
    emergency_coverage=0.99,
    typicality_rows=60_000,
    urgency_thresholds={
        Urgency.EMERGENCY: 0.10,
        Urgency.URGENT_SAME_DAY: 0.15,
        Urgency.URGENT_2_WEEKS: 0.25,
    },
)


@pytest.fixture(scope="session")
def tiny_model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the artefact; the workers of one run share it."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder = root / "tiny_model"
    with (root / "tiny_model.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / MANIFEST_FILE).is_file():
            _train_into(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_model(tiny_model_folder: Path) -> Classifier:
    return load_classifier(tiny_model_folder)


def _train_into(folder: Path) -> None:
    sizes = (N_TRAIN, N_OTHER, N_OTHER, N_OTHER, N_OTHER)
    parts = [sample_cases(n, Request(seed=FIRST_SEED + i)) for i, n in enumerate(sizes)]
    # Small matrices on busy cores: threads that wait for each other take ten times as
    # long as one alone.
    with threadpool_limits(limits=1):
        training = train(Splits(*parts), PLAN)
    notes = {
        "candidates": [
            {
                "name": trial.candidate.name,
                "n_rows": trial.n_rows,
                "log_loss": trial.metrics["log_loss"],
                "chosen": trial.candidate.name == training.chosen,
            }
            for trial in training.trials
        ],
        "calibration": {
            "method": training.calibration.method,
            "log_loss": training.calibration.log_loss,
        },
    }
    save_classifier(folder, training.classifier, FIRST_SEED, {}, notes)
