from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cases import Case
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.schema import Rule, RuleBook
from pipeline.rules import RuleSet, Triage, Verdict, load_rules
from pipeline.terms import Answer, Urgency
from tests.rules.truth import RULES, case_of_canary
from tests.strategies import FINDINGS, cases

# Cases that fire something are rare among random ones: start from the canaries.
CANARIES = [canary for rule in RULES for canary in rule.must_fire]


@st.composite
def alarming_cases(draw: st.DrawFn) -> Case:
    """A canary with a few answers added, taken away or turned round."""
    case = case_of_canary(draw(st.sampled_from(CANARIES)))
    changes = st.tuples(st.sampled_from(FINDINGS), st.sampled_from(list(Answer)))
    for finding, answer in draw(st.lists(changes, max_size=6)):
        case = case.replace_answer(finding, answer)
    return case


def ids(triage: Triage) -> tuple[set[str], set[str]]:
    return (
        {item.rule.id for item in triage.fired},
        {item.rule.id for item in triage.undetermined},
    )


def said(triage: Triage) -> tuple[object, object]:
    return triage.fired, triage.undetermined


def evaluate(**fields: Any) -> Triage:
    return load_rules().evaluate(Case(**fields))


def rule_set(*whens: Any) -> RuleSet:
    """Rules of our own on the shipped vocabulary, RF101 and on."""
    book = load_knowledge().rule_book
    rules = tuple(
        _rule(f"RF{101 + i}", when, book.rules[0]) for i, when in enumerate(whens)
    )
    mine = RuleBook(groups=book.groups, rules=rules)
    return RuleSet(replace(load_knowledge(), rule_book=mine))


def _rule(rule_id: str, when: Any, like: Rule) -> Rule:
    return like.model_copy(update={"id": rule_id, "when": when})


def test_an_empty_case_leaves_every_rule_undetermined() -> None:
    triage = evaluate()
    assert triage.fired == ()
    assert triage.floor is None
    assert len(triage.undetermined) == len(RULES)
    assert triage.suspect_tiers() == {}


def test_a_case_of_unknown_answers_is_an_empty_case() -> None:
    words = dict.fromkeys(FINDINGS, "unknown")
    assert said(evaluate(age="unknown", findings=words)) == said(evaluate())


def test_denying_everything_closes_every_rule() -> None:
    words = dict.fromkeys(FINDINGS, "absent")
    assert said(evaluate(findings=words)) == ((), ())


def test_confirming_everything_fires_every_rule() -> None:
    words = dict.fromkeys(FINDINGS, "present")
    triage = evaluate(age=110, duration_days=0, pain_score=10, findings=words)
    assert len(triage.fired) == len(RULES)
    assert triage.undetermined == ()
    assert triage.floor is Urgency.EMERGENCY


@settings(deadline=None, max_examples=60)
@given(alarming_cases() | cases(most_findings=60))
def test_rules_stand_worst_first_then_by_id_and_each_once(case: Case) -> None:
    triage = load_rules().evaluate(case)
    for items in (triage.fired, triage.undetermined):
        order = [(-item.rule.tier.rank, item.rule.id) for item in items]
        assert order == sorted(order)
    fired, undetermined = ids(triage)
    assert not fired & undetermined
    assert len(triage.fired) + len(triage.undetermined) == len(fired | undetermined)
    if triage.fired:
        assert triage.floor == max(item.rule.tier for item in triage.fired)
    else:
        assert triage.floor is None


@settings(deadline=None, max_examples=80)
@given(alarming_cases(), st.sampled_from(FINDINGS))
def test_a_present_answer_never_unfires_a_rule_nor_lowers_the_floor(
    case: Case, finding: str
) -> None:
    without = load_rules().evaluate(case.replace_answer(finding, Answer.UNKNOWN))
    denied = load_rules().evaluate(case.replace_answer(finding, Answer.ABSENT))
    present = load_rules().evaluate(case.replace_answer(finding, Answer.PRESENT))
    assert ids(denied)[0] <= ids(without)[0] <= ids(present)[0]
    for lower, higher in ((denied, without), (without, present)):
        assert lower.floor is None or (
            higher.floor is not None and lower.floor <= higher.floor
        )


