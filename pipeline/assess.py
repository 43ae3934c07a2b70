"""assess(): the one public way from a case to an assessment.

Rules first, the model second, then a merge that can only raise urgency: the final
urgency is a maximum, and suspects of fired rules stand before everything else.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from pipeline.cases import Case, broken_requirements
from pipeline.errors import ArtifactError
from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.model import Classifier
from pipeline.model.advice import next_questions, reasons, would_change
from pipeline.model.conformal import prediction_set
from pipeline.model.explain import Explanation, explain
from pipeline.model.tiers import TIER_ORDER, asked_tiers
from pipeline.rules import Triage, load_rules
from pipeline.terms import Answer, Urgency

MODEL_VARIABLE = "LASEGUE_MODEL"
DEFAULT_MODEL_FOLDER = Path(__file__).parents[1] / "models"
CONDITIONS_EXPLAINED = 5
SYNDROMES = {
    "radicular_pain": "Nerve-root pain (sciatica)",
    "neurogenic_claudication": "Nerve pain on walking (neurogenic claudication)",
    "referred_somatic_pain": "Pain referred from joints, discs or muscles",
    "non_spinal": "A cause outside the spine",
    "serious": "A cause that needs urgent care",
}


@dataclass(frozen=True)
class Assessment:
    """What can be said about a case; None where nothing can be given.

    The fields are those of the contract in the README, in its order.
    """

    case_id: str | None
    urgency: Urgency | None
    urgency_from: Literal["red_flag", "model", "none"]
    red_flags: list[dict[str, Any]]
    undetermined: list[dict[str, Any]]
    differential: list[dict[str, Any]]
    syndromes: list[dict[str, Any]]
    prediction_set: list[str] | None
    coverage: float | None
    emergency_coverage: float | None
    none_of_these: dict[str, Any]
    why: list[dict[str, Any]] | None
    would_change: list[dict[str, Any]]
    next_questions: list[dict[str, str]]
    next_step: str
    model: dict[str, str] | None
    knowledge: dict[str, str]
    model_fault: str | None = field(default=None, metadata={"contract": False})

    def to_dict(self) -> dict[str, Any]:
        """Give the assessment as plain values, ready for JSON."""
        values = {
            item.name: getattr(self, item.name)
            for item in fields(self)
            if item.metadata.get("contract", True)
        }
        values["urgency"] = None if self.urgency is None else self.urgency.value
        return values


@dataclass(frozen=True)
class _Opinion:
    """What the model says; None in every part when there is no model."""

    classifier: Classifier | None = None
    explanation: Explanation | None = None
    tier: Urgency | None = None
    fault: str | None = None


def assess(
    case: Case, model: Classifier | Literal["default"] | None = "default"
) -> Assessment:
    """Assess one case: red flags first, then the classifier, then the merge.

    Parameters
    ----------
    case : Case
    model : Classifier, None or "default"
        The classifier to ask; None asks the rules alone; "default" takes the one
        that LASEGUE_MODEL or the project's models/ holds, if it can be loaded.

    Returns
    -------
    Assessment
        Its urgency is never below the tier of a fired rule.

    Examples
    --------
    >>> result = assess(Case(findings={"saddle_numbness": "present"}), model=None)
    >>> result.urgency
    <Urgency.EMERGENCY: 'emergency'>
    >>> result.red_flags[0]["because"]
    ['saddle_numbness']
    """
    knowledge = load_knowledge()
    triage = load_rules().evaluate(case)
    opinion = _ask(case, model)
    urgency = _merge(triage.floor, opinion.tier)
    ids = list(knowledge.condition_ids)
    differential = _differential(triage, opinion, knowledge)
    classifier, explanation = opinion.classifier, opinion.explanation
    thresholds = classifier.urgency_thresholds if classifier else {}
    top = [entry["condition"] for entry in differential[:CONDITIONS_EXPLAINED]]
    return Assessment(
        case_id=case.case_id,
        urgency=urgency,
        urgency_from=_origin(triage, urgency),
        red_flags=_fired(triage),
        undetermined=_open(triage),
        differential=differential,
        syndromes=_syndromes(opinion, knowledge),
        prediction_set=_prediction_set(opinion, ids),
        coverage=classifier.coverage if classifier else None,
        emergency_coverage=classifier.emergency_coverage if classifier else None,
        none_of_these={"flag": None, "score": None},
        why=reasons(explanation, case, ids, top) if explanation else None,
        would_change=would_change(triage, explanation, thresholds, urgency, ids),
        next_questions=next_questions(
            triage, explanation, urgency, knowledge, _impossible(case, knowledge)
        ),
        next_step=_next_step(triage, opinion, urgency, knowledge),
        model=(
            {"version": classifier.version, "digest": classifier.digest}
            if classifier
            else None
        ),
        knowledge={"digest": knowledge.digest},
        model_fault=opinion.fault,
    )


def _merge(floor: Urgency | None, asked: Urgency | None) -> Urgency | None:
    """Merge rules and model, the one place where they meet: a maximum."""
    given = [tier for tier in (floor, asked) if tier is not None]
    return max(given) if given else None


def _origin(
    triage: Triage, urgency: Urgency | None
) -> Literal["red_flag", "model", "none"]:
    if urgency is None:
        return "none"
    return "red_flag" if triage.floor == urgency else "model"


def _ask(case: Case, model: Classifier | Literal["default"] | None) -> _Opinion:
    fault = None
    if model == "default":
        model, fault = default_model()
    if model is None:
        return _Opinion(fault=fault)
    try:
        explanation = explain(model, case)
    except ArtifactError as error:
        return _Opinion(fault=str(error))
    rank = asked_tiers(explanation.proba[None, :], model.urgency_thresholds)[0]
    return _Opinion(model, explanation, TIER_ORDER[rank])


def default_model() -> tuple[Classifier | None, str | None]:
    """Load the model that LASEGUE_MODEL or models/ holds.

    Returns
    -------
    classifier : Classifier or None
    fault : str or None
        Why there is none.
    """
    path = Path(os.environ.get(MODEL_VARIABLE) or DEFAULT_MODEL_FOLDER)
    files = (path, path / "manifest.json", path / "classifier.joblib")
    return _load_once(path, tuple(_stamp(file) for file in files))


def _stamp(file: Path) -> int:
    """Time of the last change; 0 for what is not there or cannot be seen."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=4)
