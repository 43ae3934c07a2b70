"""Train on labelled cases: compare candidates, calibrate the winner, set thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from pipeline.cases import CaseMatrix, withhold
from pipeline.cases.matrix import concatenate
from pipeline.errors import CaseError, Fault
from pipeline.features import FeatureSchema
from pipeline.knowledge import load_knowledge
from pipeline.metrics import score
from pipeline.model.bias_correction import BiasCorrection, choose_bias_correction
from pipeline.model.calibration import Calibrated, choose_calibration
from pipeline.model.candidates import Candidate, build_candidates
from pipeline.model.case_mix import ReferenceMix, counted_mix
from pipeline.model.classifier import Classifier
from pipeline.model.conformal import SetThresholds
from pipeline.model.set_fitting import Scored, fit_set_thresholds
from pipeline.model.spread_training import fit_spread
from pipeline.model.teacher import CurvePoint, Teacher, learn
from pipeline.model.typicality import TypicalityCheck
from pipeline.model.typicality_training import fit_typicality
from pipeline.terms import Urgency

# The prediction sets hold too when as many of the answers are withheld by chance.
WITHHELD = 0.3
# More patients as they come teach the check for none of these nothing new.
MOST_INSIDERS = 150_000


@dataclass(frozen=True)
class Splits:
    """Labelled cases, each set for one purpose; no case in two of them.

    `conform` may hold cases of several depths, and more of rare conditions than come
    by themselves: prediction sets are fitted to each condition apart.
    """

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
    seed: int = 0
    # Times that the typicality check is shown a patient.
    typicality_rows: int = 1_000_000


@dataclass(frozen=True)
class Trial:
    """One fitted candidate and its figures on the selecting set."""

    candidate: Candidate
    n_rows: int
    metrics: dict[str, float]
    # How it came there; empty when it learnt from labels.
    curve: tuple[CurvePoint, ...] = ()


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


def train(
    splits: Splits,
    plan: TrainingPlan,
    where: str = "cases",
    teacher: Teacher | None = None,
    reference_mix: ReferenceMix | None = None,
) -> Training:
    """Fit every candidate, choose by held-out log loss, calibrate, set thresholds.

    Parameters
    ----------
    splits : Splits
    plan : TrainingPlan
    where : str
        Name of the cases in messages.
    teacher : Teacher, optional
        For the candidates that can take probabilities as targets, and for the spread
        over worlds; without it all learn from labels, and the spread is not known.
    reference_mix : tuple of tuple of float, optional
        The case mix of the cases by care setting, where it is known; else it is
        counted from the labels.

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
    for candidate in build_candidates(plan.candidates, schema):
        n_rows = min(candidate.n_rows, len(y))
        curve: tuple[CurvePoint, ...] = ()
        # One numerical thread: boosting's threads wait on each other longer than they
        # work, the others gain nothing, and sums no longer depend on the machine.
        with threadpool_limits(limits=1):
            if teacher is not None and hasattr(candidate.estimator, "partial_fit_soft"):
                curve = learn(candidate.estimator, teacher, schema, X_select)
                n_rows = teacher.n_rows
            else:
                candidate.estimator.fit(X[:n_rows], y[:n_rows])
        metrics = _figures(candidate.estimator, X_select, splits.select)
        trials.append(Trial(candidate, n_rows, metrics, curve))
    del X
    best = min(trials, key=lambda trial: trial.metrics["log_loss"]).candidate
    calibration = choose_calibration(
        best.estimator,
        schema.encode(splits.calibrate),
        _labels(splits.calibrate),
        schema.encode(splits.choose),
        _labels(splits.choose),
        plan.calibration_methods,
    )
    mix = reference_mix or _counted_mix(splits.train)
    conform = splits.conform
    if teacher is not None:
        conform = concatenate([conform, teacher.level, teacher.level_complete])
    sets = _fit_sets(calibration.estimator, schema, conform, plan, mix)
    classifier = Classifier(
        estimator=calibration.estimator,
        schema=schema,
        condition_ids=load_knowledge().condition_ids,
        sets=sets,
        urgency_thresholds=plan.urgency_thresholds,
        coverage=plan.coverage,
        emergency_coverage=plan.emergency_coverage,
        reference_mix=mix,
    )
    if teacher is not None:
        spread = fit_spread(teacher.worlds(), teacher.n_worlds, schema, plan.seed)
        classifier = replace(classifier, spread=spread)
    classifier = replace(
        classifier,
        bias_correction=_bias_correction(classifier, splits),
        typicality=_typicality(splits, plan, teacher),
    )
    return Training(classifier, tuple(trials), best.name, calibration)


def _counted_mix(cases: CaseMatrix) -> ReferenceMix:
    n_conditions = len(load_knowledge().condition_ids)
    return counted_mix(cases.care_setting, true_columns(cases), n_conditions)


def _typicality(
    splits: Splits, plan: TrainingPlan, teacher: Teacher | None
) -> TypicalityCheck:
    """Learn what patients with one of the conditions are like."""
    insiders = splits.train[slice(0, MOST_INSIDERS)]
    held_out = splits.choose
    if teacher is not None:
        insiders = concatenate([insiders, teacher.level, teacher.level_complete])
        held_out = concatenate([held_out, teacher.complete])
    return fit_typicality(
        insiders, held_out, n_rows=plan.typicality_rows, random_state=plan.seed
    )


def _bias_correction(classifier: Classifier, splits: Splits) -> BiasCorrection | None:
    """Correct what bias the calibration has left, if that helps on other cases."""
    return choose_bias_correction(
        classifier.predict_proba(splits.calibrate),
        true_columns(splits.calibrate),
        classifier.predict_proba(splits.choose),
        true_columns(splits.choose),
    )


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
    everything_in = SetThresholds.of_probabilities((0.0,) * len(ids))
    return Classifier(estimator, schema, ids, everything_in, {}, 0.0, 0.0)


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


def _fit_sets(
    estimator: Any,
    schema: FeatureSchema,
    conform: CaseMatrix,
    plan: TrainingPlan,
    mix: ReferenceMix,
) -> SetThresholds:
    """Fit the prediction sets to cases as they are, and with answers withheld."""
    fewer = withhold(conform, WITHHELD, np.random.default_rng(plan.seed))
    bare = _bare(estimator, schema)
    populations = [
        Scored(
            true_columns(cases),
            bare.predict_proba(cases),
            cases.share_known,
            cases.care_setting,
        )
        for cases in (conform, fewer)
    ]
    profiles = load_knowledge().profiles
    wanted = [
        plan.emergency_coverage
        if profiles[key].tier is Urgency.EMERGENCY
        else plan.coverage
        for key in sorted(profiles)
    ]
    return fit_set_thresholds(populations, np.array(wanted), mix)
