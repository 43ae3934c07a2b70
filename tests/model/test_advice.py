import numpy as np
import pytest
from hypothesis import given

from pipeline.assess import assess
from pipeline.cases import Case
from pipeline.knowledge import load_knowledge
from pipeline.model import Classifier
from pipeline.model.advice import (
    MOST_INFORMATIVE,
    MOST_OPEN_QUESTIONS,
    MOST_REASONS,
    SMALLEST_INFORMATION_NATS,
    SMALLEST_WEIGHT,
    next_questions,
    reasons,
    would_change,
)
from pipeline.model.explain import Explanation, explain
from pipeline.rules import load_rules
from pipeline.terms import Urgency
from tests.model.exact import FINDINGS, IDS, THRESHOLDS, classifier_of, exact_estimator
from tests.strategies import cases

KNOWLEDGE = load_knowledge()
RULES = load_rules()
EXACT = classifier_of(exact_estimator())
MANY = Case(
    findings={
        f: "present" if i % 3 else "absent"
        for i, f in enumerate(FINDINGS)
        if i % 4 == 0
    }
)


def weighed(*weights: float) -> tuple[Explanation, Case]:
    """An explanation in which given answers bring given weights to the first cause."""
    known = FINDINGS[: len(weights)]
    half = np.full(len(IDS), 0.5)
    without = np.tile(half, (len(weights), 1))
    without[:, 0] = 1 / (1 + np.exp(weights))
    none = np.empty((0, len(IDS)))
    case = Case(findings=dict.fromkeys(known, "present"))
    return Explanation(half, known, without, (), none, none), case


def test_reasons_stand_strongest_first_on_the_side_they_speak_for() -> None:
    explanation, case = weighed(0.5, -2.0, 1.5, -0.3)
    (entry,) = reasons(explanation, case, list(IDS), [IDS[0]])
    assert entry["condition"] == IDS[0]
    assert [r["weight"] for r in entry["for"]] == [1.5, 0.5]
    assert [r["weight"] for r in entry["against"]] == [-2.0, -0.3]
    assert entry["for"][0] == {
        "finding": FINDINGS[2],
        "answer": "present",
        "weight": 1.5,
    }


def test_answers_that_hardly_matter_are_no_reasons() -> None:
    explanation, case = weighed(SMALLEST_WEIGHT / 2, -SMALLEST_WEIGHT / 2)
    (entry,) = reasons(explanation, case, list(IDS), [IDS[0]])
    assert (entry["for"], entry["against"]) == ([], [])


def test_only_the_strongest_reasons_are_told() -> None:
    explanation, case = weighed(*np.linspace(0.2, 2, 10), *np.linspace(-2, -0.2, 10))
    (entry,) = reasons(explanation, case, list(IDS), [IDS[0]])
    assert len(entry["for"]) == len(entry["against"]) == MOST_REASONS
    assert min(r["weight"] for r in entry["for"]) == pytest.approx(1.0)


def test_each_condition_asked_for_is_explained_in_the_order_asked() -> None:
    explanation = explain(EXACT, MANY)
    order = [IDS[3], IDS[0]]
    told = reasons(explanation, MANY, list(IDS), order)
    assert [entry["condition"] for entry in told] == order
    for entry in told:
        for reason in (*entry["for"], *entry["against"]):
            assert MANY.answer(reason["finding"]) == reason["answer"]


def changes(case: Case, model: Classifier | None) -> list[dict[str, str]]:
    triage = RULES.evaluate(case)
    explanation = explain(model, case) if model else None
    return would_change(triage, explanation, THRESHOLDS, triage.floor, list(IDS))


def test_without_a_model_only_rises_by_the_rules_are_listed() -> None:
    listed = changes(Case(), None)
    assert {entry["answer"] for entry in listed} == {"present"}
    assert {entry["top_condition"] for entry in listed} == {None}
    for entry in listed:
        after = RULES.evaluate(Case(findings={entry["finding"]: "present"}))
        assert after.floor == entry["urgency"]
    alone = {f for f in FINDINGS if RULES.evaluate(Case(findings={f: "present"})).fired}
    assert {entry["finding"] for entry in listed} == alone


def test_without_a_model_nothing_rises_above_an_emergency() -> None:
    assert changes(Case(findings={"saddle_numbness": "present"}), None) == []


@given(cases())
def test_the_most_urgent_changes_come_first(case: Case) -> None:
    for model in (EXACT, None):
        ranks = [Urgency(entry["urgency"]).rank for entry in changes(case, model)]
        assert ranks == sorted(ranks, reverse=True)


def asked(case: Case, model: Classifier | None, urgency: Urgency | None) -> list[str]:
    explanation = explain(model, case) if model else None
    questions = next_questions(RULES.evaluate(case), explanation, urgency, KNOWLEDGE)
    assert all(question["why"] for question in questions)
    return [question["finding"] for question in questions]


@given(cases())
def test_questions_are_new_ones_and_few(case: Case) -> None:
    for model in (EXACT, None):
        names = asked(case, model, RULES.evaluate(case).floor)
        assert len(names) == len(set(names)) <= MOST_OPEN_QUESTIONS + MOST_INFORMATIVE
        assert not set(names) & set(case.findings)


def test_an_empty_case_is_first_asked_what_alone_makes_an_emergency() -> None:
    first, *_ = asked(Case(), None, None)
    fired = RULES.evaluate(Case(findings={first: "present"}))
    assert fired.floor is Urgency.EMERGENCY


def test_history_is_asked_before_examination() -> None:
    names = asked(Case(), None, None)
    sources = [KNOWLEDGE.findings[name].source for name in names]
    assert sources == sorted(sources, key=lambda source: source == "exam")


def test_an_emergency_is_asked_no_open_red_flag_but_what_informs_most() -> None:
    case = Case(findings={"saddle_numbness": "present"})
    explanation = explain(EXACT, case)
    names = asked(case, EXACT, Urgency.EMERGENCY)
    gains = dict(
        zip(explanation.unknown, explanation.expected_information(), strict=True)
    )
    assert names == sorted(gains, key=lambda name: -gains[name])[:MOST_INFORMATIVE]


def test_what_hardly_informs_is_not_asked() -> None:
    same = exact_estimator()
    same.rates[:] = 0.3
    case = Case(findings={"saddle_numbness": "present"})
    assert explain(classifier_of(same), case).expected_information().max() < (
        SMALLEST_INFORMATION_NATS
    )
    assert asked(case, classifier_of(same), Urgency.EMERGENCY) == []


def test_informative_questions_are_never_more_than_their_share() -> None:
    triage = RULES.evaluate(Case(findings={"fever": "absent"}))
    explanation = explain(EXACT, Case(findings={"fever": "absent"}))
    same_day = Urgency.URGENT_SAME_DAY
    questions = next_questions(triage, explanation, same_day, KNOWLEDGE)
    informing = [q for q in questions if q["why"].startswith("Tells the likely")]
    assert len(informing) == MOST_INFORMATIVE


def test_a_question_that_a_known_answer_settles_is_not_asked() -> None:
    case = Case(findings={"history_of_cancer": "absent"})
    asked = {entry["finding"] for entry in assess(case, None).next_questions}
    assert asked
    assert "active_cancer" not in asked
