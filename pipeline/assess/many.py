"""Assess many cases at once, as columns: rules and model for tables of millions.

The urgency is the one that assess gives each case by itself; what takes words (reasons,
questions, next steps) is left to it.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from pipeline.cases import CaseMatrix, CaseMix
from pipeline.knowledge import load_knowledge
from pipeline.model import Classifier
from pipeline.model.case_mix import reweight
from pipeline.model.tiers import TIER_ORDER, asked_tiers
from pipeline.rules import load_rules
from pipeline.rules.batch import BatchTriage, evaluate_batch

if TYPE_CHECKING:
    import pandas as pd

# Small enough for the cache of one core; a multiple of 8.
CASES_AT_ONCE = 8192
NOBODY_SAYS = -1


@dataclass(frozen=True, eq=False)
class Scores:
    """Cases assessed, one entry a case.

    Parameters
    ----------
    condition_ids : tuple of str
    urgency : ndarray of shape (n_cases,), int8
        Rank as in `Urgency.rank`, never below that of a fired rule; -1 where there is
        neither a fired rule nor a model.
    rules : BatchTriage
        Every rule fired, undetermined, or neither.
    proba : ndarray of shape (n_cases, n_conditions), float32, or None
        None without a model.
    in_set : ndarray of shape (n_cases, n_conditions), bool, or None
        Prediction sets.
    misfit : ndarray of shape (n_cases,), or None
        Score of "none of these"; None for a model that has no such check.
    fits_none : ndarray of shape (n_cases,), bool, or None
    """

    condition_ids: tuple[str, ...]
    urgency: NDArray[np.int8]
    rules: BatchTriage
    proba: NDArray[np.float32] | None
    in_set: NDArray[np.bool_] | None
    misfit: NDArray[np.float64] | None
    fits_none: NDArray[np.bool_] | None

    @property
    def urgency_from(self) -> NDArray[np.object_]:
        """Who says so: `red_flag`, `model`, or `none` where nobody says anything."""
        by_rule = self.rules.floor == self.urgency
        says = np.where(by_rule, "red_flag", "model").astype(object)
        says[self.urgency == NOBODY_SAYS] = "none"
        return says

    def to_frame(self) -> pd.DataFrame:
        """Lay the columns out as a table.

        Returns
        -------
        DataFrame
            `urgency`, `urgency_from`, `none_of_these`, `none_of_these_score`, one
            column a rule (true fired, false not, null undetermined), and for each
            condition its probability and whether it is in the prediction set. What
            only a model can give is null without one.
        """
        # pandas takes a second to import, and most who assess never need it.
        import pandas as pd

        # The last one is that of the rank -1.
        tiers = np.array([*(tier.value for tier in TIER_ORDER), None], dtype=object)
        columns: dict[str, object] = {
            "urgency": tiers[self.urgency],
            "urgency_from": self.urgency_from,
            "none_of_these": self.fits_none,
            "none_of_these_score": self.misfit,
        }
        for j, rule in enumerate(self.rules.rule_ids):
            open_ = self.rules.undetermined[:, j].copy()
            columns[rule] = pd.arrays.BooleanArray(self.rules.fired[:, j].copy(), open_)
        proba, in_set = self.proba, self.in_set
        no_number = np.full(len(self.urgency), np.nan, dtype=np.float32)
        no_answer = pd.array([None] * len(self.urgency), dtype="boolean")
        for j, condition in enumerate(self.condition_ids):
            column = no_number if proba is None else proba[:, j]
            columns[f"{condition}=probability"] = column
        for j, condition in enumerate(self.condition_ids):
            columns[f"{condition}=in_set"] = (
                no_answer if in_set is None else in_set[:, j]
            )
        return pd.DataFrame(columns)


def score_cases(
    cases: CaseMatrix,
    classifier: Classifier | None,
    case_mix: CaseMix | None = None,
    workers: int = 2,
    tell: Callable[[float], object] | None = None,
) -> Scores:
    """Assess many cases.

    Parameters
    ----------
    cases : CaseMatrix
    classifier : Classifier or None
        None asks the rules alone.
    case_mix : CaseMix, optional
        Instead of the one that the model stands for in each case's care setting.
    workers : int, default=2
        Threads; they never change the result.
    tell : callable, optional
        Told the share of the cases that the model has answered.

    Returns
    -------
    Scores

    Raises
    ------
    ArtifactError
        If the model fails: no case is then given a made-up answer.
    """
    rules = evaluate_batch(cases, load_rules(), workers)
    if classifier is None:
        ids = load_knowledge().condition_ids
        return Scores(ids, rules.floor, rules, None, None, None, None)
    n, n_conditions = len(cases), len(classifier.condition_ids)
    proba = np.empty((n, n_conditions), dtype=np.float32)
    in_set = np.empty((n, n_conditions), dtype=bool)
    asked = np.empty(n, dtype=np.int8)
    typicality = classifier.typicality
    misfit = None if typicality is None else np.empty(n)

    def work(rows: slice) -> int:
        part = cases[rows]
        X = classifier.schema.encode(part)
        given = classifier.predict_rows(X)
        in_set[rows] = classifier.prediction_sets(part, given)
        if case_mix is not None:
            reference = classifier.reference_rows(part.care_setting)
            given = reweight(given, reference, case_mix.row)
        proba[rows] = given
        asked[rows] = asked_tiers(given, classifier.urgency_thresholds)
        if typicality is not None and misfit is not None:
            misfit[rows] = typicality.score_rows(X)
        return len(part)

    blocks = [slice(i, i + CASES_AT_ONCE) for i in range(0, n, CASES_AT_ONCE)]
    done = 0
    # One numerical thread each: the blocks already keep every core busy.
    with threadpool_limits(limits=1), ThreadPoolExecutor(workers) as pool:
        for n_more in pool.map(work, blocks):
            done += n_more
            if tell is not None:
                tell(done / n)
    return Scores(
        condition_ids=classifier.condition_ids,
        urgency=np.maximum(asked, rules.floor),
        rules=rules,
        proba=proba,
        in_set=in_set,
        misfit=misfit,
        fits_none=None
        if typicality is None or misfit is None
        else typicality.flags(misfit),
    )