@settings(deadline=None, max_examples=80)
@given(alarming_cases(), st.sampled_from(FINDINGS))
def test_unknown_never_counts_as_absent(case: Case, finding: str) -> None:
    without = load_rules().evaluate(case.replace_answer(finding, Answer.UNKNOWN))
    denied = load_rules().evaluate(case.replace_answer(finding, Answer.ABSENT))
    present = load_rules().evaluate(case.replace_answer(finding, Answer.PRESENT))
    fired, undetermined = ids(without)
    # What either answer would leave possible is possible while there is none.
    for other in (denied, present):
        assert set.union(*ids(other)) <= fired | undetermined
    asked = {u.rule.id for u in without.undetermined if finding in u.ask}
    assert ids(present)[0] - fired <= asked
    decided = {u.rule.id for u in without.undetermined if finding in u.decisive}
    assert decided == ids(present)[0] - fired


@settings(deadline=None, max_examples=50)
@given(alarming_cases(), st.integers(16, 110), st.integers(0, 60), st.integers(0, 10))
def test_a_higher_risk_by_age_duration_or_pain_never_unfires_a_rule(
    case: Case, age: int, days: int, pain: int
) -> None:
    fields = case.to_dict()
    now = evaluate(**{**fields, "age": age, "duration_days": days, "pain_score": pain})
    for change in (
        {"age": min(age + 15, 110)},
        {"duration_days": max(days - 15, 0)},
        {"pain_score": min(pain + 2, 10)},
    ):
        known = {"age": age, "duration_days": days, "pain_score": pain, **change}
        assert ids(now)[0] <= ids(evaluate(**{**fields, **known}))[0]


@settings(deadline=None, max_examples=80)
@given(alarming_cases() | cases(most_findings=40))
def test_only_known_answers_are_reasons_and_only_unknown_ones_are_asked(
    case: Case,
) -> None:
    known = {name for name, value in case.to_dict().items() if value is not None}
    present = {f for f, answer in case.findings.items() if answer == "present"}
    triage = load_rules().evaluate(case)
    for item in triage.fired:
        assert item.because
        assert set(item.because) <= present | known
    for question in triage.undetermined:
        assert question.ask
        assert not set(question.ask) & (set(case.findings) | known)
        assert set(question.decisive) <= set(question.ask)


def test_a_limit_counts_itself() -> None:
    # RF023: a significant injury in the last four weeks.
    injury = {"significant_trauma": "present"}
    assert "RF023" in ids(evaluate(duration_days=28, findings=injury))[0]
    later = evaluate(duration_days=28.5, findings=injury)
    assert "RF023" not in set.union(*ids(later))
    assert "RF023" in ids(evaluate(findings=injury))[1]


def test_fractional_numbers_are_compared_as_they_are() -> None:
    rules = rule_set({"pain_score_at_least": 8}, {"age_at_least": 65})
    assert ids(rules.evaluate(Case(pain_score=7.99, age=64))) == (set(), set())
    fired, _ = ids(rules.evaluate(Case(pain_score=8.0, age=65)))
    assert fired == {"RF101", "RF102"}


def test_limits_of_one_field_are_tied() -> None:
    # RF017: with a blood thinner a pain score of 8 fires by itself, so that at 9
    # neither smoking nor heart disease could make a difference any more.
    answers = {
        "sudden_onset": "present",
        "low_back_pain": "present",
        "anticoagulant_use": "present",
    }
    triage = evaluate(age=70, findings=answers)
    (question,) = (u for u in triage.undetermined if u.rule.id == "RF017")
    assert question.ask == question.decisive == ("pain_score",)


def test_a_field_with_two_limits_is_decisive_when_its_best_value_is() -> None:
    rules = rule_set({"at_least": 2, "of": [{"age_at_least": n} for n in (50, 60, 70)]})
    (question,) = rules.evaluate(Case()).undetermined
    assert question.ask == question.decisive == ("age",)
    assert said(rules.evaluate(Case(age=59))) == ((), ())
    (fired,) = rules.evaluate(Case(age=60)).fired
    assert fired.because == ("age",)


