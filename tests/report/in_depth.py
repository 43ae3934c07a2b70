"""What the evaluation says beyond its headline figures, with believable numbers."""

from __future__ import annotations

from typing import Any

from pipeline.knowledge import load_knowledge
from tests.report.calibrated import calibrated
from tests.report.qualities import qualities
from tests.report.test_interview_tables import INTERVIEWS
from tests.report.test_outsider_tables import EVALUATION
from tests.report.test_set_tables import SETS
from tests.report.test_shift_tables import sample_shift

Item = dict[str, Any]
INTERVALS: Item = {
    "seed": 116,
    "level": 0.9,
    "n_worlds": 24,
    "held": 0.903,
    "held_se": 0.004,
    "held_lowest": 0.871,
    "by_band": [
        {"from": 0.01, "to": 0.05, "n": 91_200, "held": 0.89, "width": 0.21},
        {"from": 0.9, "to": 1.0, "n": 0, "held": None, "width": None},
    ],
    "by_condition": [
        {"condition": "facet_cyst", "name": "Facet cyst (a)", "n": 812, "held": 0.91},
        {"condition": "sij_dysfunction", "name": "SIJ", "n": 0, "held": None},
    ],
}


def in_depth() -> Item:
    """Give every part that stands beside the headline figures."""
    return {
        "regret_by_condition": [
            {
                "condition": condition,
                "n_cases": 7_000,
                "regret_nats": 0.0012,
                "regret_se": 0.0004,
            }
            for condition in load_knowledge().condition_ids
        ],
        "calibration_in_depth": calibrated(),
        "sets_in_depth": SETS,
        "outsiders": EVALUATION,
        "shift": sample_shift(),
        "interviews": INTERVIEWS,
        "intervals": INTERVALS,
        **qualities(),
    }
