"""A study with one of everything, and what a replay might give for it."""

from __future__ import annotations

import hashlib
from typing import Any

from pipeline.knowledge import Knowledge
from pipeline.knowledge.studies import load_studies
from pipeline.knowledge.study_schema import Study, StudyFigure
from pipeline.report.book.values import ReplayedFigure, ReplayedStudy, WishedNumber

EXPLANATION = "The others had stiff hips, which ours seldom have (capra_2011)."
HOSTILE = "<script>alert('x')</script> & \x1b[31m"


def sample_study(**changes: Any) -> Study:
    """Sensitivity, specificity, ratios, a score, and a ceiling."""
    slr, reflex = "slr_positive", "ankle_reflex_reduced"
    cluster = {"at_least": 2, "of": [slr, reflex, {"field": "age", "low": 65}]}
    score = {
        "score": [
            {"points": 2, "when": slr},
            {"points": 1, "when": {"any_of": ["numbness", {"not": "leg_weakness"}]}},
        ],
        "at_least": 2,
    }
    figures: list[dict[str, Any]] = [
        {"id": "a", "measure": "sensitivity", "test": slr, "value": 0.52},
        {"id": "b", "measure": "specificity", "test": slr, "value": 0.9},
        {"id": "c", "measure": "lr_pos", "test": cluster, "value": 5.2},
        {"id": "d", "measure": "lr_neg", "test": score, "value": 0.1},
        {"id": "e", "measure": "posterior_auc", "given": "history", "value": 0.8},
        {
            "id": "f",
            "measure": "proportion",
            "of": "others",
            "among": {"sex": "female"},
            "test": {"all_of": [slr, {"field": "pain_score", "low": 3, "high": 7}]},
            "value": 0.3,
        },
    ]
    for figure in figures:
        figure["tolerance"] = 2 if figure["measure"].startswith("lr") else 0.1
    figures[1]["explain"] = EXPLANATION
    figures[4]["ceiling"] = "true"
    data: dict[str, Any] = {
        "id": "sample_study",
        "title": "A raised leg in a clinic",
        "question": "Does the raised leg tell who has a herniation?",
        "source": "capra_2011",
        "same_patients": ["majlesi_2008"],
        "population": {
            "care_setting": "spine_clinic",
            "spectrum": "surgical_series",
            "mix": {"disc_herniation": 0.6, "hip_osteoarthritis": 0.3}
            | {"no_condition": 0.1},
            "age": {"mean": 43, "sd": 12},
            "female": 0.4,
            "age_range": [20, 70],
            "duration_days": [0, 90],
            "include": "leg_pain",
            "why": "as the paper says (capra_2011)",
        },
        "target": ["disc_herniation"],
        "figures": figures,
        "notes": ["A note on the study."],
    }
    return Study.model_validate(data | changes)


def replayed_sample(**changes: Any) -> ReplayedStudy:
    """The first figure agrees, the second and fourth miss, the fifth is too good."""
    study = sample_study(**changes)
    a, b, c, d, e, f = study.figures
    cites = ("conditions/disc_herniation.yaml: findings.slr_positive (capra_2011)",)
    return ReplayedStudy(
        study,
        (
            ReplayedFigure(a, 0.42, 0.62, "n", 0.51, "inside", "consistency", cites),
            ReplayedFigure(b, 0.8, 1.0, "n", 0.55, "outside", "validation"),
            ReplayedFigure(c, 2.6, 10.4, "published", 4.1, "inside", "validation"),
            ReplayedFigure(d, 0.05, 0.2, "tolerance", 0.62, "outside", "validation"),
            ReplayedFigure(e, 0.7, 0.9, "tolerance", 0.95, "too_good", "ceiling"),
            ReplayedFigure(f, 0.2, 0.4, "n", float("nan"), "outside", "validation"),
        ),
    )


def as_published(study: Study) -> ReplayedStudy:
    """Every figure of a study, given back as it was published."""
    return ReplayedStudy(study, tuple(_as_published(f) for f in study.figures))


def _as_published(figure: StudyFigure) -> ReplayedFigure:
    low, high = figure.interval or (0.5 * figure.value, 1.5 * figure.value)
    kind = "validation" if figure.ceiling is None else "ceiling"
    return ReplayedFigure(figure, low, high, "n", figure.value, "inside", kind)


def replayed_studies() -> list[ReplayedStudy]:
    """The studies that ship with the package, and one with every kind of result."""
    shipped = [as_published(study) for study in load_studies().values()]
    return [*shipped, replayed_sample()]


def digest_of(pages: dict[str, str]) -> str:
    """Names and bytes of all pages in one number."""
    text = "".join(f"{name}{page}" for name, page in pages.items())
    return hashlib.sha256(text.encode()).hexdigest()


def wished_sample(knowledge: Knowledge) -> list[WishedNumber]:
    """A number of the profiles that is judged, and one that is more wanted."""
    profile = knowledge.profiles["disc_herniation"]
    figure = profile.findings["worse_sitting"][0]
    wish = ("disc_herniation", "worse_sitting", figure.value, 0.4, 0.86)
    return [
        WishedNumber(*wish, nats=0.5, why=figure.why or ""),
        WishedNumber(
            "disc_herniation", "night_pain", 0.38, 0.16, 0.63, 2.25, "turning"
        ),
    ]
