"""Every red flag, one by one: it fires, it does not, it says what it would need."""

from __future__ import annotations

import random

import pytest

from pipeline.cases import Case
from pipeline.knowledge import load_knowledge
from pipeline.rules import FiredRule, OpenRule, Triage, load_rules
from tests.rules.truth import (
    RULES,
    Value,
    axes,
    because,
    case_of,
    case_of_canary,
    leaves,
    rule,
    verdict,
)

PARTIAL_CASES = 50
every_rule = pytest.mark.parametrize(
    "rule_id",
    [pytest.param(rule.id, id=f"{rule.id} {rule.name}") for rule in RULES],
)


def fired(rule_id: str, triage: Triage) -> FiredRule | None:
    return next((f for f in triage.fired if f.rule.id == rule_id), None)


def undetermined(rule_id: str, triage: Triage) -> OpenRule | None:
    return next((u for u in triage.undetermined if u.rule.id == rule_id), None)


@every_rule
def test_it_fires(rule_id: str) -> None:
    for canary in rule(rule_id).must_fire:
        case = case_of_canary(canary)
        found = fired(rule_id, load_rules().evaluate(case))
        assert found is not None, canary
        assert list(found.because) == because(found.rule.when, case), canary
        assert found.because, canary


@every_rule
def test_it_does_not_fire(rule_id: str) -> None:
    for canary in rule(rule_id).must_not_fire:
        case = case_of_canary(canary)
        assert fired(rule_id, load_rules().evaluate(case)) is None, canary


@every_rule
def test_it_is_closed_when_everything_it_asks_for_is_denied(rule_id: str) -> None:
    denied: dict[str, Value] = {}
    for field, kind, _ in leaves(rule(rule_id).when):
        at_most = kind is not None and kind.endswith("at_most")
        denied[field] = axes(rule_id)[field][-1 if at_most else 0]
    triage = load_rules().evaluate(case_of(denied))
    assert fired(rule_id, triage) is None
    assert undetermined(rule_id, triage) is None


@every_rule
def test_it_is_undetermined_for_an_empty_case_and_asks_for_all_it_reads(
    rule_id: str,
) -> None:
    found = undetermined(rule_id, load_rules().evaluate(Case()))
    assert found is not None
    in_the_file = dict.fromkeys(field for field, _, _ in leaves(found.rule.when))
    assert list(found.ask) == list(in_the_file)


@every_rule
def test_it_says_what_every_completion_of_a_case_agrees_on(rule_id: str) -> None:
    rng = random.Random(rule_id)  # noqa: S311 - no secret
    fields = axes(rule_id)
    seen = set()
    for _ in range(PARTIAL_CASES):
        share = rng.choice([0.3, 0.6, 0.9])
        present = rng.choice([0.1, 0.5, 0.9])
        known = {
            field: rng.random() < present
            if values == (False, True)
            else rng.choice(values)
            for field, values in fields.items()
            if rng.random() < share
        }
        case, truth = case_of(known), verdict(rule_id, known)
        triage = load_rules().evaluate(case)
        found, still_open = fired(rule_id, triage), undetermined(rule_id, triage)
        assert (found is not None) == truth.fires, known
        assert (found is None and still_open is None) == truth.closed, known
        if found is not None:
            assert list(found.because) == because(found.rule.when, case), known
        if still_open is not None:
            assert set(still_open.ask) == truth.ask, known
            assert set(still_open.decisive) == truth.decisive, known
            assert len(set(still_open.ask)) == len(still_open.ask)
        seen.add((truth.fires, truth.closed))
    assert len(seen) > 1


@every_rule
def test_its_limits_lie_inside_what_a_case_may_say(rule_id: str) -> None:
    context = load_knowledge().vocabulary.context
    for field, kind, limit in leaves(rule(rule_id).when):
        if kind is not None:
            low, high = context[field].range or (0.0, 0.0)
            assert low < limit < high


@every_rule
def test_it_tells_the_reader_what_to_do_and_why(rule_id: str) -> None:
    found = rule(rule_id)
    knowledge = load_knowledge()
    assert found.action.strip()
    assert found.hazard.strip()
    assert set(found.suspects) <= set(knowledge.condition_ids)
    assert set(found.sources) <= set(knowledge.sources)
