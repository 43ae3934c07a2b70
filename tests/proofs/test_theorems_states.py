from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from pipeline.knowledge.logic import AtLeast, Present
from pipeline.proofs.theorems_states import (
    every_answer_state,
    every_complete_state,
    every_small_case,
    open_questions_are_complete,
    reasons_suffice,
)
from pipeline.rules import FiredRule, RuleSet, Triage, Verdict
from pipeline.rules.questions import Questions
from pipeline.terms import Urgency
from tests.proofs.layers import (
    layer,
    mildest_first,
    refuted,
    rewired,
    run,
    shipped_rule,
    small,
    with_rules,
)

SOUND = layer()
FEW = with_rules(map(shipped_rule, ("RF001", "RF023", "RF034")))
Outputs = dict[str, Any]


class Forgetful(Questions):
    """Leaves out the first question."""

    def ask(self, leaf_values: Sequence[int]) -> list[tuple[str, ...]]:
        return [fields[1:] for fields in super().ask(leaf_values)]


class Nosy(Questions):
    """Asks for all that a rule reads, known or not."""

    def ask(self, leaf_values: Sequence[int]) -> list[tuple[str, ...]]:
        return super().ask([2] * len(leaf_values))


class Sure(Questions):
    """Calls every question decisive."""

    def decisive(self, leaf_values: Sequence[int]) -> list[tuple[str, ...]]:
        return self.ask(leaf_values)


class WrongSuspects(RuleSet):
    """Gives every suspect the mildest tier."""

    def evaluate(self, case: Any) -> Triage:
        triage = super().evaluate(case)
        mildest = dict.fromkeys(triage.suspect_tiers(), Urgency.ROUTINE)
        triage.suspect_tiers = lambda: mildest  # type: ignore[method-assign]
        return triage


class TalkativeReasons(RuleSet):
    """Gives every answer as a reason, absent ones too."""

    def evaluate(self, case: Any) -> Triage:
        triage = super().evaluate(case)
        all_answers = tuple(case.findings)
        triage.__dict__["fired"] = tuple(
            FiredRule(item.rule, all_answers) for item in triage.fired
        )
        return triage


def rf001_needs_all(leaves: dict[Any, Any], _: Outputs) -> Outputs:
    findings = shipped_rule("RF001").when["any_of"]
    values = [leaves[Present(finding)] for finding in findings]
    return {"RF001": values[0] & values[1] & values[2] & values[3]}


def rf001_with_trauma(leaves: dict[Any, Any], outputs: Outputs) -> Outputs:
    return {"RF001": outputs["RF001"] | leaves[Present("significant_trauma")]}


def rf001_without_trauma(leaves: dict[Any, Any], outputs: Outputs) -> Outputs:
    trauma = leaves[Present("significant_trauma")]
    return {"RF001": outputs["RF001"] & (trauma ^ trauma ^ outputs["RF040"])}


@pytest.mark.parametrize(
    ("theorem", "n_states"),
    [
        (every_complete_state, "states"),
        (every_answer_state, "of 7 of 7 rules"),
        (every_small_case, "of 6 of 7 rules"),
        (open_questions_are_complete, "of 4 of 7 rules"),
        (reasons_suffice, "of 6 of 7 rules"),
    ],
)
def test_they_hold_for_rules_in_order(theorem: Any, n_states: str) -> None:
    outcome = theorem(SOUND)
    assert outcome.holds, outcome
    assert n_states in outcome.what


def test_the_states_are_counted_as_by_hand() -> None:
    # RF001 and RF034 read four findings each, RF023 one finding and a duration that is
    # 27.5, 28 or 28.5 days.
    few = layer(FEW)
    assert every_complete_state(few).what.startswith(f"{2 * (16 + 16 + 2 * 3)} states")
    n = 81 + 81 + 3 * 4
    assert every_answer_state(few).what == f"{n} states of 3 of 3 rules"
    assert every_small_case(few).what == f"{n} cases of 3 of 3 rules"
    assert open_questions_are_complete(few).what == f"{n} cases of 3 of 3 rules"


