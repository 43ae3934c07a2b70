"""Play interviews with simulated patients, many side by side, question by question."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from pipeline.cases import NOT_KNOWN, CaseMatrix
from pipeline.model import Classifier
from pipeline.model.advice.many import ManyQuestions, weigh_many
from pipeline.rules import load_rules
from pipeline.rules.batch import evaluate_batch

WORKERS = 2
CASES_AT_ONCE = 64
# All questions are weighed at every third step; between, the best of the last time.
STEPS_BETWEEN = 3
MOST_CANDIDATES = 45
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# Gives each candidate a value; the highest is asked.
Policy = Callable[[ManyQuestions], Floats]


@dataclass(frozen=True, eq=False)
class Played:
    """Interviews of many cases; row K stands after K questions.

    Parameters
    ----------
    asked : ndarray of shape (n_steps, n_cases)
        Columns of the findings asked for, in order.
    value : ndarray of shape (n_steps, n_cases)
        What the policy thought each of them worth.
    proba : ndarray of shape (n_steps + 1, n_cases, n_conditions)
    floor : ndarray of shape (n_steps + 1, n_cases)
        Rank of the worst fired tier; -1 when none fired.
    """

    asked: Ints
    value: Floats
    proba: Floats
    floor: NDArray[np.int8]


def play_interviews(
    classifier: Classifier,
    patients: CaseMatrix,
    policy: Policy,
    steps: int,
    prune: bool = True,
) -> Played:
    """Ask each patient the questions that a policy chooses.

    The context is known from the start, and no finding.

    Parameters
    ----------
    classifier : Classifier
    patients : CaseMatrix
        Nothing unknown: what they would answer.
    policy : callable
    steps : int
        Questions to ask.
    prune : bool, default=True
        Weigh all questions at every third step only, which takes half the time and
        changes a few choices; else at every step.

    Returns
    -------
    Played
    """
    starts = range(0, len(patients), CASES_AT_ONCE)
    blocks = [patients[slice(i, i + CASES_AT_ONCE)] for i in starts]

    def play(block: CaseMatrix) -> Played:
        return _play_block(classifier, block, policy, steps, prune)

    load_rules()  # compiled before the threads ask for it, once
    with threadpool_limits(limits=1), ThreadPoolExecutor(WORKERS) as pool:
        parts = list(pool.map(play, blocks))
    return Played(
        *(
            np.concatenate([getattr(part, name) for part in parts], axis=1)
            for name in ("asked", "value", "proba", "floor")
        )
    )


def _play_block(
    classifier: Classifier,
    patients: CaseMatrix,
    policy: Policy,
    steps: int,
    prune: bool,
) -> Played:
    rule_set = load_rules()
    each = np.arange(len(patients))
    cases = replace(patients, answers=np.full_like(patients.answers, NOT_KNOWN))
    candidates: Ints | None = None
    asked, values, probas, floors = [], [], [], []
    for step in range(steps):
        questions = weigh_many(classifier, cases, rule_set, candidates)
        value = np.where(questions.open, policy(questions), -np.inf)
        best = value.argmax(axis=1)
        chosen = questions.candidates[each, best]
        asked.append(chosen)
        values.append(value[each, best])
        probas.append(questions.proba)
        floors.append(questions.floor)
        cases.answers[each, chosen] = patients.answers[each, chosen]
        if prune:
            value[each, best] = -np.inf
            candidates = _candidates(step + 1, questions, value, candidates)
    probas.append(classifier.predict_rows(classifier.schema.encode(cases)))
    floors.append(evaluate_batch(cases, rule_set).floor)
    return Played(*map(np.stack, (asked, values, probas, floors)))


def _candidates(
    step: int, questions: ManyQuestions, value: Floats, before: Ints | None
) -> Ints | None:
    """Pick the questions to weigh at a step; None for all of them."""
    if step % STEPS_BETWEEN == 0:
        return None
    if before is not None:
        return before
    # In the order of the findings, so that ties fall as they do without pruning.
    best = np.argsort(-value, axis=1, kind="stable")[:, :MOST_CANDIDATES]
    return np.sort(np.take_along_axis(questions.candidates, best, axis=1), axis=1)
