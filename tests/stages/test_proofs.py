from __future__ import annotations

from dataclasses import replace

from pipeline.gates.promises import PROOFS, judge_promises
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.hazards import HAZARDS_FILE, read_hazards
from pipeline.knowledge.schema import RuleBook
from pipeline.proofs.proving import THEOREMS, prove
from pipeline.stages.proofs import verdict_of, with_proofs

KNOWLEDGE = load_knowledge()


def test_a_rule_that_is_gone_fails_the_gate_by_the_names_of_its_theorems() -> None:
    book = KNOWLEDGE.rule_book
    left = tuple(rule for rule in book.rules if rule.id != "RF001")
    fewer = replace(KNOWLEDGE, rule_book=RuleBook(groups=book.groups, rules=left))
    log = read_hazards(HAZARDS_FILE, fewer, against_rules=False)
    asked = [theorem for theorem in THEOREMS if theorem.id in ("T09", "T10", "T11")]
    verdict = verdict_of(prove(fewer, log, theorems=asked))
    assert (verdict.name, verdict.passed, verdict.value) == (PROOFS, False, 2)
    assert verdict.sentence.startswith("Not so: T09: Every documented red flag holds")
    assert "lasegue rules prove" in verdict.sentence


def test_the_proofs_take_the_place_of_what_was_not_asked() -> None:
    before = judge_promises()
    after = with_proofs(before)
    assert [v.name for v in after] == [v.name for v in before]
    changed = [new for old, new in zip(before, after, strict=True) if new != old]
    assert [(v.name, v.passed) for v in changed] == [(PROOFS, True)]
    assert changed[0].sentence == f"All {len(THEOREMS)} theorems hold."
