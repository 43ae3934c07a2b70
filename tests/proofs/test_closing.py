from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings

from pipeline.cases import Case, read_cases
from pipeline.knowledge import KNOWLEDGE_FOLDER, load_knowledge
from pipeline.knowledge.schema import RuleBook
from pipeline.proofs.closing import Audit, ClosingQuestion, audit
from pipeline.rules import RuleSet, load_rules
from pipeline.terms import Urgency
from tests.rules.test_triage import alarming_cases

KNOWLEDGE = load_knowledge()
RULES = load_rules()
PUBLISHED = KNOWLEDGE_FOLDER.parents[1] / "data" / "published" / "cases.yaml"


def rules_of(*whens: Any) -> RuleSet:
    """Emergency rules of our own, RF101 and on."""
    like = KNOWLEDGE.rule_book.rules[0]
    rules = tuple(
        like.model_copy(update={"id": f"RF{101 + i}", "when": when})
        for i, when in enumerate(whens)
    )
    book = RuleBook(groups=KNOWLEDGE.rule_book.groups, rules=rules)
    return RuleSet(replace(KNOWLEDGE, rule_book=book))


def closed(case: Case, questions: tuple[ClosingQuestion, ...]) -> Case:
    """Answer every question with the answer that closes."""
    fields = case.to_dict()
    for question in questions:
        if question.below is not None:
            fields[question.field] = int(question.below) - 1
        elif question.above is not None:
            fields[question.field] = question.above + 0.5
        else:
            fields["findings"][question.field] = "absent"
    return Case(**fields)


def fields(found: Audit) -> list[str]:
    return [question.field for question in found.questions]


@settings(deadline=None, max_examples=25)
@given(alarming_cases())
def test_the_answers_in_brackets_leave_no_emergency_open(case: Case) -> None:
    found = audit(case, RULES, KNOWLEDGE)
    after = audit(closed(case, found.questions), RULES, KNOWLEDGE)
    assert after.still_open == after.questions == ()
    assert [item.rule.id for item in after.fired] == [f.rule.id for f in found.fired]


@settings(deadline=None, max_examples=15)
@given(alarming_cases())
def test_no_question_of_the_set_can_be_spared(case: Case) -> None:
    questions = audit(case, RULES, KNOWLEDGE).questions
    for left_out in questions:
        others = tuple(q for q in questions if q is not left_out)
        assert audit(closed(case, others), RULES, KNOWLEDGE).still_open


def test_no_smaller_set_closes() -> None:
    rules = rules_of(
        {"all_of": ["fever", {"any_of": ["unwell", "night_pain"]}]},
        {"all_of": ["unwell", {"any_of": ["fever", "night_sweats"]}]},
        {"at_least": 2, "of": ["fever", "night_pain", "weight_loss"]},
    )
    found = audit(Case(), rules, KNOWLEDGE)
    everything = ("fever", "unwell", "night_pain", "night_sweats", "weight_loss")
    sizes = [
        size
        for size in range(len(everything) + 1)
        for some in combinations(everything, size)
        if not rules.evaluate(Case(findings=dict.fromkeys(some, "absent"))).undetermined
    ]
    assert len(found.questions) == min(sizes) == 3


def test_of_two_equal_sets_the_patient_is_asked_rather_than_examined() -> None:
    exam = next(f for f, entry in KNOWLEDGE.findings.items() if entry.source == "exam")
    found = audit(Case(), rules_of({"all_of": [exam, "fever"]}), KNOWLEDGE)
    assert fields(found) == ["fever"]


def test_a_number_closes_on_the_far_side_of_every_limit() -> None:
    age = {"any_of": [{"age_at_least": 65}, {"age_at_least": 50}]}
    rules = rules_of(age, {"duration_days_at_most": 14}, {"duration_days_at_most": 42})
    found = audit(Case(), rules, KNOWLEDGE)
    assert {(q.field, q.below, q.above) for q in found.questions} == {
        ("age", 50.0, None),
        ("duration_days", None, 42.0),
    }


def test_every_question_names_the_rules_that_it_helps_to_close() -> None:
    found = audit(Case(), rules_of("fever", {"all_of": ["fever", "unwell"]}), KNOWLEDGE)
    assert [(q.field, q.closes) for q in found.questions] == [
        ("fever", ("RF101", "RF102"))
    ]


def test_a_milder_tier_looks_at_more_rules() -> None:
    emergencies = audit(Case(), RULES, KNOWLEDGE)
    everything = audit(Case(), RULES, KNOWLEDGE, Urgency.ROUTINE)
    assert len(everything.still_open) == len(RULES.rules) > len(emergencies.still_open)
    assert {r.rule.tier for r in emergencies.still_open} == {Urgency.EMERGENCY}
    assert len(everything.questions) > len(emergencies.questions)


def test_no_red_flags_is_said_only_when_none_is_open() -> None:
    denied = dict.fromkeys(KNOWLEDGE.findings, "absent")
    assert audit(Case(findings=denied), RULES, KNOWLEDGE).no_red_flags
    # One answer short, of a rule far below an emergency.
    milder = {**denied, "persistent_pain": "unknown"}
    found = audit(Case(findings=milder), RULES, KNOWLEDGE)
    assert found.still_open == ()
    assert not found.no_red_flags
    fired = audit(
        Case(findings={**denied, "persistent_pain": "present"}), RULES, KNOWLEDGE
    )
    assert not fired.no_red_flags


@pytest.mark.parametrize("case", read_cases([PUBLISHED])[::10], ids=lambda c: c.case_id)
def test_every_rule_is_fired_open_or_closed(case: Case) -> None:
    found = audit(case, RULES, KNOWLEDGE)
    ids = [item.rule.id for item in (*found.fired, *found.still_open)]
    ids += [rule.id for rule in found.closed]
    assert sorted(ids) == sorted(
        rule.id for rule in RULES.rules if rule.tier is Urgency.EMERGENCY
    )
    plain = found.to_dict(case.case_id)
    assert plain["case_id"] == case.case_id
    assert [q["field"] for q in plain["questions"]] == fields(found)
