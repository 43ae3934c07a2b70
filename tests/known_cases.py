"""Cases that several tests look at."""

from __future__ import annotations

from pathlib import Path

from pipeline.cases import Case, cases_from_matrix
from pipeline.cases.published import read_published
from pipeline.synthesis import Request, sample_cases

# Of an assessment, in the order of the contract.
KEYS = [
    "case_id",
    "urgency",
    "urgency_from",
    "red_flags",
    "undetermined",
    "differential",
    "syndromes",
    "prediction_set",
    "coverage",
    "emergency_coverage",
    "none_of_these",
    "why",
    "would_change",
    "next_questions",
    "next_step",
    "model",
    "knowledge",
    "case_mix",
    "hinges_on",
]
PUBLISHED = read_published(Path(__file__).parents[1] / "data/published/cases.yaml")
EMERGENCY = Case(findings={"saddle_numbness": "present"})
SCIATICA = Case(
    age=41,
    sex="female",
    care_setting="primary_care",
    duration_days=21,
    pain_score=7,
    findings={
        "leg_pain": "present",
        "leg_pain_dominant": "present",
        "dermatomal_pain": "present",
        "slr_positive": "present",
        "saddle_numbness": "absent",
        "fever": "absent",
        "leg_weakness": "absent",
    },
)


def drawn(n: int, seed: int, care_setting: str | None = None) -> list[Case]:
    request = Request(seed=seed, care_setting=care_setting)
    return cases_from_matrix(sample_cases(n, request))
