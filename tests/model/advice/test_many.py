"""Many cases at once are asked what each would be asked alone."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.assess import assess
from pipeline.cases import NOT_KNOWN, CaseMatrix, cases_from_matrix
from pipeline.model import Classifier
from pipeline.model.advice.many import weigh_many
from pipeline.model.advice.worth import SMALLEST_WORTH_NATS
from pipeline.rules import load_rules
from pipeline.synthesis import Request, sample_cases
from tests.model.exact import classifier_of, exact_estimator

RULES = load_rules()
EXACT = classifier_of(exact_estimator())


def sparse(n: int, seed: int) -> CaseMatrix:
    """Cases with few answers, as in the course of an interview."""
    cases = sample_cases(n, Request(seed))
    rng = np.random.default_rng(seed)
    cases.answers[rng.random(cases.answers.shape) < 0.8] = NOT_KNOWN
    return cases


@pytest.mark.parametrize("which", ["exact", "trained"])
def test_the_best_question_is_the_one_a_single_case_is_asked_first(
    tiny_model: Classifier, which: str
) -> None:
    model = {"exact": EXACT, "trained": tiny_model}[which]
    cases = sparse(60, 3)
    questions = weigh_many(model, cases, RULES)
    order = np.where(questions.open, questions.worth.order, -np.inf)
    worth = np.where(questions.open, questions.worth.total, -np.inf).max(axis=1)
    n_asked = 0
    for i, case in enumerate(cases_from_matrix(cases)):
        listed = assess(case, model).next_questions
        assert bool(listed) == (worth[i] >= SMALLEST_WORTH_NATS)
        if listed:
            best = questions.candidates[i, order[i].argmax()]
            assert listed[0]["finding"] == cases.finding_ids[best]
            n_asked += 1
    assert n_asked > 20


def test_candidates_are_weighed_as_among_all() -> None:
    cases = sparse(20, 4)
    every = weigh_many(EXACT, cases, RULES)
    some = np.random.default_rng(1).permuted(every.candidates, axis=1)[:, :9]
    few = weigh_many(EXACT, cases, RULES, some)
    for name in ("open", "fires"):
        wanted = np.take_along_axis(getattr(every, name), some, axis=1)
        assert np.array_equal(getattr(few, name), wanted)
    for name in ("chance", "information", "alarm"):
        wanted = np.take_along_axis(getattr(every.worth, name), some, axis=1)
        assert getattr(few.worth, name) == pytest.approx(wanted, abs=1e-12)


def test_what_fires_alone_is_what_the_rules_say_of_one_case() -> None:
    cases = sparse(20, 5)
    questions = weigh_many(EXACT, cases, RULES)
    for i, case in enumerate(cases_from_matrix(cases)):
        triage = RULES.evaluate(case)
        if questions.floor[i] == 3:
            continue
        decisive = {
            name
            for item in triage.undetermined
            if item.rule.tier == "emergency"
            for name in item.decisive
        }
        found = questions.fires[i] & questions.open[i]
        assert {cases.finding_ids[j] for j in np.flatnonzero(found)} <= decisive


def test_nothing_is_alarming_once_an_emergency_rule_has_fired() -> None:
    cases = sparse(30, 6)
    cases.answers[:, cases.finding_ids.index("saddle_numbness")] = 1
    questions = weigh_many(EXACT, cases, RULES)
    assert not questions.worth.alarm.any()
    assert np.array_equal(questions.worth.order, questions.worth.information)
