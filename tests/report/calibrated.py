"""Calibration in depth as its stage writes it, with believable figures."""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.knowledge import load_knowledge

Item = dict[str, Any]
TOP, EACH = "top_label", "each_condition"
GROUPS = {
    "by_setting": ("primary_care", "spine_clinic", "emergency", "unknown"),
    "by_age": ("under 40", "40 to 59", "60 to 74", "75 and over", "unknown"),
    "by_answers": ("0 to 27 answers", "28 to 138 answers"),
}


def calibrated() -> Item:
    """Give a full evaluation of calibration."""
    return {
        "seed": 109,
        "n_resamples": 200,
        "populations": {
            "natural": {"n_cases": 200_000},
            "equal_shares": {"n_cases": 196_000},
        },
        "overall": [_row("all", what) for what in (TOP, EACH)],
        **{
            key: [_row(group, what) for group in groups for what in (TOP, EACH)]
            for key, groups in GROUPS.items()
        },
        "by_condition": _by_condition(),
        "brier_multiclass": {
            reader: {
                "score": _told(0.4026 + shift),
                "reliability": _told(0.00019 + shift),
                "resolution": _told(0.4719),
                "uncertainty": _told(0.8755),
            }
            for reader, shift in (("model", 0.0), ("posterior", -0.0001))
        },
        "curves": {
            what: {"model": _curve(-0.01), "posterior": _curve(0.0)}
            for what in (TOP, EACH)
        },
        "summary": {
            "slope_limits": [0.95, 1.05],
            "n_conditions": 28,
            "ece_like_posterior": False,
            "model": {
                "slopes_within": 27,
                "slopes_outside": ["facet_cyst"],
                "largest_ici": 0.0053,
            },
            "posterior": {
                "slopes_within": 28,
                "slopes_outside": [],
                "largest_ici": 0.001,
            },
        },
    }


def _told(value: float, half: float = 0.002) -> Item:
    return {"value": value, "low": value - half, "high": value + half}


def _figures(slope: float, gap: float) -> Item:
    return {
        "ici": _told(gap, 0.0),
        "e50": _told(gap),
        "e90": _told(2 * gap),
        "ece": _told(gap + 0.001, 0.001),
        "slope": _told(slope, 0.02),
        "slope_se": 0.01,
        "intercept": _told(-0.00001, 0.03),
        "intercept_se": 0.015,
        "brier": _told(0.143),
        "reliability": _told(0.00003),
        "resolution": _told(0.068),
        "uncertainty": _told(0.211),
    }


def _row(group: str, what: str, slope: float = 0.984) -> Item:
    model, best = _figures(slope, 0.0053), _figures(0.999, 0.0)
    return {
        "group": group,
        "what": what,
        "population": "natural",
        "n_cases": 20_000,
        "n_events": 13_931.6,
        "model": model,
        "posterior": best,
        "difference": {
            key: _told(model[key]["value"] - best[key]["value"])
            for key in model
            if not key.endswith("_se")
        },
        "ece_like_posterior": False,
        "slope_within": {"model": 0.95 <= slope <= 1.05, "posterior": True},
    }


def _by_condition() -> list[Item]:
    rows = []
    for condition, profile in load_knowledge().profiles.items():
        slope = 0.92 if condition == "facet_cyst" else 0.97
        row = _row("", condition, slope) | {"population": "equal_shares"}
        rows.append({**row, "condition": condition, "name": profile.name})
    return sorted(rows, key=lambda row: str(row["name"]))


def _curve(depth: float) -> Item:
    at = np.linspace(0.1, 0.99, 41)
    observed = at + depth * np.sin(np.pi * at)
    return {
        "predicted": at.tolist(),
        "observed": observed.tolist(),
        "low": (observed - 0.004).tolist(),
        "high": np.minimum(observed + 0.004, 1.0).tolist(),
    }
