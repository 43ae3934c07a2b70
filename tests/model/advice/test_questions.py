from __future__ import annotations

import numpy as np
from hypothesis import given

from pipeline.assess import assess
from pipeline.cases import Case
from pipeline.knowledge import load_knowledge
from pipeline.model import Classifier
from pipeline.model.advice import next_questions
from pipeline.model.advice.questions import MOST_ALARMING, MOST_INFORMATIVE
from pipeline.model.advice.worth import (
    SCREENED_FIRST,
    SMALLEST_WORTH_NATS,
    screening_questions,
)
from pipeline.model.explain import explain
from pipeline.rules import load_rules
from pipeline.terms import Urgency
from tests.model.exact import (
    FINDINGS,
    IDS,
    THRESHOLDS,
    classifier_of,
    exact_estimator,
    fixed,
)
from tests.strategies import cases

KNOWLEDGE = load_knowledge()
RULES = load_rules()
EXACT = classifier_of(exact_estimator())
SCREENING = screening_questions()
SCREENED = dict.fromkeys(sorted(SCREENING)[:SCREENED_FIRST], "absent")


def asked(case: Case, model: Classifier | None) -> list[dict[str, str]]:
    triage = RULES.evaluate(case)
    explanation = explain(model, case) if model else None
    return next_questions(triage, explanation, triage.floor, KNOWLEDGE)


def names(questions: list[dict[str, str]]) -> list[str]:
    return [question["finding"] for question in questions]


@given(cases())
def test_questions_are_new_ones_few_and_explained(case: Case) -> None:
    for model in (EXACT, None):
        questions = asked(case, model)
        listed = names(questions)
        assert len(listed) == len(set(listed)) <= MOST_ALARMING + MOST_INFORMATIVE
        assert not set(listed) & set(case.findings)
        assert all(question["why"] for question in questions)


def test_the_first_questions_of_a_case_screen_for_an_emergency() -> None:
    first = asked(Case(), EXACT)[:SCREENED_FIRST]
    assert set(names(first)) <= SCREENING
    assert all(q["why"].startswith("If present, an emergency") for q in first)


def test_answered_screening_questions_make_room_for_others() -> None:
    few = dict.fromkeys(sorted(SCREENING)[: SCREENED_FIRST - 1], "absent")
    one_left = names(asked(Case(findings=few), EXACT))
    assert one_left[0] in SCREENING
    # Of the others, the one that is worth most comes next, whatever it is.
    none_left = names(asked(Case(findings=SCREENED), EXACT))
    assert none_left[0] not in SCREENING


def test_a_screening_question_that_could_not_tell_anything_is_not_asked() -> None:
    assert asked(Case(), fixed(muscle_strain=1.0)) == []


def test_nothing_is_asked_once_no_question_is_worth_it() -> None:
    same = exact_estimator()
    same.rates[:] = 0.3
    model = classifier_of(same)
    case = Case(findings={"saddle_numbness": "present"})
    assert explain(model, case).expected_information().max() < SMALLEST_WORTH_NATS
    assert asked(case, model) == []


def test_an_emergency_is_asked_what_informs_most() -> None:
    case = Case(findings={"saddle_numbness": "present"})
    explanation = explain(EXACT, case)
    gains = explanation.expected_information()
    order = np.argsort(-gains, kind="stable")[:MOST_INFORMATIVE]
    questions = asked(case, EXACT)
    assert names(questions) == [explanation.unknown[i] for i in order]
    assert all(question["why"].startswith("Tells ") for question in questions)


def test_what_may_be_an_emergency_counts_more_than_what_only_informs() -> None:
    # One condition is an emergency, and one finding speaks of it.
    estimator = exact_estimator()
    estimator.rates[:] = 0.3
    estimator.prior = np.full(len(IDS), 0.01)
    estimator.prior[IDS.index("spinal_infection")] = 0.05
    estimator.prior[IDS.index("muscle_strain")] = 0.35
    estimator.prior[IDS.index("disc_herniation")] = 0.34
    estimator.rates[IDS.index("spinal_infection"), FINDINGS.index("night_pain")] = 0.9
    estimator.rates[IDS.index("muscle_strain"), FINDINGS.index("calf_pain")] = 0.62
    case = Case(findings=SCREENED)
    first, second = asked(case, classifier_of(estimator))[:2]
    gains = explain(classifier_of(estimator), case)
    by_name = dict(zip(gains.unknown, gains.expected_information(), strict=True))
    assert by_name["calf_pain"] > by_name["night_pain"]
    assert first == {
        "finding": "night_pain",
        "why": "If present, an emergency is more likely: spinal infection",
    }
    assert second["finding"] == "calf_pain"
    assert second["why"].startswith("Tells muscle strain from lumbar disc herniation")


def test_a_question_that_a_known_answer_settles_is_not_asked() -> None:
    case = Case(findings={"history_of_cancer": "absent"})
    for model in (EXACT, None):
        listed = names(assess(case, model).next_questions)
        assert listed
        assert "active_cancer" not in listed


def test_findings_not_to_ask_for_leave_room_for_the_next() -> None:
    triage, explanation = RULES.evaluate(Case()), explain(EXACT, Case())
    before = names(asked(Case(), EXACT))
    without = frozenset(before[:2])
    after = next_questions(triage, explanation, None, KNOWLEDGE, without)
    assert not set(names(after)) & without
    assert len(after) >= len(before) - 1


def test_without_a_model_the_open_red_flags_are_asked() -> None:
    for question in asked(Case(), None):
        then = RULES.evaluate(Case(findings={question["finding"]: "present"}))
        assert then.floor is Urgency.EMERGENCY
    assert max(THRESHOLDS) is Urgency.EMERGENCY
