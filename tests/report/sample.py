"""Evaluations as the evaluation stage writes them, with believable figures."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import numpy as np

from pipeline.gates import Verdict
from pipeline.knowledge import load_knowledge
from pipeline.report.evaluation_report import Report
from tests.report.carried import PUBLISHED_ROW, carried
from tests.report.in_depth import in_depth

Item = dict[str, Any]
HOSTILE = '<script>alert("x")</script>|`*\x1b[31m'
# case id, condition, expected, given, from, rank, probability, top, fired rules
PUBLISHED = [
    ("ali_dayal_2024_69m", "acute_limb_ischaemia", "emergency", "emergency",
     "red_flag", 2, 0.21, "cauda_equina_syndrome", ["RF001", "RF003", "RF011"]),
    ("ces_hoarfrost_2011_44f", "cauda_equina_syndrome", "emergency", "emergency",
     "red_flag", 1, 0.83, "cauda_equina_syndrome", ["RF001", "RF002"]),
    ("dvt_lumbar_58m", "deep_vein_thrombosis", "urgent_same_day", "urgent_same_day",
     "red_flag", 1, 0.66, "deep_vein_thrombosis", ["RF026"]),
    ("cyst_bruder_61f", "facet_cyst", "routine", "urgent_2_weeks",
     "model", 4, 0.07, "disc_herniation", []),
    ("tumour_sheath_37m", "nerve_sheath_tumour", "urgent_2_weeks", "routine",
     "model", 6, 0.0042, "disc_herniation", ["RF040"]),
    ("infection_quiet_70m", "spinal_infection", "emergency", "urgent_same_day",
     "red_flag", 3, 0.11, "vertebral_fracture", ["RF022", "RF030"]),
    ("pad_walker_66m", "peripheral_arterial_disease", "routine", "routine",
     "model", 1, 0.91, "peripheral_arterial_disease", []),
    ("outsider_retroperitoneal_52f", "none_of_these", "emergency", "emergency",
     "red_flag", None, None, "hip_osteoarthritis", ["RF012"]),
]  # fmt: skip
FIELDS = ("case_id", "condition", "expected_urgency", "urgency", "urgency_from",
          "rank", "probability", "top", "red_flags")  # fmt: skip


def sample_evaluation() -> Item:
    """Give a full evaluation, with two published under-calls."""
    return {
        "n_cases": 120_000,
        "regret_nats": 0.04127,
        "regret_se": 0.00063,
        "top1": 0.6134,
        "top3": 0.8472,
        "top5": 0.9218,
        "log_loss": 1.2312,
        "ece": 0.00412,
        "posterior_top1": 0.6251,
        "posterior_top3": 0.8586,
        "posterior_top5": 0.9301,
        "posterior_log_loss": 1.1899,
        "posterior_ece": 0.00187,
        "reliability": {"model": _reliability(0.02), "posterior": _reliability(0.004)},
        "by_setting": [
            _setting("emergency", 24_310, 0.0388, 0.6611, 0.6702),
            _setting("primary_care", 60_212, 0.0434, 0.5921, 0.6049),
            _setting("spine_clinic", 29_448, 0.0371, 0.6302, 0.6412),
            _setting("unknown", 6_030, 0.0526, 0.5512, 0.5689),
        ],
        "by_condition": _by_condition(),
        "sets": {
            "mean_size": 5.83,
            "coverage": 0.9021,
            "emergency_coverage": 0.9893,
            "wanted_coverage": 0.9,
            "wanted_emergency_coverage": 0.99,
        },
        "published": _published(),
        **carried(),
        **in_depth(),
        "candidates": [
            _candidate("naive_bayes", 1.5317, 200_000),
            _candidate("logistic_regression", 1.2389, 400_000),
            _candidate("random_forest", 1.4102, 60_000),
            _candidate("gradient_boosting", 1.3076, 60_000),
            _candidate("multilayer_perceptron", 1.2311, 2_000_000, chosen=True),
        ],
        "calibration": {
            "method": "temperature",
            "log_loss": {
                "none": 1.2331,
                "temperature": 1.2311,
                "vector_scaling": 1.2318,
            },
        },
        "model": {"version": "0.1.0", "digest": "5f2a90c1d7" + "0" * 54},
        "knowledge": {
            "digest": "b7852bfde836" + "0" * 52,
            "n_conditions": 28,
            "n_findings": 138,
            "n_rules": 42,
            "n_sources": 531,
            "n_studies": 151,
            "n_study_figures": 506,
            "published": 811,
            "derived": 64,
            "judged": 2950,
        },
        "seeds": {"train": 11, "select": 12, "calibrate": 13, "choose": 14, "test": 15},
    }


def judged(evaluation: Item) -> Report:
    """Give a report with a failed gate, one passed and one not asked; a champion."""
    verdicts = [
        Verdict(
            "regret_nats", "Regret", True, 0.00176, 0.002, "0.0018 of 0.002.",
            (0.0015, 0.0021),
        ),
        Verdict(
            "emergency_sensitivity", "Emergencies found", False, 0.93, 0.95,
            "93 of 100 were found; it must be at least 95. Look at the red flags.",
        ),
        Verdict(
            "paired.overall", "Against the champion", None, None, None,
            "There is no champion yet.",
        ),
    ]  # fmt: skip
    return Report(
        evaluation,
        tuple(one.to_dict() for one in verdicts),
        {"regret_nats": 0.0399, "top1": 0.6134, "top3": 0.8501, "ece": 0.0047},
        "1a2b3c4d" * 8,
        {"lasegue": "0.1.0", "numpy": "2.4.6"},
    )


def without_published() -> Item:
    """Give an evaluation where no published case was assessed."""
    evaluation = sample_evaluation()
    figures = ("top1", "top3", "top5", "log_loss")
    evaluation["published"] = {
        "n_cases": 0,
        **dict.fromkeys((*figures, *(f"posterior_{name}" for name in figures))),
        "n_none_of_these": 0,
        "flagged": {"known": 0, "none_of_these": 0},
        "urgency_confusion": {},
        "under_calls": [],
        "cases": [],
    }
    row = evaluation["circularity"][PUBLISHED_ROW]
    row |= {key: None for key, value in row.items() if isinstance(value, float)}
    row["n_cases"] = 0
    return evaluation


def without_ceilings() -> Item:
    """Give an evaluation from before any study stated a ceiling."""
    return sample_evaluation() | {"ceilings": []}


def without_under_calls() -> Item:
    """Give an evaluation where every published urgency was high enough."""
    evaluation = sample_evaluation()
    evaluation["published"]["under_calls"] = []
    return evaluation


def hostile() -> Item:
    """Give an evaluation whose every text from outside tries to break out."""
    evaluation = deepcopy(sample_evaluation())
    for call in evaluation["published"]["under_calls"]:
        call["case_id"] = HOSTILE
        call["red_flags"] = [HOSTILE]
    for case in evaluation["published"]["cases"]:
        case["case_id"] = case["top"] = case["condition"] = HOSTILE
    for row in evaluation["by_condition"]:
        row["name"] = HOSTILE
    for row in evaluation["candidates"]:
        row["name"] = HOSTILE
    for row in evaluation["circularity"]:
        row["where"] = HOSTILE
    for row in evaluation["ceilings"]:
        row["study"] = HOSTILE
    evaluation["by_setting"][0]["care_setting"] = HOSTILE
    evaluation["model"] = {"version": HOSTILE, "digest": HOSTILE}
    evaluation["seeds"] = {HOSTILE: 1}
    return evaluation


def _reliability(wobble: float) -> Item:
    predicted = np.linspace(0.12, 0.985, 15)
    observed = predicted - wobble * np.sin(np.arange(15))
    return {
        "predicted": predicted.round(5).tolist(),
        "observed": observed.clip(0, 1).round(5).tolist(),
        "counts": [8_000] * 15,
    }


def _setting(name: str, n: int, regret: float, top1: float, best: float) -> Item:
    return {
        "care_setting": name,
        "n_cases": n,
        "regret_nats": regret,
        "top1": top1,
        "top3": top1 + 0.23,
        "posterior_top1": best,
        "ece": 0.0061,
        "posterior_ece": 0.0035,
    }


def _by_condition() -> list[Item]:
    rng = np.random.default_rng(7)
    rows = []
    for condition, profile in load_knowledge().profiles.items():
        best = float(rng.uniform(0.35, 0.93))
        top1 = best - float(rng.uniform(0, 0.05))
        rows.append(
            {
                "condition": condition,
                "name": profile.name,
                "tier": profile.tier.value,
                "n_cases": int(rng.integers(300, 21_000)),
                "top1": top1,
                "top3": min(top1 + 0.2, 0.99),
                "posterior_top1": best,
                "posterior_top3": min(best + 0.2, 0.995),
                "set_coverage": float(rng.uniform(0.88, 0.995)),
            }
        )
    return rows


def _candidate(name: str, loss: float, n_rows: int, *, chosen: bool = False) -> Item:
    return {"name": name, "log_loss": loss, "n_rows": n_rows, "chosen": chosen}


def _published() -> Item:
    cases = [dict(zip(FIELDS, row, strict=True)) for row in PUBLISHED]
    confusion: dict[str, dict[str, int]] = {}
    for case in cases:
        row = confusion.setdefault(case["expected_urgency"], {})
        row[case["urgency"]] = row.get(case["urgency"], 0) + 1
    under = [
        {
            "case_id": case["case_id"],
            "condition": case["condition"],
            "expected": case["expected_urgency"],
            "got": case["urgency"],
            "red_flags": case["red_flags"],
        }
        for case in cases
        if case["case_id"] in ("tumour_sheath_37m", "infection_quiet_70m")
    ]
    return {
        "n_cases": 7,
        "top1": 3 / 7,
        "top3": 5 / 7,
        "top5": 6 / 7,
        "log_loss": 1.7421,
        "posterior_top1": 4 / 7,
        "posterior_top3": 5 / 7,
        "posterior_top5": 6 / 7,
        "posterior_log_loss": 1.6903,
        "n_none_of_these": 1,
        "flagged": {"known": 1, "none_of_these": 1},
        "urgency_confusion": confusion,
        "under_calls": under,
        "cases": cases,
    }