def test_reasons_and_questions_come_in_the_order_of_the_rule() -> None:
    first = {"any_of": ["unwell", "fever", "numbness"]}
    second = {"all_of": ["fever", "unwell", {"any_of": ["numbness", "fever"]}]}
    rules = rule_set(first, second)
    asked = {u.rule.id: u.ask for u in rules.evaluate(Case()).undetermined}
    assert asked == {
        "RF101": ("unwell", "fever", "numbness"),
        "RF102": ("fever", "unwell"),
    }
    everything = dict.fromkeys(("numbness", "unwell", "fever"), "present")
    because = {
        item.rule.id: item.because
        for item in rules.evaluate(Case(findings=everything)).fired
    }
    assert because == {
        "RF101": ("unwell", "fever", "numbness"),
        "RF102": ("fever", "unwell", "numbness"),
    }


def test_all_that_fits_a_fired_rule_is_named_even_when_less_would_do() -> None:
    # RF012: the aneurysm and the abdominal pain suffice; the sudden onset belongs too.
    answers = ("known_aortic_aneurysm", "abdominal_pain", "sudden_onset")
    triage = evaluate(findings=dict.fromkeys(answers, "present"))
    (fired,) = (f for f in triage.fired if f.rule.id == "RF012")
    assert fired.because == answers


def test_a_met_limit_is_named_by_its_field() -> None:
    triage = evaluate(
        age=70,
        findings={"groin_pain": "present", "unable_to_bear_weight": "present"},
    )
    (fired,) = (f for f in triage.fired if f.rule.id == "RF010")
    assert fired.because == ("unable_to_bear_weight", "groin_pain", "age")


def test_a_suspect_takes_the_worst_tier_that_suspects_it() -> None:
    # Both suspect cauda equina syndrome: saddle numbness today, sexual change too.
    triage = evaluate(
        findings={"saddle_numbness": "present", "sexual_dysfunction": "present"}
    )
    by_tier = {
        item.rule.tier
        for item in triage.fired
        if "cauda_equina_syndrome" in item.rule.suspects
    }
    assert by_tier == {Urgency.EMERGENCY, Urgency.URGENT_SAME_DAY}
    assert triage.suspect_tiers()["cauda_equina_syndrome"] is Urgency.EMERGENCY


@settings(deadline=None, max_examples=40)
@given(alarming_cases())
def test_suspects_are_those_of_the_fired_rules(case: Case) -> None:
    triage = load_rules().evaluate(case)
    expected = {
        suspect: max(
            item.rule.tier for item in triage.fired if suspect in item.rule.suspects
        )
        for item in triage.fired
        for suspect in item.rule.suspects
    }
    assert triage.suspect_tiers() == expected


def test_findings_that_no_rule_reads_change_nothing() -> None:
    read = {name for u in evaluate().undetermined for name in u.ask}
    unread = sorted(set(FINDINGS) - read)
    assert unread
    answers = dict.fromkeys(unread, "present")
    assert said(evaluate(findings=answers)) == said(evaluate())
    assert said(evaluate(sex="male", care_setting="emergency")) == said(evaluate())


def test_each_rule_has_one_verdict_worst_tier_first() -> None:
    triage = evaluate(findings={"saddle_numbness": "present", "fever": "absent"})
    fired, undetermined = ids(triage)
    assert list(triage.verdicts) == [rule.id for rule in load_rules().rules]
    for rule_id, verdict in triage.verdicts.items():
        assert (verdict is Verdict.FIRED) == (rule_id in fired)
        assert (verdict is Verdict.UNDETERMINED) == (rule_id in undetermined)
    assert Verdict.NOT_FIRED.in_words == "not fired"


def test_the_shipped_rules_are_compiled_once() -> None:
    assert load_rules() is load_rules()


@pytest.mark.parametrize("node", ["fever", {"any_of": ["fever"]}, {"group": "cancer"}])
def test_a_condition_may_be_a_leaf_a_list_or_a_group(node: Any) -> None:
    (question,) = rule_set(node).evaluate(Case()).undetermined
    assert question.ask == question.decisive
