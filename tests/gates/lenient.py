"""Limits that any model keeps."""

from __future__ import annotations

from typing import Any

LENIENT: dict[str, Any] = {
    "regret_nats": 9.0,
    "worst_condition_regret": 99.0,
    "top1_gap": 1.0,
    "ece": 1.0,
    "slope_gap": 99.0,
    "conditions_off_slope": 28,
    "coverage": 0.0,
    "emergency_coverage": 0.0,
    "sets_below": 84,
    "emergency_sensitivity": 0.0,
    "adaptation_gap": 99.0,
    "intervals_held": 0.0,
    "under_called_emergencies": 57,
    "under_calls": 57,
    "paired": {
        "n_resamples": 1000,
        "margin_nats": 99.0,
        "condition_margin_nats": 99.0,
        "missed_emergencies": 1.0,
    },
}
