"""Mistakes are noticed, gaps are found, and what is no mistake is told with why."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from pipeline.cases import Case
from pipeline.errors import SilentRuleError
from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.knowledge.hazard_schema import Claim, Control, HazardLog
from pipeline.knowledge.hazards import load_hazards
from pipeline.knowledge.logic import AtLeast, Logic, Present, Threshold, leaves
from pipeline.knowledge.schema import Rule
from pipeline.proofs.mutants import Kind
from pipeline.proofs.mutation import mutate
from pipeline.proofs.outcomes import MutationReport, Outcome
from pipeline.proofs.witnesses import Notice
from pipeline.rules import RuleSet
from pipeline.rules.canaries import canary_faults
from pipeline.terms import Urgency
from tests.proofs.small_book import (
    FINDINGS,
    SUSPECTS,
    all_of,
    any_of,
    as_yaml,
    small_knowledge,
    small_log,
    small_rule,
)

WHEN = any_of("fever", all_of("unwell", "night_pain", {"age_at_least": 50}))
NO_FEVER = {"others": "present", "fever": "absent"}
COMPLETE = {
    "must_fire": (
        {"fever": "present"},
        {"unwell": "present", "night_pain": "present", "age": 50},
    ),
    # Each names every finding that the rule reads.
    "must_not_fire": (
        {**NO_FEVER, "unwell": "absent", "night_pain": "present", "age": 50},
        {**NO_FEVER, "unwell": "present", "night_pain": "absent", "age": 50},
        {**NO_FEVER, "unwell": "present", "night_pain": "present", "age": 49},
    ),
}
CONTROL = Control(rule="RF001", tier=Urgency.URGENT_2_WEEKS, suspects=SUSPECTS)


def strong_rule(**changes: Any) -> Rule:
    return small_rule(WHEN, **{**COMPLETE, **changes})


def run(*rules: Rule, groups: dict[str, Any] | None = None) -> MutationReport:
    return mutate(small_knowledge(*rules, groups=groups), small_log((CONTROL,)))


def outcome(
    report: MutationReport, where: str, change: str, subject: str = "RF001"
) -> Outcome:
    (found,) = [
        one
        for one in report.outcomes
        if (one.mutant.subject, one.mutant.where, one.mutant.change)
        == (subject, where, change)
    ]
    return found


def holds(logic: Logic, present: dict[str, bool], age: int) -> bool:
    if isinstance(logic, Present):
        return present[logic.finding]
    if isinstance(logic, Threshold):
        return logic.met_by(age)
    return sum(holds(part, present, age) for part in logic.of) >= logic.k


def complete_answers() -> list[tuple[dict[str, bool], int]]:
    answers = product((False, True), repeat=len(FINDINGS))
    return [
        (dict(zip(FINDINGS, row, strict=True)), age)
        for row in answers
        for age in (16, 48, 49, 50, 51, 110)
    ]


def differ(one: Logic, other: Logic) -> bool:
    return any(holds(one, *case) != holds(other, *case) for case in complete_answers())


def test_complete_canaries_notice_every_mistake() -> None:
    report = run(strong_rule())
    assert report.survivors == ()
    assert report.score == 1
    assert len(report.outcomes) == 28 + 5  # the condition, and what stands beside it


def test_weak_canaries_leave_survivors_that_are_mistakes() -> None:
    weak = {
        "must_fire": ({"fever": "present"},),
        "must_not_fire": ({"unwell": "present"},),
    }
    rule = strong_rule(**weak)
    report = run(rule)
    condition = RuleSet(small_knowledge(rule)).conditions[0]
    missed = outcome(report, "2.3", "age >= 49 instead of age >= 50")
    assert missed.survives
    assert missed in report.survivors
    assert 0 < report.score < 0.8
    for one in report.survivors:
        assert isinstance(one.mutant.now, AtLeast)
        assert differ(condition, one.mutant.now)


def test_it_is_called_the_same_exactly_when_all_complete_answers_agree() -> None:
    when = any_of("fever", all_of("unwell", any_of("fever", "diabetes")))
    rule = small_rule(when)
    report = run(rule)
    condition = RuleSet(small_knowledge(rule)).conditions[0]
    same = [one for one in report.outcomes if one.same_because]
    assert same
    for one in report.outcomes:
        if isinstance(one.mutant.now, AtLeast) and not one.noticed_by:
            is_mistake = differ(condition, one.mutant.now)
            assert one.survives == is_mistake, one.mutant.change


def test_what_is_called_the_same_agrees_on_partial_answers_too() -> None:
    when = any_of(
        all_of("unwell", {"age_at_least": 50}),
        all_of("unwell", "fever", {"age_at_least": 60}),
    )
    rule = small_rule(when)
    knowledge = small_knowledge(rule)
    report = run(rule)
    same = [one for one in report.outcomes if one.same_because]
    assert len(same) > 1
    fields = ("fever", "unwell", "night_pain", "diabetes")
    cases = [
        Case(age=age, findings=dict(zip(fields, answers, strict=True)))  # type: ignore[arg-type]
        for age in (None, 49, 50, 59, 60)
        for answers in product(("present", "absent", "unknown"), repeat=len(fields))
    ]
    for one in same:
        assert isinstance(one.mutant.now, AtLeast)
        mutated = rule.model_copy(update={"when": as_yaml(one.mutant.now)})
        before, after = RuleSet(knowledge), RuleSet(with_rule(knowledge, mutated))
        for case in cases:
            assert before.evaluate(case).verdicts == after.evaluate(case).verdicts


def with_rule(knowledge: Knowledge, rule: Rule) -> Knowledge:
    book = knowledge.rule_book.model_copy(update={"rules": (rule,)})
    return replace(knowledge, rule_book=book)


def refusals() -> list[tuple[Outcome, bool]]:
    """Load a rule with each change in turn, as a program would at its start."""
    rule = strong_rule(must_not_fire=COMPLETE["must_not_fire"][:2])
    knowledge = small_knowledge(rule)
    found = []
    for one in run(rule).outcomes:
        if isinstance(one.mutant.now, AtLeast):
            mutated = rule.model_copy(update={"when": as_yaml(one.mutant.now)})
            broken = with_rule(knowledge, mutated)
            found.append((one, bool(canary_faults(RuleSet(broken), broken))))
    return found


def reads_more(one: Outcome) -> bool:
    assert isinstance(one.mutant.now, AtLeast)
    read = {
        leaf.finding for leaf in leaves(one.mutant.now) if isinstance(leaf, Present)
    }
    return not read <= {"fever", "unwell", "night_pain"}


def test_canaries_notice_the_same_when_the_rules_are_loaded() -> None:
    known = [pair for pair in refusals() if not reads_more(pair[0])]
    for one, refused in known:
        assert refused == bool(one.noticed_by), one.mutant.change
    assert {refused for _, refused in known} == {True, False}


def test_they_notice_a_further_finding_when_the_rules_are_loaded() -> None:
    for one, refused in refusals():
        assert refused == bool(one.noticed_by), one.mutant.change


@pytest.mark.parametrize(
    ("when", "where", "change", "because"),
    [
        pytest.param(
            any_of(
                "fever",
                all_of("unwell", any_of("smoking", "diabetes")),
            ),
            "2.2",
            "fever added to any",
            "fever already covers it",
            id="another branch",
        ),
        pytest.param(
            any_of(
                all_of("unwell", {"age_at_least": 50}),
                all_of("unwell", "fever", {"age_at_least": 60}),
            ),
            "2.2",
            "without fever",
            "all(unwell, age >= 50) already covers it; unwell and age >= 60 must hold"
            " there anyway",
            id="an age implies a lower one",
        ),
        pytest.param(
            all_of(
                "unwell",
                any_of("fever", all_of("smoking", "diabetes")),
            ),
            "2.2",
            "unwell added to all",
            "unwell must hold there anyway",
            id="required already",
        ),
        pytest.param(
            any_of(
                "fever",
                all_of(any_of("smoking", "unwell"), "diabetes"),
            ),
            "2.1.1",
            "fever instead of smoking",
            None,
            id="no reason for a mistake",
        ),
        pytest.param(
            any_of(
                any_of("fever", "smoking"),
                all_of("unwell", "diabetes"),
            ),
            "1",
            "unwell added to any",
            None,
            id="a branch that is not enough",
        ),
        pytest.param(
            all_of(
                "unwell",
                any_of(any_of("fever", "smoking"), "diabetes"),
            ),
            "2",
            "fever added to any",
            "the changed part says the same as before",
            id="further down in the same part",
        ),
    ],
)
def test_the_reason_names_what_makes_up_for_the_change(
    when: Any, where: str, change: str, because: str | None
) -> None:
    report = run(small_rule(when))
    assert outcome(report, where, change).same_because == because


def test_a_lowered_tier_and_a_lost_suspect_are_noticed_by_the_hazard_log() -> None:
    report = run(strong_rule())
    beside = [one for one in report.outcomes if not isinstance(one.mutant.now, AtLeast)]
    assert {one.mutant.kind for one in beside} == {
        Kind.TIER,
        Kind.DELETED,
        Kind.NO_SUSPECTS,
        Kind.SUSPECT,
    }
    assert {one.noticed_by for one in beside} == {(Notice.CONTROL,)}
    unguarded = mutate(small_knowledge(strong_rule()), small_log())
    missed = {one.mutant.kind for one in unguarded.survivors}
    assert missed == {Kind.TIER, Kind.DELETED, Kind.NO_SUSPECTS, Kind.SUSPECT}


def test_a_documented_flag_notices_what_canaries_do_not() -> None:
    rule = strong_rule(
        must_fire=({"unwell": "present", "night_pain": "present", "age": 50},)
    )
    claim = Claim(
        when={"fever": "present"},
        at_least=Urgency.URGENT_2_WEEKS,
        suspects=SUSPECTS[:1],
        rules=("RF001",),
    )
    report = mutate(small_knowledge(rule), small_log((), (claim,)))
    assert outcome(report, "1", "without fever").noticed_by == (Notice.CLAIM,)
    assert outcome(report, "top", "tier routine").noticed_by == (Notice.CLAIM,)
    assert outcome(report, "top", "no such rule").noticed_by == (Notice.CLAIM,)
    assert outcome(report, "top", f"without {SUSPECTS[0]}").noticed_by == (
        Notice.CLAIM,
    )
    assert outcome(report, "top", f"without {SUSPECTS[1]}").survives


def test_a_claim_rests_on_every_rule_that_it_cannot_do_without() -> None:
    urgent = strong_rule(tier=Urgency.EMERGENCY)
    other = small_rule("fever", id="RF002", must_fire=({"fever": "present"},))
    claim = Claim(
        when={"fever": "present", "age": 20},
        at_least=Urgency.EMERGENCY,
        rules=("RF002",),
    )
    knowledge = small_knowledge(urgent, other)
    report = mutate(knowledge, small_log((), (claim,)))
    assert Notice.CLAIM in outcome(report, "1", "without fever").noticed_by
    assert Notice.CLAIM in outcome(report, "top", "tier urgent_same_day").noticed_by
    gone = outcome(report, "top", "no such rule", "RF002")
    assert gone.noticed_by == (Notice.CLAIM,)


GROUPS = {"ill": any_of("unwell", "night_pain")}


def test_a_group_is_noticed_through_any_rule_that_uses_it() -> None:
    blind = small_rule(all_of("fever", {"group": "ill"}))
    sharp = small_rule(
        all_of("smoking", {"group": "ill"}),
        id="RF002",
        must_fire=({"smoking": "present", "unwell": "present"},),
    )
    report = run(blind, sharp, groups=GROUPS)
    assert outcome(report, "1", "without unwell", "ill").noticed_by == (Notice.CANARY,)
    assert outcome(report, "2", "without night_pain", "ill").survives
    assert report.names["ill"] == "named group"


def test_a_group_says_why_the_rules_that_use_it_stay_the_same() -> None:
    rules = [
        small_rule(any_of("diabetes", all_of("fever", {"group": "ill"}))),
        small_rule(
            all_of("fever", any_of({"group": "ill"}, "diabetes")),
            id="RF002",
        ),
    ]
    report = run(*rules, groups=GROUPS)
    same = outcome(report, "top", "diabetes added to any", "ill").same_because
    assert same == (
        "in RF001 at 2.2: diabetes already covers it; in RF002 at 2.1: diabetes already"
        " covers it"
    )
    assert outcome(report, "top", "smoking added to any", "ill").survives


def test_two_uses_of_a_group_in_one_rule_can_make_up_for_each_other() -> None:
    group = {"ill": any_of("unwell")}
    rule = small_rule(
        any_of(
            all_of("fever", any_of({"group": "ill"}, "night_pain")),
            all_of("fever", any_of("unwell", "smoking")),
            all_of("fever", {"group": "ill"}),
        )
    )
    report = run(rule, groups=group)
    same = outcome(report, "1", "night_pain instead of unwell", "ill").same_because
    assert same is not None
    assert "in RF001 at 1.2.1.1: " in same
    assert "in RF001 at 3.2.1: " in same


def claim_of(finding: str, tier: Urgency) -> tuple[Claim, ...]:
    return (Claim(when={finding: "present"}, at_least=tier, rules=("RF001",)),)


@pytest.mark.parametrize(
    ("changes", "log", "seen_by"),
    [
        ({"must_fire": ({"smoking": "present"},)}, small_log(), "canary"),
        ({"must_not_fire": ({"fever": "present"},)}, small_log(), "near miss"),
        ({"suspects": ()}, small_log((CONTROL,)), "hazard log"),
        ({"id": "RF002"}, small_log((CONTROL,)), "hazard log"),
        ({}, small_log((), claim_of("smoking", Urgency.ROUTINE)), "document"),
        ({}, small_log((), claim_of("fever", Urgency.EMERGENCY)), "document"),
    ],
    ids=["canary", "near miss", "suspects", "rule gone", "silent flag", "flag too low"],
)
def test_rules_that_fail_their_tests_are_not_mutated(
    changes: dict[str, Any], log: HazardLog, seen_by: str
) -> None:
    with pytest.raises(SilentRuleError, match=f"RF001 must .* one seen by: {seen_by}"):
        mutate(small_knowledge(strong_rule(**changes)), log)


def test_the_counts_add_up() -> None:
    weak = strong_rule(must_not_fire=({"unwell": "present"},))
    report = run(weak, groups=GROUPS)
    told = report.to_dict()
    assert told["n"] == told["killed"] + told["equivalent"] + told["survived"]
    assert told["survived"] == len(told["survivors"]) > 0
    assert told["score"] == pytest.approx(
        told["killed"] / (told["n"] - told["equivalent"])
    )
    for rows in (told["subjects"], told["kinds"]):
        for key in ("n", "killed", "equivalent", "survived"):
            assert sum(row[key] for row in rows) == told[key]
    assert [row["id"] for row in told["subjects"]] == ["RF001", "ill"]
    assert (
        max(told["killed_by"].values())
        <= told["killed"]
        <= sum(told["killed_by"].values())
    )


@pytest.fixture(scope="module")
def shipped() -> MutationReport:
    return mutate(load_knowledge(), load_hazards())


def test_every_mistake_in_the_shipped_rules_is_noticed(shipped: MutationReport) -> None:
    missed = [
        f"{one.mutant.subject} {one.mutant.where}: {one.mutant.change}"
        for one in shipped.survivors
    ]
    assert missed == []
    assert shipped.score == 1


def test_every_shipped_rule_and_group_is_mutated_in_every_way(
    shipped: MutationReport,
) -> None:
    book = load_knowledge().rule_book
    told = shipped.to_dict()
    assert {row["id"] for row in told["subjects"]} == {
        *book.groups,
        *(rule.id for rule in book.rules),
    }
    assert all(row["killed"] for row in told["subjects"])
    assert all(row["killed"] for row in told["kinds"])
    assert len(shipped.outcomes) > 50_000
    # A condition that cannot be changed without notice says each thing once; the few
    # that say something twice say why.
    assert 0 < told["equivalent"] < len(shipped.outcomes) / 100
    assert all(one["because"] for one in told["equivalents"])
