"""Discrimination, urgency, subgroups and the like, with believable figures."""

from __future__ import annotations

from typing import Any

from pipeline.knowledge import load_knowledge
from pipeline.report.words import TIERS

Item = dict[str, Any]
GROUPS = ("serious", "non_spinal", "radicular_pain")
SHARES = {"rules": 0.61, "model": 0.8, "both": 0.87}


def qualities() -> Item:
    """Give every part, as the evaluation stage writes it."""
    return {
        "headline_intervals": _headline(),
        "discrimination": _discrimination(),
        "urgency": _urgency(),
        "subgroups": sample_subgroups(),
        "robustness": _robustness(),
        "leaning": _leaning(),
    }


def told(value: float | None, half: float = 0.004) -> Item:
    """Give a figure with its interval, or nothing."""
    if value is None:
        return {"value": None, "low": None, "high": None}
    return {"value": value, "low": value - half, "high": value + half}


def _headline() -> Item:
    names = {"top1": 0.7, "top3": 0.89, "top5": 0.95, "log_loss": 0.91, "ece": 0.004}
    figures = {"regret_nats": told(0.0018, 0.0002)}
    for prefix in ("", "posterior_"):
        figures |= {f"{prefix}{name}": told(value) for name, value in names.items()}
    return {"seed": 121, "n_resamples": 200, "n_cases": 120_000, "figures": figures}


def _areas(value: float | None) -> Item:
    best = None if value is None else value + 0.001
    return {"model": told(value), "posterior": told(best), "difference": told(-0.001)}


def _discrimination() -> Item:
    profiles = load_knowledge().profiles
    rows = [
        {
            "condition": key,
            "name": profiles[key].name,
            "natural": {"n": 5 if i == 0 else 900, **_areas(0.96 if i else None)},
            "equal_shares": {"n": 7_000, **_areas(0.93 + i / 500)},
        }
        for i, key in enumerate(sorted(profiles))
    ]
    counts = [[900, 60, 40], [30, 2_000, 400], [20, 300, 8_000]]
    same = [told(0.9) | {"n": 1_000}, told(0.82) | {"n": 2_430}, told(None) | {"n": 0}]
    members = {"serious": ["spinal_infection"], "non_spinal": ["muscle_strain"]}
    return {
        "seed": 122,
        "n_resamples": 100,
        "macro": {
            "natural": {"n_cases": 120_000, "n_conditions": 27, **_areas(0.9722)},
            "equal_shares": {"n_cases": 196_000, "n_conditions": 28, **_areas(0.9724)},
        },
        "by_condition": rows,
        "by_syndrome": {
            "population": "natural",
            "groups": list(GROUPS),
            "members": {**members, "radicular_pain": ["disc_herniation"]},
            "model": {"counts": counts, "same": same},
            "posterior": {"counts": counts, "same": same},
        },
    }


def _urgency() -> Item:
    shares = {who: told(value) | {"n": 1_000} for who, value in SHARES.items()}
    strategies = ("model", "posterior", "rules", "both", "all", "none")
    return {
        "seed": 123,
        "n_cases": 60_000,
        "n_resamples": 100,
        "confusion": {
            true: {got: 1 + 10 * i + j for j, got in enumerate(TIERS)}
            for i, true in enumerate(TIERS)
        },
        "found": [
            {
                "condition": key,
                "name": load_knowledge().profiles[key].name,
                "tier": tier,
                "n": 1_000,
                **shares,
            }
            for key, tier in (
                ("spinal_infection", "emergency"),
                ("nerve_sheath_tumour", "urgent_2_weeks"),
            )
        ],
        "false_alarms": [
            {"tier": tier, "n": 50_000, **shares} for tier in TIERS if tier != "routine"
        ],
        "decisions": [
            {
                "tier": tier,
                "n_cases": 60_000,
                "n_events": 400,
                "curve": [
                    {
                        "threshold": at,
                        **{
                            name: told(0.006 - i * at / 20, 0.0004)
                            for i, name in enumerate(strategies)
                        },
                    }
                    for at in (0.01, 0.1, 0.3)
                ],
            }
            for tier in ("emergency", "urgent_same_day")
        ],
    }


def _group(n: int, regret: float) -> Item:
    return {
        "n_cases": n,
        "n_emergencies": n // 100,
        "regret_nats": told(regret, 0.0003),
        "top1": told(0.7),
        "posterior_top1": told(0.71),
        "ece": told(0.004, 0.001),
        "posterior_ece": told(0.003, 0.001),
        "emergency_sensitivity": told(0.86 if n > 100 else None),
    }


def sample_subgroups() -> Item:
    """Give subgroups of which one is served worse and one is tiny."""
    groups = [
        ("age", "under 40", 30_000, 0.0015, 0.6, 0.9, False),
        ("age", "unknown", 20, 0.004, None, None, False),
        ("care_setting", "spine_clinic", 40_000, 0.0031, 0.0004, 0.002, True),
    ]
    return {
        "seed": 124,
        "n_resamples": 100,
        "false_warnings": 0.05,
        "overall": _group(120_000, 0.0018),
        "groups": [
            {
                "by": by,
                "group": group,
                **_group(n, regret),
                "p_value": p,
                "q_value": q,
                "warning": warning,
            }
            for by, group, n, regret, p, q, warning in groups
        ],
    }


def _robustness() -> Item:
    ways = (("as_given", 0.0, 0.0), ("withheld", 0.1, 0.07), ("flipped", 0.05, 0.34))
    return {
        "seed": 125,
        "n_cases": 30_000,
        "n_emergencies": 210,
        "n_resamples": 100,
        "rows": [
            {
                "how": how,
                "share": share,
                **{
                    who: {
                        "top1": told(0.7 - lost / 5),
                        "log_loss": told(0.91 + lost),
                        "emergency_sensitivity": told(0.84 - lost / 3),
                        "sent_to_emergency": told(0.08),
                        "lost_top1": told(lost / 5),
                        "lost_log_loss": told(lost),
                        "lost_emergency_sensitivity": told(lost / 3),
                        "lost_sent_to_emergency": told(0.0),
                    }
                    for who in ("model", "posterior")
                },
            }
            for how, share, lost in ways
        ],
    }


def _leaning() -> Item:
    fields = ("duration_days", "age", "numbness", "fever")
    return {
        "seed": 126,
        "n_cases": 6_000,
        "n_resamples": 200,
        "n_questions": 143,
        "rows": [
            {
                "field": field,
                "share_known": 0.7,
                "model": told(0.35 / (i + 1)),
                "posterior": told(0.34 / (i + 1)),
            }
            for i, field in enumerate(fields)
        ],
    }
