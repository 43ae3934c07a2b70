from __future__ import annotations

from functools import reduce
from operator import xor
from typing import Any

import pytest

from pipeline.cases import Case
from pipeline.knowledge.logic import Present, Threshold
from pipeline.proofs.theorems_circuit import (
    answers_never_unfire,
    code_is_the_text,
    unknown_is_never_absent,
)
from pipeline.rules import RuleSet, Verdict
from pipeline.terms import Answer, Urgency
from tests.proofs.layers import (
    layer,
    mildest_first,
    one_rule,
    refuted,
    rewired,
    run,
    shipped_rule,
    small,
    with_rules,
)

RF001_ANY = shipped_rule("RF001").when
RF001_ALL = {"all_of": RF001_ANY["any_of"]}
SOUND = layer()


def one_of_rf001_alone(
    leaves: dict[Any, Any], outputs: dict[str, Any]
) -> dict[str, Any]:
    """RF001 as if its gates were exclusive: two present answers undo each other."""
    return {"RF001": reduce(xor, (leaves[Present(f)] for f in RF001_ANY["any_of"]))}


@pytest.mark.parametrize(
    "theorem", [code_is_the_text, answers_never_unfire, unknown_is_never_absent]
)
def test_they_hold_for_rules_in_order(theorem: Any) -> None:
    outcome = theorem(SOUND)
    assert outcome.holds, outcome
    assert "7 rules" in outcome.what
    assert outcome.counterexample is None


@pytest.mark.parametrize(
    ("rule_id", "field", "value"),
    [
        ("RF001", "when", RF001_ALL),
        ("RF019", "tier", Urgency.ROUTINE),
        ("RF001", "suspects", ()),
    ],
)
def test_another_rule_than_the_one_written_is_found(
    rule_id: str, field: str, value: Any
) -> None:
    running = RuleSet(small(**{rule_id: {field: value}}))
    outcome = code_is_the_text(layer(rule_set=running))
    assert not outcome.holds
    assert f"another rule runs as {rule_id}" in outcome.what


def test_a_rule_that_does_not_run_or_is_not_written_is_found() -> None:
    fewer = with_rules([shipped_rule("RF001")])
    outcome = code_is_the_text(layer(rule_set=RuleSet(fewer)))
    assert not outcome.holds
    assert "no such rule runs as RF014" in outcome.what
    outcome = code_is_the_text(layer(fewer, RuleSet(small())))
    assert not outcome.holds
    assert outcome.what.startswith("RF014, RF019, RF023, RF026, RF032, RF040 runs")


def test_an_or_gate_that_is_an_and_gate_is_found() -> None:
    running = RuleSet(small())
    running.circuit = RuleSet(small(RF001={"when": RF001_ALL})).circuit
    broken = layer(rule_set=running)
    case = refuted(code_is_the_text(broken), "RF001 must be fired")
    assert len(case.findings) == 1
    assert run(SOUND, "RF001", case) is Verdict.FIRED
    assert run(broken, "RF001", case) is not Verdict.FIRED


def test_a_limit_that_is_off_by_one_is_found() -> None:
    sloppy = layer(one_rule({"age_at_least": 65}))
    sloppy.rule_set.circuit.leaves = (Threshold("age", "at_least", 66),)
    case = refuted(code_is_the_text(sloppy), "RF001 must be fired")
    assert case.age == 65


def test_a_rule_that_fires_too_readily_while_undecided_is_found() -> None:
    def eager(_: dict[Any, Any], outputs: dict[str, Any]) -> dict[str, Any]:
        return {"RF001": outputs["RF001"] | outputs["RF040"]}

    broken = layer(rule_set=rewired(eager))
    case = refuted(code_is_the_text(broken), "RF001 must not be fired")
    assert run(SOUND, "RF001", case) is not Verdict.FIRED
    assert run(broken, "RF001", case) is Verdict.FIRED


def denied_but(case: Case, *findings: str) -> Case:
    """All that RF001 reads is absent, but for these answers of a case."""
    nothing = dict.fromkeys(RF001_ANY["any_of"], Answer.ABSENT)
    return Case(findings={**nothing, **{f: case.answer(f) for f in findings}})


def test_a_present_answer_that_unfires_a_rule_is_found() -> None:
    broken = layer(rule_set=rewired(one_of_rf001_alone))
    outcome = answers_never_unfire(broken)
    case = refuted(outcome, "RF001 fires on {", "and no more on this case")
    assert len(case.findings) == 2
    both = denied_but(case, *case.findings)
    assert run(broken, "RF001", both) is Verdict.NOT_FIRED
    assert [
        run(broken, "RF001", denied_but(case, finding)) for finding in case.findings
    ] == [Verdict.FIRED] * 2


def test_a_worse_number_that_unfires_a_rule_is_found() -> None:
    young = layer(one_rule({"age_at_least": 65}))
    young.rule_set.circuit.leaves = (Threshold("age", "at_most", 65),)
    case = refuted(answers_never_unfire(young), "RF001 fires on {age: ")
    assert case.age is not None
    assert case.age > 65


def test_a_floor_that_falls_is_found() -> None:
    broken = layer(rule_set=mildest_first())
    case = refuted(answers_never_unfire(broken), "the floor is", "lower on this case")
    triage = broken.rule_set.evaluate(case)
    assert triage.floor is not max(item.rule.tier for item in triage.fired)


def test_a_fired_rule_that_further_answers_undo_is_found() -> None:
    broken = layer(rule_set=rewired(one_of_rf001_alone))
    outcome = unknown_is_never_absent(broken)
    case = refuted(outcome, "RF001 has fired, and answers could undo it")
    (finding,) = case.findings
    denied = denied_but(case, finding)
    assert run(broken, "RF001", denied) is Verdict.FIRED
    other = next(f for f in RF001_ANY["any_of"] if f != finding)
    undone = denied.replace_answer(other, Answer.PRESENT)
    assert run(broken, "RF001", undone) is Verdict.NOT_FIRED


def test_unknown_answers_that_count_as_absent_are_found() -> None:
    broken = layer()
    broken.triage.could_be["RF001"] = broken.triage.so["RF001"]
    outcome = unknown_is_never_absent(broken)
    assert refuted(outcome, "RF001 is closed, and answers could fire it") == Case()


@pytest.mark.parametrize(
    ("when", "word"),
    [
        (
            {"all_of": ["fever", {"age_at_least": 200}]},
            "is open, and no answers fire it",
        ),
        ({"any_of": ["fever", {"age_at_least": 10}]}, "no answers close it"),
    ],
)
def test_a_question_without_a_use_is_found(when: Any, word: str) -> None:
    broken = layer(one_rule(when))
    case = refuted(unknown_is_never_absent(broken), word)
    assert case == Case()
    assert run(broken, "RF001", case) is Verdict.UNDETERMINED
