"""A whole world of three conditions and ten findings, small enough to enumerate.

It holds one of everything that the generative model knows: a condition with a nerve
root and two without, findings that need another finding, a long episode, or an age and
a sex, values below the background, pooled values from different spectra, a value that
cannot be reached, findings that a profile leaves to the background, one that fades with
age, and two groups of findings that hang together: one in a condition of its own and
beside a silent companion, one through the companion alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from pipeline.knowledge import Knowledge, read_knowledge

FINDINGS: dict[str, dict[str, Any]] = {
    "leg_ache": {"source": "history", "label": "Ache in the leg"},
    "line_pain": {
        "source": "history",
        "requires": {"finding": "leg_ache"},
        "label": "Pain in a line",
    },
    "fever": {"source": "history", "screen": "true", "label": "Fever"},
    "lasting": {
        "source": "history",
        "requires": {"duration_days_min": 42},
        "label": "No better after six weeks",
    },
    "pregnant": {
        "source": "history",
        "requires": {"sex": "female", "age_min": 16, "age_max": 55},
        "label": "Pregnant",
    },
    "reflex_lost": {"source": "exam", "label": "Reflex lost"},
    "weak": {"source": "exam", "label": "Weak leg"},
    "very_weak": {
        "source": "exam",
        "screen": "true",
        "requires": {"finding": "weak"},
        "label": "Very weak leg",
    },
    "tender": {"source": "exam", "label": "Tender to the touch"},
    "stiff": {"source": "exam", "label": "Stiff joint"},
}


def small_knowledge(folder: Path) -> Knowledge:
    """Write the small world as YAML files into a folder, and load it."""
    (folder / "conditions").mkdir(parents=True)
    for name, data in _files().items():
        path = folder / f"{name}.yaml"
        path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return read_knowledge(folder)


def _files() -> dict[str, Any]:
    return {
        "findings": _vocabulary(),
        "background": _background(),
        "latents": _latents(),
        "settings": _settings(),
        "red_flags": _red_flags(),
        "sources": {
            "expert_estimate": {"citation": "Judgement."},
            "study_1999": {"citation": "A study."},
        },
        "evidence_map": {"fever_reported": {"id": "fever", "as": "same"}},
        "conditions/bad_disease": _bad_disease(),
        "conditions/joint_wear": _joint_wear(),
        "conditions/root_trouble": _root_trouble(),
    }


def _judged(**numbers: Any) -> dict[str, Any]:
    return {"n": 10, "source": "expert_estimate", "why": "made up", **numbers}


def _value(value: float, setting: str = "mixed", n: float = 10) -> dict[str, Any]:
    return _judged(value=value, setting=setting, n=n)


def _vocabulary() -> dict[str, Any]:
    words = {"kind": "category", "label": "."}
    return {
        "context": {
            "age": {"kind": "integer", "range": [16, 110], "label": "Age"},
            "sex": {**words, "values": ["female", "male"]},
            "care_setting": {
                **words,
                "values": ["primary_care", "spine_clinic", "emergency"],
            },
            "duration_days": {"kind": "number", "range": [0, 20000], "label": "Days"},
            "pain_score": {"kind": "number", "range": [0, 10], "label": "Pain"},
        },
        "groups": {"all": FINDINGS},
    }


def _background() -> dict[str, Any]:
    rising = [0.02, 0.03, 0.05, 0.1, 0.2, 0.3]
    women = {"female": [0.1, 0.2, 0.05, 0, 0, 0], "male": [0, 0, 0, 0, 0, 0]}
    both = {"female": [0.1, 0.1, 0.15, 0.2, 0.2, 0.25], "male": [0.1] * 6}
    return {
        "age_bands": [16, 30, 45, 56, 65, 75],
        "rates": {
            "leg_ache": _judged(by_age=both),
            "line_pain": _judged(value=0.02),
            "fever": _judged(value=0.01),
            "lasting": _judged(value=0.3),
            "pregnant": _judged(by_age=women),
            "reflex_lost": _judged(by_age=rising),
            "weak": _judged(by_age=rising),
            "very_weak": _judged(value=0.01),
            "tender": _judged(value=0.25),
            "stiff": _judged(by_age=rising),
        },
    }


def _latents() -> dict[str, Any]:
    return {
        "severity": {
            "pain_score_per_step": _judged(value=1.3),
            "findings": {
                "leg_ache": _judged(value=0.4),
                "line_pain": _judged(value=0.7),
                "reflex_lost": _judged(value=1.1),
                "weak": _judged(value=0.9),
                "very_weak": _judged(value=-0.5),
                "fever": _judged(value=0.6),
                "lasting": _judged(value=0.8),
            },
        },
        "roots": {
            "findings": {
                "reflex_lost": _judged(L3_L4=-1.5, L5=-0.5, S1=1.2),
                "leg_ache": _judged(L3_L4=0.4, L5=0.0, S1=-0.3),
                "weak": _judged(L3_L4=0.5, L5=1.0, S1=-1.0),
                "very_weak": _judged(L3_L4=0.0, L5=0.8, S1=-0.2),
            }
        },
        "age": {"findings": {"leg_ache": _judged(value=-0.3)}},
        "groups": {
            "ill": {
                "findings": ["fever", "reflex_lost"],
                "togetherness": _judged(
                    conditions=["bad_disease"], value=2.0, share=0.4
                ),
                "companion": _judged(
                    condition="root_trouble",
                    by_age=[0.0, 0.05, 0.1, 0.2, 0.3, 0.3],
                    expression=0.6,
                ),
            },
            "worn": {
                "findings": ["tender", "stiff"],
                "companion": _judged(
                    condition="joint_wear",
                    by_age=[0.02, 0.1, 0.2, 0.3, 0.4, 0.5],
                    expression=0.5,
                ),
            },
        },
    }


def _settings() -> dict[str, Any]:
    mixes = {
        "general_population": (0.6, 0.3, 0.1),
        "primary_care": (0.5, 0.3, 0.2),
        "spine_clinic": (0.2, 0.5, 0.3),
        "surgical_series": (0.05, 0.35, 0.6),
        "emergency": (0.1, 0.4, 0.5),
        "mixed": (0.3, 0.4, 0.3),
    }
    weights = {"primary_care": 0.6, "spine_clinic": 0.3, "emergency": 0.1}
    shares = {
        "primary_care": (0.02, 0.68, 0.3),
        "spine_clinic": (0.05, 0.35, 0.6),
        "emergency": (0.45, 0.25, 0.3),
    }
    ids = ("bad_disease", "joint_wear", "root_trouble")
    levels = ("mild", "moderate", "severe")
    return {
        "care_settings": {
            key: {"weight": _judged(value=weight), "label": key}
            for key, weight in weights.items()
        },
        "spectrum": {
            key: _judged(**dict(zip(levels, mix, strict=True)))
            for key, mix in mixes.items()
        },
        "case_mix": {
            key: {c: _judged(value=v) for c, v in zip(ids, mix, strict=True)}
            for key, mix in shares.items()
        },
        "interview": _interview(),
    }


def _interview() -> dict[str, Any]:
    context = {"age": 0.8, "sex": 0.85, "duration_days": 0.6, "pain_score": 0.5}
    every = {"in_person": 1.0, "telephone": 1.0, "form": 1.0}
    rates = {"core": 0.8, "screen": 0.6, "history": 0.5, "exam": 0.7}
    return {
        "modes": {
            "in_person": {"primary_care": 0.7, "spine_clinic": 0.5, "emergency": 0.4},
            "telephone": {"primary_care": 0.0, "spine_clinic": 0.2, "emergency": 0.3},
            "form": {"primary_care": 0.3, "spine_clinic": 0.3, "emergency": 0.3},
        },
        "examination": {"in_person": 1.0, "telephone": 0.0, "form": 0.0},
        "setting_unknown_on_form": 0.6,
        "depths": [{"name": "only", "share": every, **rates, **context}],
        "core": ["leg_ache"],
        "sources": _judged(),
    }


def _red_flags() -> dict[str, Any]:
    rule = {
        "id": "RF001",
        "name": "Fever",
        "tier": "emergency",
        "when": "fever",
        "suspects": ["bad_disease"],
        "action": "Go now.",
        "hazard": "It spreads.",
        "sources": ["study_1999"],
        "must_fire": [{"fever": "present"}],
        "must_not_fire": [{"fever": "absent"}],
    }
    return {"groups": {}, "rules": [rule]}


def _profile(key: str, tier: str, syndromes: list[str]) -> dict[str, Any]:
    return {
        "id": key,
        "name": key.replace("_", " "),
        "icd10": ["M00"],
        "tier": tier,
        "syndromes": syndromes,
        "documents": ["study_1999"],
        "mechanism": "Made up.",
        "course": "Made up.",
        "next_steps": ["Nothing."],
    }


def _root_trouble() -> dict[str, Any]:
    return {
        **_profile("root_trouble", "routine", ["radicular_pain"]),
        "roots": _judged(L3_L4=0.1, L5=0.4, S1=0.5),
        "age": _judged(mean=44, sd=12),
        "female": _value(0.45),
        "duration": _judged(median_days=50, geometric_sd=3.2),
        "pain": _judged(mean=6.5, sd=2.0),
        "findings": {
            "leg_ache": _value(0.9, "spine_clinic"),
            "line_pain": [
                _value(0.35, "primary_care", n=120),
                _value(0.62, "surgical_series", n=60),
            ],
            "lasting": _value(0.4),
            # Below the background, which is therefore thinned.
            "fever": _value(0.003),
            "reflex_lost": _value(0.41, "surgical_series"),
            "weak": _value(0.38, "spine_clinic"),
            "very_weak": _value(0.12),
        },
    }


def _joint_wear() -> dict[str, Any]:
    return {
        **_profile("joint_wear", "routine", ["referred_somatic_pain"]),
        "age": [
            _judged(mean=66, sd=11, weight=0.7),
            _judged(mean=40, sd=15, weight=0.3),
        ],
        "female": _value(0.6),
        "duration": [
            _judged(median_days=300, geometric_sd=4.0, weight=0.6),
            _judged(median_days=20, geometric_sd=2.0, weight=0.4),
        ],
        "pain": _judged(mean=5.0, sd=2.2),
        "findings": {
            "leg_ache": _value(0.5),
            # More than have the ache that it requires: it cannot be reached.
            "line_pain": _value(0.6),
            "lasting": _value(0.5, "primary_care"),
            "tender": _value(0.7),
            "stiff": _value(0.65, "spine_clinic"),
            "weak": _value(0.02),
            "pregnant": _value(0.03),
        },
    }


def _bad_disease() -> dict[str, Any]:
    return {
        **_profile("bad_disease", "emergency", ["serious"]),
        # So narrow that most ages round to no mass at all.
        "age": _judged(mean=38, sd=3),
        "female": _value(0.5),
        "duration": _judged(median_days=9, geometric_sd=2.5),
        "pain": _judged(mean=7.5, sd=1.5),
        "findings": {
            "fever": [
                {
                    "value": 0.48,
                    "n": 80,
                    "source": "study_1999",
                    "setting": "emergency",
                    "reported_as": "fever_reported",
                },
                _value(0.7, "general_population", n=20),
            ],
            "leg_ache": _value(0.3, "emergency"),
            "pregnant": _value(0.2),
            "very_weak": _value(0.05, "emergency"),
        },
    }
