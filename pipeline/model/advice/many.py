"""The questions of many cases at once, for simulated interviews.

What a question is worth is worked out as for one case; only the arrays are larger.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import NOT_KNOWN, CaseMatrix
from pipeline.cases.matrix import PRESENT
from pipeline.cases.possible import possible_findings
from pipeline.model.advice.worth import (
    Bools,
    Setting,
    Worth,
    screening_questions,
    weigh_questions,
)
from pipeline.model.classifier import Classifier
from pipeline.model.information import Floats
from pipeline.rules import RuleSet
from pipeline.rules.batch import evaluate_batch
from pipeline.terms import Urgency

Ints = NDArray[np.int64]
_EMERGENCY = Urgency.EMERGENCY.rank


@dataclass(frozen=True, eq=False)
class ManyQuestions:
    """What could be asked next in each of many cases.

    Parameters
    ----------
    candidates : ndarray of shape (n_cases, n_candidates)
        Columns of the findings looked at.
    proba : ndarray of shape (n_cases, n_conditions)
        For the cases as they are.
    floor : ndarray of shape (n_cases,), int8
        Rank of the worst fired tier; -1 when none fired.
    open : ndarray of shape (n_cases, n_candidates), bool
        Unknown, and still possible.
    fires : ndarray of shape (n_cases, n_candidates), bool
        Whether the answer present would fire an emergency rule on its own.
    worth : Worth
        Of each candidate.
    """

    candidates: Ints
    proba: Floats
    floor: NDArray[np.int8]
    open: Bools
    fires: Bools
    worth: Worth


def weigh_many(
    classifier: Classifier,
    cases: CaseMatrix,
    rule_set: RuleSet,
    candidates: Ints | None = None,
) -> ManyQuestions:
    """Work out what each question is worth in each of many cases.

    Parameters
    ----------
    classifier : Classifier
    cases : CaseMatrix
        A few dozen at once: each becomes two rows of X for each candidate.
    rule_set : RuleSet
    candidates : ndarray of shape (n_cases, n_candidates), optional
        Columns of the findings to look at; all without it.

    Returns
    -------
    ManyQuestions
    """
    if candidates is None:
        candidates = np.tile(np.arange(len(cases.finding_ids)), (len(cases), 1))
    proba = classifier.predict_rows(classifier.schema.encode(cases))
    neighbours = _encode_neighbours(classifier, cases, candidates)
    if_present, if_absent = classifier.predict_rows(neighbours).reshape(
        2, *candidates.shape, -1
    )
    floor = evaluate_batch(cases, rule_set).floor
    raised = evaluate_batch(_each_present(cases, candidates), rule_set).floor
    screens = np.isin(cases.finding_ids, list(screening_questions()))
    setting = Setting(
        fires=raised.reshape(candidates.shape) == _EMERGENCY,
        screens=screens[candidates],
        n_screened=(cases.answers[:, screens] != NOT_KNOWN).sum(axis=1),
        settled=floor == _EMERGENCY,
    )
    worth = weigh_questions(proba, if_present, if_absent, setting)
    still_open = (cases.answers == NOT_KNOWN) & possible_findings(cases)
    still_open = np.take_along_axis(still_open, candidates, axis=1)
    return ManyQuestions(candidates, proba, floor, still_open, setting.fires, worth)


def _encode_neighbours(
    classifier: Classifier, cases: CaseMatrix, candidates: Ints
) -> NDArray[np.float32]:
    """Encode each case with each candidate present, then with each absent."""
    schema = classifier.schema
    present = schema.columns(schema.finding_ids, present=True)[candidates]
    absent = schema.columns(schema.finding_ids, present=False)[candidates]
    rows = np.repeat(schema.encode(cases)[:, None], candidates.shape[1], axis=1)
    X = np.stack([rows, rows])
    case, each = np.ogrid[: len(cases), : candidates.shape[1]]
    X[0, case, each, present], X[0, case, each, absent] = 1.0, 0.0
    X[1, case, each, present], X[1, case, each, absent] = 0.0, 1.0
    return X.reshape(-1, X.shape[-1])


def _each_present(cases: CaseMatrix, candidates: Ints) -> CaseMatrix:
    """Repeat each case once for each candidate, with that finding present."""
    many = cases[np.repeat(np.arange(len(cases)), candidates.shape[1])]
    answers = many.answers.copy()
    answers[np.arange(len(many)), candidates.ravel()] = PRESENT
    return replace(many, answers=answers)