@pytest.mark.parametrize(
    ("only", "theorem", "silent"),
    [
        ((np.ndarray, np.bool_), every_complete_state, every_small_case),
        (np.ndarray, every_answer_state, every_small_case),
        (int, every_small_case, every_answer_state),
    ],
)
def test_gates_that_fail_for_one_kind_of_value_are_found(
    only: Any, theorem: Any, silent: Any
) -> None:
    broken = layer(rule_set=rewired(rf001_needs_all, only))
    case = refuted(theorem(broken), "RF001 must be")
    assert run(SOUND, "RF001", case) is Verdict.FIRED
    if only is int:
        assert run(broken, "RF001", case) is not Verdict.FIRED
    assert silent(broken).holds


@pytest.mark.parametrize("rewire", [rf001_with_trauma, rf001_without_trauma])
def test_an_answer_that_a_rule_does_not_read_and_yet_obeys_is_found(
    rewire: Any,
) -> None:
    broken = layer(rule_set=rewired(rewire))
    case = refuted(every_complete_state(broken), "RF001 must be")
    assert run(broken, "RF001", case) is not run(SOUND, "RF001", case)


def test_a_floor_of_another_tier_is_found() -> None:
    broken = layer(rule_set=mildest_first())
    case = refuted(every_small_case(broken), "the floor must be emergency; it is")
    triage = broken.rule_set.evaluate(case)
    assert triage.floor is not Urgency.EMERGENCY


def test_suspects_of_another_tier_are_found() -> None:
    broken = layer(rule_set=WrongSuspects(small()))
    case = refuted(every_small_case(broken), "the suspects must be", "they are")
    assert set(broken.rule_set.evaluate(case).suspect_tiers().values()) == {"routine"}


@pytest.mark.parametrize(
    ("questions", "words"),
    [
        (Forgetful, "asks for"),
        (Nosy, "asks for"),
        (Sure, "calls decisive"),
    ],
)
def test_questions_left_out_or_without_a_use_are_found(
    questions: type[Questions], words: str
) -> None:
    rule_set = RuleSet(small())
    rule_set.questions = questions(rule_set.circuit, rule_set.conditions)
    broken = layer(rule_set=rule_set)
    case = refuted(open_questions_are_complete(broken), words, "instead of")
    found = {o.rule.id: o for o in rule_set.evaluate(case).undetermined}
    meant = {o.rule.id: o for o in SOUND.rule_set.evaluate(case).undetermined}
    assert found != meant


@pytest.mark.parametrize(
    "condition",
    [
        Present("unable_to_bear_weight"),  # says nothing where another branch fired
        AtLeast(1, (Present("minor_trauma"), Present("unable_to_bear_weight"))),
    ],
)
def test_reasons_that_do_not_suffice_are_found(condition: Any) -> None:
    rule_set = RuleSet(small())
    place = [rule.id for rule in rule_set.rules].index("RF019")
    conditions = list(rule_set.conditions)
    conditions[place] = condition
    rule_set.conditions = tuple(conditions)
    broken = layer(rule_set=rule_set)
    case = refuted(reasons_suffice(broken), "RF019 must fire on its reasons alone")
    because = {f.rule.id: f.because for f in rule_set.evaluate(case).fired}["RF019"]
    kept = {f: a for f, a in case.findings.items() if f in because}
    assert run(SOUND, "RF019", type(case)(findings=kept)) is not Verdict.FIRED


def test_an_absent_answer_is_no_reason() -> None:
    broken = layer(rule_set=TalkativeReasons(small()))
    case = refuted(reasons_suffice(broken), "must fire on its reasons alone")
    assert "absent" in case.findings.values()


def test_a_rule_that_does_not_run_has_no_states() -> None:
    fewer = RuleSet(with_rules(map(shipped_rule, ("RF001", "RF034"))))
    outcome = every_answer_state(layer(FEW, fewer))
    assert outcome.what == "162 states of 2 of 3 rules"