def _load_once(
    path: Path, stamps: tuple[int, ...]
) -> tuple[Classifier | None, str | None]:
    del stamps  # part of the key, so that a model trained anew is loaded anew
    # joblib and scikit-learn are imported only when there is a model to load.
    from pipeline.model.artifact import load_classifier

    try:
        return load_classifier(path), None
    except ArtifactError as error:
        return None, str(error)


def _fired(triage: Triage) -> list[dict[str, Any]]:
    return [
        {
            "id": item.rule.id,
            "name": item.rule.name,
            "urgency": item.rule.tier.value,
            "because": list(item.because),
            "suspects": list(item.rule.suspects),
            "suspects_outside": item.rule.suspects_outside,
            "action": item.rule.action,
            "sources": list(item.rule.sources),
        }
        for item in triage.fired
    ]


def _open(triage: Triage) -> list[dict[str, Any]]:
    return [
        {
            "id": item.rule.id,
            "name": item.rule.name,
            "urgency": item.rule.tier.value,
            "ask": list(item.ask),
        }
        for item in triage.undetermined
    ]


def _differential(
    triage: Triage, opinion: _Opinion, knowledge: Knowledge
) -> list[dict[str, Any]]:
    suspected = triage.suspect_tiers()
    proba = opinion.explanation.proba if opinion.explanation else None

    def place(j: int) -> tuple[int, float, str]:
        condition = knowledge.condition_ids[j]
        tier = suspected.get(condition)
        rank = -1 if tier is None else tier.rank
        return -rank, 0.0 if proba is None else -float(proba[j]), condition

    entries = []
    for j in sorted(range(len(knowledge.condition_ids)), key=place):
        condition = knowledge.condition_ids[j]
        entries.append(
            {
                "condition": condition,
                "name": knowledge.profiles[condition].name,
                "probability": None if proba is None else float(proba[j]),
                "low": None,
                "high": None,
                "outranks": condition in suspected,
            }
        )
    return entries


def _syndromes(opinion: _Opinion, knowledge: Knowledge) -> list[dict[str, Any]]:
    entries = []
    for syndrome, name in SYNDROMES.items():
        members = [
            syndrome in profile.syndromes for profile in knowledge.profiles.values()
        ]
        probability = None
        if opinion.explanation is not None:
            probability = float(opinion.explanation.proba[np.array(members)].sum())
        entries.append({"id": syndrome, "name": name, "probability": probability})
    return entries


def _prediction_set(opinion: _Opinion, ids: list[str]) -> list[str] | None:
    if opinion.classifier is None or opinion.explanation is None:
        return None
    proba = opinion.explanation.proba
    thresholds = np.array(opinion.classifier.set_thresholds)
    inside = prediction_set(proba[None, :], thresholds)[0]
    order = sorted(np.flatnonzero(inside), key=lambda j: (-proba[j], ids[j]))
    return [ids[j] for j in order]


def _impossible(case: Case, knowledge: Knowledge) -> frozenset[str]:
    """Find the open questions whose answer a known one already gives."""
    return frozenset(
        finding
        for finding, entry in knowledge.findings.items()
        if entry.requires is not None
        and finding not in case.findings
        and any(broken_requirements(case.replace_answer(finding, Answer.PRESENT)))
    )


def _next_step(
    triage: Triage, opinion: _Opinion, urgency: Urgency | None, knowledge: Knowledge
) -> str:
    """Say what to do now: the worst fired rules speak first."""
    if urgency is None:
        nothing = (
            "Nothing can be concluded: no red flag has fired, and there is no model."
        )
        ask = " Ask the open red-flag questions." if triage.undetermined else ""
        return nothing + ask
    rule = triage.fired[0].rule.action.strip() if triage.fired else ""
    by_rule = triage.floor == urgency
    if opinion.explanation is None or (by_rule and urgency > Urgency.ROUTINE):
        return rule
    profiles = list(knowledge.profiles.values())
    proba = opinion.explanation.proba
    asked = [j for j, profile in enumerate(profiles) if profile.tier >= urgency]
    leading = profiles[max(asked, key=lambda j: proba[j])]
    steps = " ".join(_sentence(step) for step in leading.next_steps)
    role = "Not to be missed" if urgency > Urgency.ROUTINE else "Most likely cause"
    cause = f"{role}: {leading.name}. {steps}"
    # A rule of the same tier speaks first; one that the model outdid comes after.
    return " ".join(
        part for part in ((rule, cause) if by_rule else (cause, rule)) if part
    )


def _sentence(step: str) -> str:
    text = step.strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."
