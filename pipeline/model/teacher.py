"""What somebody who can invert the generator may hand to a learner.

Cases of a generator come with more than a label: the exact probability of every
condition, and how far that moves from one plausible world to another. A stage computes
both and hands them over; nothing here knows where they come from, and without a teacher
everything is learnt from labels alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CaseMatrix
from pipeline.features import FeatureSchema

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
# Points of the learning curve, each a half more than the one before.
N_POINTS, GROWTH = 12, 1.5
_TINY = 1e-300


@dataclass(frozen=True)
class Lesson:
    """Cases with the probability of each condition.

    Parameters
    ----------
    cases : CaseMatrix
    targets : ndarray of shape (n_cases, n_conditions)
        Rows sum to 1.
    log_weights : ndarray of shape (n_cases, n_conditions)
        Log of how much commoner each condition is in the case mix that the targets
        belong to than in the reference one; 0 where they belong to the reference one.
    """

    cases: CaseMatrix
    targets: Singles
    log_weights: Singles


@dataclass(frozen=True)
class WorldShift:
    """Cases of one plausible world, and how that world reads them differently.

    Parameters
    ----------
    cases : CaseMatrix
    proba : ndarray of shape (n_cases, n_conditions)
        In the reference world.
    shift : ndarray of shape (n_cases, n_conditions)
        Log-odds in their own world less those in the reference world.
    """

    cases: CaseMatrix
    proba: Floats
    shift: Floats


@dataclass(frozen=True)
class Teacher:
    """Streams of fresh lessons, and a yardstick for what is learnt.

    Parameters
    ----------
    condition_ids : tuple of str
        Columns of all probabilities.
    n_rows : int
        Cases of all lessons together.
    lessons : callable
        Begins the stream of lessons anew; no case comes twice in it.
    select_posterior : ndarray of shape (n_select, n_conditions)
        The exact posterior of the selecting cases.
    worlds : callable
        Begins the stream of worlds anew.
    n_worlds : int
    level, level_complete : CaseMatrix
        Labelled cases in which every condition is equally common, at the natural depth
        of interviews and with nothing unknown: for what must hold for each condition.
    complete : CaseMatrix
        Labelled cases at the natural case mix with nothing unknown.
    """

    condition_ids: tuple[str, ...]
    n_rows: int
    lessons: Callable[[], Iterator[Lesson]]
    select_posterior: Floats
    worlds: Callable[[], Iterator[WorldShift]]
    n_worlds: int
    level: CaseMatrix
    level_complete: CaseMatrix
    complete: CaseMatrix


@dataclass(frozen=True)
class CurvePoint:
    """How far a learner had come.

    Parameters
    ----------
    n_rows : int
        Cases seen.
    regret_nats : float
        On the selecting cases.
    seconds : float
        Since the first lesson; differs from run to run, so it goes into no artefact.
    """

    n_rows: int
    regret_nats: float
    seconds: float


def learn(
    estimator: Any, teacher: Teacher, schema: FeatureSchema, X_select: Singles
) -> tuple[CurvePoint, ...]:
    """Let an estimator learn from every lesson once, and follow how it does.

    Parameters
    ----------
    estimator : object
        With `partial_fit_soft`; learns in place.
    teacher : Teacher
    schema : FeatureSchema
    X_select : ndarray of shape (n_select, n_features)

    Returns
    -------
    tuple of CurvePoint
        The last one after the last lesson. The learning rate falls until then, so that
        earlier points lie above what a stream that ended there would have reached.
    """
    estimator.set_params(budget_rows=teacher.n_rows)
    ids = np.array(teacher.condition_ids)
    wanted = teacher.n_rows / GROWTH ** np.arange(N_POINTS - 1, -1, -1)
    points: list[CurvePoint] = []
    began, n_rows = perf_counter(), 0
    for lesson in teacher.lessons():
        X = schema.encode(lesson.cases)
        estimator.partial_fit_soft(X, lesson.targets, ids, lesson.log_weights)
        n_rows += len(X)
        if n_rows >= wanted[min(len(points), N_POINTS - 1)]:
            seconds = perf_counter() - began
            regret = mean_divergence(
                teacher.select_posterior, estimator.predict_proba(X_select)
            )
            points.append(CurvePoint(n_rows, regret, seconds))
    return tuple(points)


def mean_divergence(best: Floats, proba: Floats) -> float:
    """Compute how much log loss some probabilities cost beyond the best ones.

    The mean Kullback-Leibler divergence: the expected regret, without the noise of the
    labels.

    Parameters
    ----------
    best, proba : ndarray of shape (n_cases, n_conditions)

    Returns
    -------
    float
        In nats, at least 0.

    References
    ----------
    .. [1] Kullback & Leibler: On information and sufficiency, Ann Math Stat 1951,
       doi:10.1214/aoms/1177729694.
    """
    ratio = np.log(np.maximum(best, _TINY)) - np.log(np.maximum(proba, _TINY))
    return float((best * ratio).sum(axis=1).mean())
