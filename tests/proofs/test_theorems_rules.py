from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pipeline.cases import Case
from pipeline.knowledge import Knowledge
from pipeline.proofs.theorems_rules import (
    each_can_fire,
    each_starts_open_and_can_be_closed,
    none_is_shadowed,
    routine_rules_reorder_nothing,
    rules_read_answers_alone,
)
from pipeline.rules import RuleSet, Triage, Verdict
from pipeline.rules.questions import NO, YES
from pipeline.terms import Sex
from tests.proofs.layers import (
    SMALL,
    layer,
    one_rule,
    refuted,
    run,
    shipped_rule,
    small,
    with_rules,
)

SOUND = layer()


class UnknownIsNo(RuleSet):
    """Takes what is not known for a no."""

    def leaf_values(self, case: Case) -> list[int]:
        values = super().leaf_values(case)
        return [value if value & 1 else NO for value in values]


class OnlyForMen(RuleSet):
    """Listens to men alone."""

    def evaluate(self, case: Case) -> Triage:
        return super().evaluate(Case() if case.sex is Sex.FEMALE else case)


class Deaf(RuleSet):
    """Hears nothing."""

    def evaluate(self, case: Case) -> Triage:
        return super().evaluate(Case())


class TurnedRound(RuleSet):
    """Takes the limit of 60 years for an upper one."""

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__(knowledge)
        self.circuit.leaves = tuple(
            replace(leaf, side="at_most") if leaf.limit == 60 else leaf
            for leaf in self.circuit.leaves
        )

    def leaf_values(self, case: Case) -> list[int]:
        if case.age is None:
            return super().leaf_values(case)
        leaves = self.circuit.leaves
        return [YES if leaf.met_by(case.age) else NO for leaf in leaves]


@pytest.mark.parametrize(
    "theorem",
    [
        each_can_fire,
        each_starts_open_and_can_be_closed,
        none_is_shadowed,
        rules_read_answers_alone,
        routine_rules_reorder_nothing,
    ],
)
def test_they_hold_for_rules_in_order(theorem: Any) -> None:
    outcome = theorem(SOUND)
    assert outcome.holds, outcome


def test_a_rule_that_asks_for_the_impossible_can_never_fire() -> None:
    impossible = layer(one_rule({"all_of": ["fever", {"age_at_least": 111}]}))
    outcome = each_can_fire(impossible)
    assert not outcome.holds
    assert outcome.what.startswith("RF001 (")
    assert outcome.what.endswith("fires on no case")
    assert outcome.counterexample is None
    assert each_can_fire(layer(one_rule({"age_at_least": 110}))).holds


def test_a_case_that_must_fire_is_run_as_well() -> None:
    broken = layer(rule_set=Deaf(small()))
    case = refuted(each_can_fire(broken), "must fire on this case")
    assert run(SOUND, "RF001", case) is Verdict.FIRED
    assert run(broken, "RF001", case) is Verdict.UNDETERMINED


def test_unknown_answers_taken_for_no_are_found() -> None:
    broken = layer(rule_set=UnknownIsNo(small()))
    outcome = each_starts_open_and_can_be_closed(broken)
    case = refuted(outcome, "not fired while nothing is known")
    assert case == Case()
    assert run(broken, "RF001", case) is Verdict.NOT_FIRED


def test_a_rule_that_cannot_be_closed_is_found() -> None:
    always = layer(one_rule({"any_of": ["fever", {"pain_score_at_least": 0}]}))
    outcome = each_starts_open_and_can_be_closed(always)
    assert not outcome.holds
    assert "stays open or fires on every case" in outcome.what


def test_a_case_that_must_close_a_rule_is_run_as_well() -> None:
    broken = layer(rule_set=Deaf(small()))
    outcome = each_starts_open_and_can_be_closed(broken)
    case = refuted(outcome, "must be closed on this case")
    assert run(broken, "RF001", case) is Verdict.UNDETERMINED


def test_rules_that_cannot_be_closed_together_are_found() -> None:
    limits = {"RF001": {"age_at_least": 50}, "RF014": {"age_at_least": 60}}
    text = with_rules(
        shipped_rule(key).model_copy(update={"when": when})
        for key, when in limits.items()
    )
    turned = TurnedRound(text)
    outcome = each_starts_open_and_can_be_closed(layer(text, turned))
    assert not outcome.holds
    assert outcome.what == "no case closes all rules together"
    assert each_starts_open_and_can_be_closed(layer(text)).holds


def test_the_copy_of_a_rule_is_shadowed() -> None:
    copy = shipped_rule("RF001").model_copy(update={"id": "RF099"})
    rules = [*map(shipped_rule, SMALL), copy]
    broken = layer(with_rules(rules))
    outcome = none_is_shadowed(broken)
    case = refuted(outcome, "wherever RF001 fires", "here RF099")
    assert run(broken, "RF001", case) is run(broken, "RF099", case) is Verdict.FIRED


def test_a_rule_under_a_wider_one_of_a_worse_tier_is_shadowed() -> None:
    narrow = {"when": {"all_of": ["persistent_pain", "saddle_numbness"]}}
    outcome = none_is_shadowed(layer(small(RF040=narrow)))
    refuted(outcome, "wherever RF040 fires", "here RF001")


def test_a_rule_that_never_fires_is_not_called_shadowed() -> None:
    outcome = none_is_shadowed(layer(one_rule({"age_at_least": 200})))
    assert not outcome.holds
    assert outcome.what.endswith("fires on no case")


def test_a_case_whose_floor_one_rule_sets_is_run_as_well() -> None:
    outcome = none_is_shadowed(layer(rule_set=Deaf(small())))
    refuted(outcome, "RF001 alone must set the floor")


def test_a_rule_that_reads_sex_is_found() -> None:
    outcome = rules_read_answers_alone(layer(one_rule({"any_of": ["fever", "sex"]})))
    assert not outcome.holds
    assert outcome.what == "the rules read sex"


def test_a_rule_set_that_hears_men_alone_is_found() -> None:
    broken = layer(rule_set=OnlyForMen(small()))
    case = refuted(rules_read_answers_alone(broken), "sex or care setting changes")
    given = {**case.to_dict(), "sex": "male"}
    verdicts = broken.rule_set.evaluate(case).verdicts
    assert verdicts != broken.rule_set.evaluate(Case(**given)).verdicts


def test_a_routine_rule_that_suspects_something_is_found() -> None:
    broken = layer(small(RF040={"suspects": ("disc_herniation",)}))
    outcome = routine_rules_reorder_nothing(broken)
    case = refuted(outcome, "RF040 is routine, and puts disc_herniation first")
    assert broken.rule_set.evaluate(case).suspect_tiers() == {
        "disc_herniation": "routine"
    }
    never = small(
        RF040={"suspects": ("disc_herniation",), "when": {"age_at_least": 200}}
    )
    outcome = routine_rules_reorder_nothing(layer(never))
    assert not outcome.holds
    assert outcome.counterexample is None
