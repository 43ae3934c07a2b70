"""Train on labelled cases: compare candidates, calibrate the winner, set thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from pipeline.cases import CaseMatrix
from pipeline.errors import CaseError, Fault
from pipeline.features import FeatureSchema
from pipeline.knowledge import load_knowledge
from pipeline.metrics import score
from pipeline.model.calibration import Calibrated, choose_calibration
from pipeline.model.candidates import Candidate, build_candidates
from pipeline.model.classifier import Classifier
from pipeline.model.conformal import class_thresholds
from pipeline.terms import Urgency


@dataclass(frozen=True)
class Splits:
    """Labelled cases, each set for one purpose; no case in two of them."""

    train: CaseMatrix
    select: CaseMatrix
    calibrate: CaseMatrix
    choose: CaseMatrix
    conform: CaseMatrix


@dataclass(frozen=True)
class TrainingPlan:
    """What params.yaml says about training, in plain values."""

    candidates: Mapping[str, Mapping[str, Any]]
    calibration_methods: tuple[str, ...]
    coverage: float
    emergency_coverage: float
    urgency_thresholds: dict[Urgency, float]


@dataclass(frozen=True)
class Trial:
    """One fitted candidate and its figures on the selecting set."""

    candidate: Candidate
    n_rows: int
    metrics: dict[str, float]


@dataclass(frozen=True)
class Training:
    """The outcome: the classifier, and how it came to be chosen."""

    classifier: Classifier
    trials: tuple[Trial, ...]
    chosen: str
    calibration: Calibrated


def labelled(cases: CaseMatrix, where: str) -> CaseMatrix:
    """Keep the rows that teach: labelled with one of the conditions.

    Raises
    ------
    CaseError
        If there is no column of labels, or no such row.
    """
    if cases.condition is None:
        to_do = "Add the column with condition ids."
        raise CaseError(
            Fault(where, "column condition", "present", "no such column", to_do)
        )
    known = load_knowledge().condition_ids
    kept = np.isin(cases.condition.astype(str), known)
    if not kept.any():
        to_do = "Label the cases with ids of conditions."
        raise CaseError(
            Fault(where, "the labelled cases", "at least one", "none", to_do)
        )
    return cases if kept.all() else cases[kept]


def split_cases(cases: CaseMatrix, seed: int, where: str) -> Splits:
    """Split one labelled table by chance: 70% train, and four small parts.

    Raises
    ------
    CaseError
        If a part would be empty, or the training part holds fewer than two
        conditions.
    """
    shares = np.cumsum([0.70, 0.08, 0.08, 0.06])
    order = np.random.default_rng(seed).permutation(len(cases))
    cuts = np.split(order, (shares * len(cases)).astype(int))
    if min(len(cut) for cut in cuts) == 0:
        got = f"{len(cases)} cases"
        raise CaseError(
            Fault(where, "the table", "large enough to split", got, "Add cases.")
        )
    # In shuffled order: a candidate that sees only the first rows of a table sorted by
    # condition would otherwise see only the first conditions.
    return Splits(*(cases[cut] for cut in cuts))


def train(splits: Splits, plan: TrainingPlan, where: str = "cases") -> Training:
    """Fit every candidate, choose by held-out log loss, calibrate, set thresholds.

    Parameters
    ----------
    splits : Splits
    plan : TrainingPlan
    where : str
        Name of the cases in messages.

    Returns
    -------
    Training

    Raises
    ------
    CaseError
        If the training cases hold fewer than two conditions.
    """
    schema = FeatureSchema(splits.train.finding_ids)
    X, y = schema.encode(splits.train), _labels(splits.train)
    if len(np.unique(y)) < 2:  # noqa: PLR2004 - one class cannot be told from none
        to_do = "Label more conditions."
        raise CaseError(
            Fault(where, "the labels", "of two conditions or more", "one", to_do)
        )
    X_select = schema.encode(splits.select)
    trials: list[Trial] = []
    best, chosen, best_loss = None, "", np.inf
    for candidate in build_candidates(plan.candidates, schema):
        n_rows = min(candidate.n_rows, len(y))
        # One numerical thread: boosting's threads wait on each other longer than they
        # work, the others gain nothing, and sums no longer depend on the machine.
        with threadpool_limits(limits=1):
            fitted = candidate.estimator.fit(X[:n_rows], y[:n_rows])
        metrics = _figures(fitted, X_select, splits.select)
        trials.append(Trial(candidate, n_rows, metrics))
        if metrics["log_loss"] < best_loss:
            best, best_loss, chosen = fitted, metrics["log_loss"], candidate.name
    del X
    calibration = choose_calibration(
        best,
        schema.encode(splits.calibrate),
        _labels(splits.calibrate),
        schema.encode(splits.choose),
        _labels(splits.choose),
        plan.calibration_methods,
    )
    classifier = _with_thresholds(calibration.estimator, schema, splits.conform, plan)
    return Training(classifier, tuple(trials), chosen, calibration)


def _labels(cases: CaseMatrix) -> NDArray[np.object_]:
    if cases.condition is None:
        message = "labelled() comes before training"
        raise ValueError(message)
    return cases.condition.astype(str)


def true_columns(cases: CaseMatrix) -> NDArray[np.int64]:
    """Give the column of each case's condition, in the order of `condition_ids`."""
    ids = np.array(load_knowledge().condition_ids)
    return np.searchsorted(ids, _labels(cases))


def _bare(estimator: Any, schema: FeatureSchema) -> Classifier:
    ids = load_knowledge().condition_ids
    return Classifier(estimator, schema, ids, (0.0,) * len(ids), {}, 0.0, 0.0)


def _figures(
    estimator: Any, X: NDArray[np.float32], cases: CaseMatrix
) -> dict[str, float]:
    proba = _bare(estimator, FeatureSchema(cases.finding_ids)).predict_rows(X)
    scores = score(true_columns(cases), proba)
    return {
        "log_loss": scores.log_loss,
        "top1": scores.top1,
        "top3": scores.top3,
        "ece": scores.ece,
    }


def _with_thresholds(
    estimator: Any, schema: FeatureSchema, conform: CaseMatrix, plan: TrainingPlan
) -> Classifier:
    proba = _bare(estimator, schema).predict_proba(conform)
    profiles = load_knowledge().profiles
    wanted = [
        plan.emergency_coverage
        if profiles[key].tier is Urgency.EMERGENCY
        else plan.coverage
        for key in sorted(profiles)
    ]
    thresholds = class_thresholds(true_columns(conform), proba, np.array(wanted))
    return Classifier(
        estimator=estimator,
        schema=schema,
        condition_ids=load_knowledge().condition_ids,
        set_thresholds=tuple(float(t) for t in thresholds),
        urgency_thresholds=plan.urgency_thresholds,
        coverage=plan.coverage,
        emergency_coverage=plan.emergency_coverage,
    )
