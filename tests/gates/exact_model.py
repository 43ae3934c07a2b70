"""A classifier that is the exact posterior, and ways to break it on purpose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import NOT_KNOWN, CaseMatrix
from pipeline.features import FeatureSchema
from pipeline.gates import GateParams, Verdict, judge
from pipeline.knowledge import load_knowledge
from pipeline.model import Classifier
from pipeline.model.set_fitting import Scored, fit_set_thresholds
from pipeline.model.training import true_columns
from pipeline.stages.by_condition import draw_by_condition
from pipeline.stages.home_mix import home_mix
from pipeline.stages.params import load_params
from pipeline.synthesis import posterior, reference_network
from pipeline.terms import Urgency

Floats = NDArray[np.float64]
Altered = Callable[[CaseMatrix], CaseMatrix]
Reshaped = Callable[[Floats], Floats]
KNOWLEDGE = load_knowledge()
IDS = KNOWLEDGE.condition_ids
SCHEMA = FeatureSchema(KNOWLEDGE.finding_ids)
EMERGENCIES = np.array(
    [KNOWLEDGE.profiles[key].tier is Urgency.EMERGENCY for key in IDS]
)
THRESHOLDS = load_params().urgency_thresholds


def as_they_are(cases: CaseMatrix) -> CaseMatrix:
    return cases


def unchanged(proba: Floats) -> Floats:
    return proba


@dataclass
class ExactEstimator:
    """Turns rows back into cases, and gives their exact posterior.

    What `alter` does to the cases is what a faulty pipeline would have learned from;
    what `reshape` does to the probabilities happens after it.
    """

    alter: Altered = as_they_are
    reshape: Reshaped = unchanged

    @property
    def classes_(self) -> NDArray[np.str_]:
        return np.array(IDS)

    def predict_proba(self, X: NDArray[np.float32]) -> Floats:
        cases = self.alter(decoded(X))
        return self.reshape(posterior(cases, reference_network()))


def decoded(X: NDArray[np.float32]) -> CaseMatrix:
    """Read cases from encoded rows; every field is a whole number."""
    n = len(SCHEMA.finding_ids)
    column = {name: X[:, j].astype(float) for j, name in enumerate(SCHEMA.names)}
    answers = np.full((len(X), n), NOT_KNOWN, dtype=np.int8)
    answers[X[:, :n] == 1] = 1
    answers[X[:, n : 2 * n] == 1] = 0

    def whole(known: str, values: Floats) -> Floats:
        return np.where(column[known] == 1, np.round(values), np.nan)

    def code(*names: str) -> NDArray[np.int8]:
        told = np.stack([column[name] for name in names], axis=1)
        return np.where(told.any(axis=1), told.argmax(axis=1), NOT_KNOWN).astype(
            np.int8
        )

    settings = [name for name in column if name.startswith("care_setting_")]
    sexes = [name for name in column if name.startswith("sex_")]
    return CaseMatrix(
        SCHEMA.finding_ids,
        answers,
        whole("age_known", column["age"] * 18.0 + 55.0),
        code(*sexes),
        code(*settings),
        whole("duration_known", np.expm1(column["log_duration"] * 2.0 + 4.0)),
        whole("pain_known", column["pain"] * 2.0 + 6.0),
    )


def exact_model(
    alter: Altered = as_they_are, reshape: Reshaped = unchanged, **changes: Any
) -> Classifier:
    """Give the exact classifier, or a broken one; its sets are those of the exact."""
    made = Classifier(
        estimator=ExactEstimator(alter, reshape),
        schema=SCHEMA,
        condition_ids=IDS,
        sets=_sets(),
        urgency_thresholds=THRESHOLDS,
        coverage=0.90,
        emergency_coverage=0.99,
        reference_mix=home_mix(),
        version="0",
        digest="made by hand",
    )
    return replace(made, **changes)


@cache
def _sets() -> Any:
    """Set the thresholds on cases of their own, as training does."""
    cases = draw_by_condition(105, 1000)
    scored = Scored(
        true_columns(cases),
        posterior(cases, reference_network()),
        cases.share_known,
        cases.care_setting,
    )
    return fit_set_thresholds([scored], np.where(EMERGENCIES, 0.99, 0.90), home_mix())


def limits() -> GateParams:
    """Give the limits of params.yaml."""
    return load_params().gates


def verdict_of(name: str, figures: dict[str, Any], **more: Any) -> Verdict:
    """Ask every gate, and give what the named one says."""
    (found,) = [v for v in judge(figures, limits(), **more) if v.name == name]
    return found
