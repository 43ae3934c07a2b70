"""A manifest with believable entries, as far as the paperwork reads them."""

from __future__ import annotations

from typing import Any

from pipeline.report.paper.run import Run
from pipeline.stages.params import load_params
from tests.report.sample import Item, sample_evaluation


def sample_manifest() -> dict[str, Any]:
    return {
        "sha256": "5f2a90c1d7" + "0" * 54,
        "seed": 7,
        "libraries": {"numpy": "2.4.6", "scikit-learn": "1.9.1"},
        "features": ["fever=present", "fever=absent", "age"],
        "urgency_thresholds": {"emergency": 0.1, "urgent_same_day": 0.15},
        "calibration": {"method": "temperature"},
        "n_cases": {"train": 2_345, "select": 1_001, "calibrate": 1_002, "choose": 99},
        "data_digest": "c0ffee" + "0" * 58,
    }


def sample_run(evaluation: Item | None = None) -> Run:
    """Give a run with the parameters of the project."""
    params = load_params().model_dump(mode="json")
    manifest = sample_manifest()
    # Both forms read the size of the streams where the manifest tells it.
    manifest["n_cases"]["conform"] = 98
    evaluation = evaluation or sample_evaluation()
    evaluation["seeds"] = {**evaluation["seeds"], "conform": 16}
    return Run(evaluation, manifest, params)
