from __future__ import annotations

from typing import Any

import pytest

from pipeline.cases import Case
from pipeline.knowledge import Knowledge
from pipeline.proofs.theorems_hazards import (
    canaries_answer,
    controls_are_in_place,
    documented_flags_hold,
)
from pipeline.rules import RuleSet, Verdict
from pipeline.rules.merge import merge
from pipeline.terms import Urgency
from tests.proofs.layers import (
    CAUDA,
    SMALL,
    layer,
    refuted,
    run,
    shipped_rule,
    small,
    with_rules,
)

SOUND = layer()
RF001_ALL = {"all_of": shipped_rule("RF001").when["any_of"]}
WITHOUT_RF001 = with_rules(shipped_rule(key) for key in SMALL if key != "RF001")


@pytest.mark.parametrize(
    ("theorem", "words"),
    [
        (documented_flags_hold, "2 claims of 1 documented statements"),
        (controls_are_in_place, "2 controls of 1 hazards"),
        (canaries_answer, "near misses run"),
    ],
)
def test_they_hold_for_rules_in_order(theorem: Any, words: str) -> None:
    outcome = theorem(SOUND)
    assert outcome.holds, outcome
    assert words in outcome.what


def test_a_documented_flag_whose_rule_no_longer_fires_is_found() -> None:
    broken = layer(small(RF001={"when": RF001_ALL}))
    case = refuted(
        documented_flags_hold(broken), "DF01 (urinary_retention: present)", "must fire"
    )
    assert case == Case(findings={"urinary_retention": "present"})
    assert run(SOUND, "RF001", case) is Verdict.FIRED
    assert run(broken, "RF001", case) is not Verdict.FIRED


def test_a_documented_flag_whose_rule_is_gone_is_found() -> None:
    outcome = documented_flags_hold(layer(WITHOUT_RF001))
    refuted(outcome, "RF001 must fire")


def test_a_documented_flag_that_ranks_too_low_is_found() -> None:
    lowered = layer(small(RF001={"tier": Urgency.URGENT_2_WEEKS}))
    case = refuted(documented_flags_hold(lowered), "must be emergency or worse")
    assert lowered.rule_set.evaluate(case).floor is Urgency.URGENT_2_WEEKS


def test_a_documented_flag_that_the_merge_lowers_is_found() -> None:
    def no_emergencies(floor: Urgency | None, asked: Urgency | None) -> Urgency | None:
        worst = merge(floor, asked)
        return Urgency.ROUTINE if worst is Urgency.EMERGENCY else worst

    outcome = documented_flags_hold(layer(merge=no_emergencies))
    refuted(outcome, "must be emergency or worse")


def test_a_documented_flag_whose_suspect_is_dropped_is_found() -> None:
    dropped = layer(small(RF001={"suspects": ("disc_herniation",)}))
    case = refuted(documented_flags_hold(dropped), f"{CAUDA} must stand first")
    assert CAUDA not in dropped.rule_set.evaluate(case).suspect_tiers()


def test_a_documented_flag_that_another_answer_undoes_is_found() -> None:
    broken = layer()
    so = broken.triage.so
    so["RF001"] = so["RF001"] & ~broken.triage.case.value("fever")
    case = refuted(documented_flags_hold(broken), "RF001 must fire")
    assert case == Case(findings={"urinary_retention": "present"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (small(RF001={"tier": Urgency.ROUTINE}), "must be emergency or worse"),
        (small(RF001={"suspects": ()}), f"must suspect {CAUDA}"),
        (WITHOUT_RF001, "HZ01: RF001 must run, and does not"),
    ],
)
def test_a_control_that_is_not_in_place_is_found(text: Knowledge, words: str) -> None:
    broken = layer(text)
    outcome = controls_are_in_place(broken)
    assert not outcome.holds
    assert words in outcome.what
    if outcome.counterexample is not None:
        assert run(broken, "RF001", outcome.counterexample) is Verdict.FIRED


def test_a_control_that_never_fires_has_no_case_to_show() -> None:
    never = small(RF001={"tier": Urgency.ROUTINE, "when": {"age_at_least": 200}})
    assert controls_are_in_place(layer(never)).counterexample is None


def test_a_stricter_rule_than_required_is_in_place() -> None:
    stricter = small(
        RF040={"tier": Urgency.URGENT_2_WEEKS, "suspects": ("disc_herniation",)}
    )
    assert controls_are_in_place(layer(stricter)).holds


def test_a_canary_that_stays_silent_is_found() -> None:
    broken = layer(small(RF001={"when": RF001_ALL}))
    case = refuted(canaries_answer(broken), "RF001 must fire on this case")
    assert run(broken, "RF001", case) is Verdict.UNDETERMINED


def test_a_near_miss_that_fires_is_found() -> None:
    wider = {"any_of": [*shipped_rule("RF001").when["any_of"], "urinary_hesitancy"]}
    broken = layer(small(RF001={"when": wider}))
    case = refuted(canaries_answer(broken), "RF001 must not fire on this case")
    assert run(broken, "RF001", case) is Verdict.FIRED


def test_the_canary_of_a_rule_that_does_not_run_is_found() -> None:
    outcome = canaries_answer(layer(rule_set=RuleSet(WITHOUT_RF001)))
    refuted(outcome, "RF001 must fire on this case; it is not running")
