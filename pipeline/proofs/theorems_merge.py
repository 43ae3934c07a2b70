"""Theorems about the two places where rules and model meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations, product
from typing import Any

import z3

from pipeline.cases import Case
from pipeline.knowledge.schema import Rule
from pipeline.proofs.layer import Outcome, RuleLayer, fails, holds, in_words
from pipeline.proofs.solving import Found, find
from pipeline.proofs.symbolic_triage import SAID, rank
from pipeline.terms import Urgency

# Probabilities that can stand in any order. A classifier refuses to give a NaN, and the
# rules then answer alone; the order keeps what it promises even so.
CHANCES = (0.2, 0.3, 0.5, float("nan"))


def nothing_lowers_the_floor(layer: RuleLayer) -> Outcome:
    """Show that what the model says never takes the urgency below a fired rule."""
    triage, merged = layer.triage, layer.merged
    rules = layer.rule_set.rules
    too_low = z3.Or(
        [z3.And(triage.so[r.id], merged.urgency < r.tier.rank) for r in rules]
    )
    found = find([*merged.stated, too_low], triage.case)
    if found is not None:
        return _too_low(layer, found)
    return holds(f"{len(rules)} rules, the merge run on all {len(SAID) ** 2} pairs")


def _too_low(layer: RuleLayer, found: Found) -> Outcome:
    """Say which rule is outdone, by running the case that the solver found."""
    triage = layer.rule_set.evaluate(*found.cases)
    worst = max((item.rule for item in triage.fired), key=lambda rule: rule.tier)
    asked = layer.merged.asked_for(found.model)
    urgency = layer.merge(triage.floor, asked)
    what = (
        f"{worst.id} fires, and the urgency must be {worst.tier.value} or worse; the"
        f" floor is {in_words(triage.floor)}, the model asks for {in_words(asked)},"
        f" and the urgency is {in_words(urgency)}"
    )
    return fails(what, *found.cases)


def merge_is_a_maximum(layer: RuleLayer) -> Outcome:
    """Run the merge on everything that can be merged."""
    for floor, asked in product(SAID, repeat=2):
        urgency = layer.merge(floor, asked)
        worse = max(floor, asked, key=rank)
        if urgency is not worse:
            what = (
                f"with a floor of {in_words(floor)} and {in_words(asked)} asked for the"
                f" urgency must be {in_words(worse)}; it is {in_words(urgency)}"
            )
            return fails(what, *_case_with_floor(layer, floor))
    return holds(f"all {len(SAID) ** 2} pairs")


def suspects_come_first(layer: RuleLayer) -> Outcome:
    """Show that what fired rules suspect precedes all else, the worst tier first."""
    triage = layer.triage
    ranks, chances = z3.Ints("rank other_rank"), z3.Reals("chance other_chance")
    precedes = _precedes(layer, ranks, chances)
    pairs = [(r, key) for r in layer.rule_set.rules for key in r.suspects]
    for rule, suspect in pairs:
        stated = [triage.so[rule.id], ranks[0] == triage.suspected_rank(suspect)]
        stated += [ranks[1] >= rank(None), ranks[1] < rule.tier.rank]
        found = find([*stated, z3.Not(precedes)], triage.case)
        if found is not None:
            what = (
                f"{rule.id} fires, and {suspect} must stand before whatever no rule of"
                " its tier suspects, however probable, and does not"
            )
            return fails(what, *found.cases)
    n_orders = 0
    for tiers, given, ids in _listings():
        n_orders += 1
        wrong = _misplaced(layer, tiers, given, ids)
        if wrong:
            return fails(wrong, *_case_with_floor(layer, max(tiers, key=rank), True))
    return holds(f"{len(pairs)} suspects; {n_orders:,} lists put in order")


def _precedes(layer: RuleLayer, ranks: Any, chances: Any) -> Any:
    """State that the first of two conditions is shown before the second.

    Probabilities are only compared, so that the order that runs is known once it has
    been run on every pair of tiers with a smaller, an equal and a greater one.
    """
    relations = (
        (chances[0] < chances[1], (0.2, 0.3)),
        (chances[0] == chances[1], (0.3, 0.3)),
        (chances[0] > chances[1], (0.3, 0.2)),
    )
    shown_first = [
        z3.And(ranks[0] == rank(tiers[0]), ranks[1] == rank(tiers[1]), relation)
        for tiers in product(SAID, repeat=2)
        for relation, given in relations
        if all(
            layer.shown_order(_suspects(ids, tiers), given, ids)[:1] == [0]
            for ids in ("ab", "ba")
        )
    ]
    return z3.Or(shown_first)


def _suspects(
    ids: Sequence[str], tiers: Sequence[Urgency | None]
) -> dict[str, Urgency]:
    return {key: tier for key, tier in zip(ids, tiers, strict=True) if tier is not None}


Listing = tuple[tuple[Urgency | None, ...], tuple[float, ...] | None, tuple[str, ...]]


def _listings() -> Iterator[Listing]:
    """Walk all lists of two or three conditions that differ in what decides."""
    for n in (2, 3):
        for tiers in product(SAID[::-1], repeat=n):
            for ids in permutations("abc"[:n]):
                yield tiers, None, ids
                for chances in product(CHANCES, repeat=n):
                    yield tiers, chances, ids


def _misplaced(
    layer: RuleLayer,
    tiers: tuple[Urgency | None, ...],
    chances: tuple[float, ...] | None,
    ids: tuple[str, ...],
) -> str:
    """Say which condition stands where it must not; nothing when all is well."""
    order = layer.shown_order(_suspects(ids, tiers), chances, ids)
    if sorted(order) != list(range(len(ids))):
        return f"the order {order} must name each of {len(ids)} conditions once"
    for first, second in pairwise(order):
        if not _may_precede(first, second, tiers, chances, ids):
            shown = [
                f"by {in_words(tiers[j])} with probability {_chance(chances, j)}"
                for j in (first, second)
            ]
            return (
                f"a condition suspected {shown[0]} must not precede one suspected"
                f" {shown[1]}"
            )
    return ""


def _may_precede(
    a: int,
    b: int,
    tiers: Sequence[Urgency | None],
    chances: Sequence[float] | None,
    ids: Sequence[str],
) -> bool:
    if tiers[a] != tiers[b]:
        return rank(tiers[a]) > rank(tiers[b])
    if chances is None or chances[a] == chances[b]:
        return ids[a] < ids[b]
    # A NaN stands anywhere among its equals in tier, and never leaves them.
    return not chances[a] < chances[b]


def _chance(chances: Sequence[float] | None, j: int) -> str:
    return "unknown" if chances is None else f"{chances[j]:g}"


def _case_with_floor(
    layer: RuleLayer, tier: Urgency | None, suspecting: bool = False
) -> tuple[Case, ...]:
    """Find a case whose floor is a tier, to show what a wrong merge makes of it."""

    def fits(rule: Rule) -> bool:
        return rule.tier is tier and (bool(rule.suspects) or not suspecting)

    fired = [layer.triage.so[rule.id] for rule in layer.rule_set.rules if fits(rule)]
    found = find([z3.Or(fired), layer.triage.floor == rank(tier)], layer.triage.case)
    return found.cases if found is not None else ()
