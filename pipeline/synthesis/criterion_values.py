"""Apply the criterion of a study to complete cases, all at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import SEXES, CaseMatrix
from pipeline.knowledge.criterion import (
    AllOf,
    AnyOf,
    AtLeast,
    Between,
    Criterion,
    Not,
    OfSex,
    Present,
    Score,
    is_ranking,
)

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
PRESENT = 1
# Sums of points such as 0.1 + 0.2 must still reach 0.3.
SLACK = 1e-9


def criterion_holds(criterion: Criterion, cases: CaseMatrix) -> Bools:
    """Tell for which cases a criterion holds.

    Parameters
    ----------
    criterion : Criterion
        A score needs a limit.
    cases : CaseMatrix
        Complete: nothing is unknown.

    Returns
    -------
    ndarray of shape (n_cases,), bool
    """
    match criterion:
        case Not():
            return ~criterion_holds(criterion.part, cases)
        case AllOf():
            return np.asarray(_held(criterion.all_of, cases) == len(criterion.all_of))
        case AnyOf():
            return np.asarray(_held(criterion.any_of, cases) > 0)
        case AtLeast():
            return np.asarray(_held(criterion.of, cases) >= criterion.at_least)
        case Score():
            return _within_limits(criterion, cases)
        case _:
            return _leaf_holds(criterion, cases)


def criterion_score(criterion: Criterion, cases: CaseMatrix) -> Floats:
    """Give what a criterion ranks cases by: points, or 1 where it holds.

    Parameters
    ----------
    criterion : Criterion
    cases : CaseMatrix
        Complete.

    Returns
    -------
    ndarray of shape (n_cases,)
    """
    if isinstance(criterion, Score) and is_ranking(criterion):
        return _points(criterion, cases)
    return criterion_holds(criterion, cases).astype(np.float64)


def _leaf_holds(leaf: Present | Between | OfSex, cases: CaseMatrix) -> Bools:
    match leaf:
        case Present():
            column = cases.finding_ids.index(leaf.finding)
            return np.asarray(cases.answers[:, column] == PRESENT)
        case Between():
            value = getattr(cases, leaf.field)
            return np.asarray((value >= leaf.low) & (value <= leaf.high))
        case _:
            return np.asarray(cases.sex == SEXES.index(leaf.sex))


def _held(parts: Sequence[Criterion], cases: CaseMatrix) -> Ints:
    """Count the parts that hold in each case."""
    count = np.zeros(len(cases), dtype=np.int64)
    for part in parts:
        count += criterion_holds(part, cases)
    return count


def _points(score: Score, cases: CaseMatrix) -> Floats:
    total = np.zeros(len(cases))
    for item in score.score:
        total += item.points * criterion_holds(item.when, cases)
    return total


def _within_limits(score: Score, cases: CaseMatrix) -> Bools:
    total = _points(score, cases)
    held = np.ones(len(cases), dtype=bool)
    if score.at_least is not None:
        held &= total >= score.at_least - SLACK
    if score.at_most is not None:
        held &= total <= score.at_most + SLACK
    return held
