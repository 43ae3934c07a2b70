"""Every kind of mistake is made, and counted by hand on small rules."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from pipeline.knowledge.logic import AtLeast, Logic, Present, Threshold, parse_logic
from pipeline.proofs.mutants import (
    Kind,
    Mutant,
    condition_mutants,
    replace_node,
    statement_mutants,
)
from pipeline.rules import RuleSet
from pipeline.terms import Urgency
from tests.proofs.small_book import (
    FINDINGS,
    all_of,
    any_of,
    small_knowledge,
    small_rule,
)

FEVER, UNWELL, NIGHT = (Present(key) for key in FINDINGS[:3])


def mutants(when: Any) -> list[Mutant[Logic]]:
    condition = parse_logic(when, {})
    return condition_mutants("RF001", condition, small_knowledge(small_rule(when)))


def of_kind(when: Any, kind: Kind) -> list[Logic]:
    return [mutant.now for mutant in mutants(when) if mutant.kind is kind]


def test_each_kind_is_made_as_often_as_counted_by_hand() -> None:
    when = any_of("fever", all_of("unwell", "night_pain", {"age_at_least": 50}))
    assert Counter(mutant.kind for mutant in mutants(when)) == {
        Kind.DROPPED: 3,
        Kind.NO_LIMIT: 1,
        Kind.ADDED: 4 + 3,  # what is not yet there: beside fever, and in the branch
        Kind.SWAPPED: 3 * 4,
        Kind.ALL_OR_ANY: 2,
        Kind.COUNT: 1,  # two of the three
        Kind.LIMIT: 2,
    }


def test_a_finding_is_added_as_its_node_would_have_it() -> None:
    assert AtLeast(1, (FEVER, UNWELL, NIGHT)) in of_kind(
        any_of("fever", "unwell"), Kind.ADDED
    )
    assert AtLeast(3, (FEVER, UNWELL, NIGHT)) in of_kind(
        all_of("fever", "unwell"), Kind.ADDED
    )
    two_of = {"at_least": 2, "of": ["fever", "unwell", "diabetes"]}
    assert {
        now.k for now in of_kind(two_of, Kind.ADDED) if isinstance(now, AtLeast)
    } == {2}
    alone = of_kind(any_of("fever"), Kind.ADDED)
    assert AtLeast(1, (FEVER, NIGHT)) in alone
    assert AtLeast(2, (FEVER, NIGHT)) in alone


def test_a_count_is_moved_both_ways_and_no_mutant_is_made_twice() -> None:
    two_of_four = {"at_least": 2, "of": list(FINDINGS[:4])}
    found = [m for m in mutants(two_of_four) if m.kind in (Kind.ALL_OR_ANY, Kind.COUNT)]
    assert [m.now.k for m in found if isinstance(m.now, AtLeast)] == [1, 4, 3]
    everything = [mutant.now for mutant in mutants(two_of_four)]
    assert len(set(everything)) == len(everything)


@pytest.mark.parametrize(
    ("limit", "moved"),
    [
        ({"age_at_least": 50}, [49, 51]),
        ({"age_at_least": 110}, [109]),
        ({"pain_score_at_least": 8}, [7.5, 8.5, 7, 9]),
        ({"pain_score_at_least": 10}, [9.5, 9]),
        ({"duration_days_at_most": 14}, [13.5, 14.5, 13, 15]),
    ],
    ids=["age", "oldest", "pain", "worst pain", "days"],
)
def test_a_limit_is_moved_within_what_a_case_may_say(
    limit: dict[str, float], moved: list[float]
) -> None:
    found = of_kind(all_of("fever", limit), Kind.LIMIT)
    limits = [
        part.limit
        for now in found
        if isinstance(now, AtLeast)
        for part in now.of
        if isinstance(part, Threshold)
    ]
    assert limits == moved


def test_a_node_that_loses_its_only_part_goes_with_it() -> None:
    when = all_of("fever", any_of(any_of("unwell")))
    assert AtLeast(1, (FEVER,)) in of_kind(when, Kind.DROPPED)
    assert of_kind(any_of("fever"), Kind.DROPPED) == []


def test_all_but_the_dropped_part_must_still_hold() -> None:
    condition = parse_logic(all_of("fever", "unwell", "night_pain"), {})
    assert replace_node(condition, (1,), None) == AtLeast(2, (FEVER, NIGHT))
    two_of = parse_logic({"at_least": 2, "of": ["fever", "unwell", "night_pain"]}, {})
    assert replace_node(two_of, (1,), None) == AtLeast(2, (FEVER, NIGHT))
    assert replace_node(FEVER, (), UNWELL) == UNWELL


def test_a_mutant_says_where_and_what() -> None:
    when = any_of("fever", all_of("unwell", {"age_at_least": 50}))
    said = {f"{m.where}: {m.change}" for m in mutants(when)}
    assert said >= {
        "1: without fever",
        "2.1: smoking instead of unwell",
        "2.2: without age >= 50",
        "2.2: age >= 51 instead of age >= 50",
        "top: diabetes added to any",
        "2: any instead of all",
    }
    alone = {m.change for m in mutants(any_of("fever"))}
    assert {"unwell added, any", "unwell added, all"} <= alone


def test_every_mutant_of_a_condition_is_a_condition_that_runs() -> None:
    when = {"any_of": ["fever", {"at_least": 2, "of": list(FINDINGS[1:4])}]}
    condition = parse_logic(when, {})
    assert condition not in [mutant.now for mutant in mutants(when)]
    for mutant in mutants(when):
        assert _well_formed(mutant.now), mutant.change


def _well_formed(logic: Logic) -> bool:
    if not isinstance(logic, AtLeast):
        return True
    return 1 <= logic.k <= len(logic.of) and all(map(_well_formed, logic.of))


def test_what_a_rule_says_beside_its_condition_is_changed_too() -> None:
    suspects = ("cauda_equina_syndrome", "spinal_cord_compression")
    rule = small_rule("fever", tier=Urgency.EMERGENCY, suspects=suspects)
    found = statement_mutants(rule)
    assert Counter(mutant.kind for mutant in found) == {
        Kind.TIER: 3,
        Kind.DELETED: 1,
        Kind.NO_SUSPECTS: 1,
        Kind.SUSPECT: 2,
    }
    tiers = [m.now.tier for m in found if m.kind is Kind.TIER and m.now is not None]
    assert tiers == [Urgency.URGENT_SAME_DAY, Urgency.URGENT_2_WEEKS, Urgency.ROUTINE]
    left = [
        m.now.suspects for m in found if m.kind is Kind.SUSPECT and m.now is not None
    ]
    assert left == [suspects[1:], suspects[:1]]


def test_a_routine_rule_without_suspects_can_only_be_deleted() -> None:
    found = statement_mutants(small_rule("fever", tier=Urgency.ROUTINE, suspects=()))
    assert [(mutant.kind, mutant.now) for mutant in found] == [(Kind.DELETED, None)]


def test_the_order_is_always_the_same() -> None:
    when = all_of("fever", {"pain_score_at_least": 8})
    assert mutants(when) == mutants(when)
    rules = RuleSet(small_knowledge(small_rule(when)))
    assert rules.conditions == (parse_logic(when, {}),)
