from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pipeline.errors import SilentRuleError
from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.knowledge.schema import RuleBook
from pipeline.rules import RuleSet, load_rules
from pipeline.rules.canaries import canary_case, canary_faults

KNOWLEDGE = load_knowledge()


def with_rule(rule_id: str, **changes: Any) -> Knowledge:
    """The knowledge with one rule changed."""
    book = KNOWLEDGE.rule_book
    rules = tuple(
        rule.model_copy(update=changes) if rule.id == rule_id else rule
        for rule in book.rules
    )
    return replace(KNOWLEDGE, rule_book=RuleBook(groups=book.groups, rules=rules))


def faults(knowledge: Knowledge) -> list[str]:
    return [str(fault) for fault in canary_faults(RuleSet(knowledge), knowledge)]


def test_the_shipped_rules_answer_every_canary() -> None:
    assert faults(KNOWLEDGE) == []


def test_a_rule_that_has_fallen_silent_is_named_with_the_case() -> None:
    silent = with_rule("RF001", when={"any_of": ["urinary_retention"]})
    found = faults(silent)
    assert any(
        "RF001 (Bladder, bowel or saddle loss) must be fired. Got undetermined on "
        "{'saddle_numbness': 'present'}" in fault
        for fault in found
    )
    assert all(fault.startswith("red_flags.yaml: RF001") for fault in found)


def test_a_rule_that_fires_on_a_near_miss_is_named() -> None:
    loud = with_rule("RF001", when={"any_of": ["saddle_numbness", "urinary_hesitancy"]})
    assert any(
        "must be silent. Got fired on {'urinary_hesitancy': 'present'}" in fault
        for fault in faults(loud)
    )


def test_a_limit_that_moved_by_one_is_noticed() -> None:
    when = {"all_of": ["significant_trauma", {"duration_days_at_most": 29}]}
    assert faults(with_rule("RF023", when=when))


def test_a_rule_that_does_not_run_is_noticed() -> None:
    book = KNOWLEDGE.rule_book
    fewer = replace(
        KNOWLEDGE, rule_book=RuleBook(groups=book.groups, rules=book.rules[1:])
    )
    (fault,) = canary_faults(RuleSet(fewer), KNOWLEDGE)
    assert "RF001" in str(fault)
    assert "must be among the rules that run" in str(fault)


def test_the_others_are_the_findings_that_the_canary_does_not_name() -> None:
    canary = {"others": "present", "fever": "absent", "age": 60}
    case = canary_case(canary, KNOWLEDGE)
    assert case.age == 60
    assert case.answer("fever") == "absent"
    assert set(case.findings) == set(KNOWLEDGE.findings)
    assert {case.answer(f) for f in set(case.findings) - {"fever"}} == {"present"}


def test_a_rule_that_has_come_to_read_one_finding_more_is_named() -> None:
    # A near miss must stay the same case whatever the rule has come to read.
    parts = ["urinary_retention", "urinary_incontinence", "bowel_incontinence"]
    when = {"any_of": [*parts, "saddle_numbness", "worse_sitting"]}
    found = faults(with_rule("RF001", when=when))
    assert any("must be silent" in fault for fault in found)


def test_rules_that_do_not_answer_are_not_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    silent = with_rule("RF001", when={"any_of": ["urinary_retention"]})
    monkeypatch.setattr("pipeline.rules.loading.load_knowledge", lambda: silent)
    load_rules.cache_clear()
    with pytest.raises(SilentRuleError, match="RF001"):
        load_rules()
    monkeypatch.undo()
    assert load_rules().evaluate
