from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from pipeline.cases import Case
from pipeline.errors import ArtifactError
from pipeline.proofs.symbolic_triage import SAID, rank
from pipeline.proofs.theorems_merge import (
    merge_is_a_maximum,
    nothing_lowers_the_floor,
    suspects_come_first,
)
from pipeline.rules.merge import shown_order
from pipeline.terms import Urgency
from tests.model.exact import IDS, Fixed, classifier_of
from tests.proofs.layers import CAUDA, layer, mildest_first, refuted

SOUND = layer()
Tier = Urgency | None
Tiers = Mapping[str, Urgency]
Chances = Sequence[float] | None
Order = list[int]


def milder(floor: Tier, asked: Tier) -> Tier:
    given = [tier for tier in (floor, asked) if tier is not None]
    return min(given) if given else None


def model_first(floor: Tier, asked: Tier) -> Tier:
    return asked or floor


def alarmed(floor: Tier, asked: Tier) -> Tier:
    return Urgency.EMERGENCY if floor and asked else floor or asked


def deaf_to_one(floor: Tier, asked: Tier) -> Tier:
    return None if floor == asked else max(floor or asked, asked or floor)  # type: ignore[type-var]


def by_chance(tiers: Tiers, proba: Chances, ids: Sequence[str]) -> Order:
    return shown_order({}, proba, ids)


def mildest_at_the_top(tiers: Tiers, proba: Chances, ids: Sequence[str]) -> Order:
    return shown_order(tiers, proba, ids)[::-1]


def by_id_alone(tiers: Tiers, proba: Chances, ids: Sequence[str]) -> Order:
    return shown_order(tiers, None, ids)


def third_lost(tiers: Tiers, proba: Chances, ids: Sequence[str]) -> Order:
    return shown_order(tiers, proba, ids)[:2]


def added_up(tiers: Tiers, proba: Chances, ids: Sequence[str]) -> Order:
    """Right for all probabilities, and wrong for a NaN."""
    given = proba or [0.0] * len(ids)
    ranks = [rank(tiers.get(key)) for key in ids]
    return sorted(range(len(ids)), key=lambda j: (-ranks[j] - given[j], ids[j]))


@pytest.mark.parametrize(
    "theorem", [nothing_lowers_the_floor, merge_is_a_maximum, suspects_come_first]
)
def test_they_hold_for_the_shipped_merge(theorem: Any) -> None:
    outcome = theorem(SOUND)
    assert outcome.holds, outcome


@pytest.mark.parametrize("merge", [milder, model_first])
def test_a_merge_that_lowers_the_urgency_is_found(merge: Any) -> None:
    outcome = nothing_lowers_the_floor(layer(merge=merge))
    case = refuted(outcome, "fires, and the urgency must be", "the model asks for")
    floor = SOUND.rule_set.evaluate(case).floor
    assert floor is not None
    assert any(rank(merge(floor, asked)) < floor.rank for asked in SAID)


def test_rules_that_stand_mildest_first_are_found() -> None:
    backwards = mildest_first()
    broken = layer(rule_set=backwards)
    case = refuted(nothing_lowers_the_floor(broken), "and the urgency must be")
    triage = backwards.evaluate(case)
    assert triage.floor is not None
    assert triage.floor < max(item.rule.tier for item in triage.fired)
    case = refuted(suspects_come_first(broken), "must stand before")
    triage = backwards.evaluate(case)
    worst = max(item.rule.tier for item in triage.fired if item.rule.suspects)
    assert worst > min(triage.suspect_tiers().values())


@pytest.mark.parametrize("merge", [milder, model_first, alarmed, deaf_to_one])
def test_a_merge_that_is_no_maximum_is_found(merge: Any) -> None:
    outcome = merge_is_a_maximum(layer(merge=merge))
    assert not outcome.holds
    assert "the urgency must be" in outcome.what


def test_the_counterexample_has_the_floor_that_is_merged_badly() -> None:
    outcome = merge_is_a_maximum(layer(merge=alarmed))
    case = refuted(outcome, "a floor of routine", "must be routine; it is emergency")
    assert SOUND.rule_set.evaluate(case).floor is Urgency.ROUTINE


@pytest.mark.parametrize("order", [by_chance, mildest_at_the_top])
def test_an_order_that_lets_the_model_decide_is_found(order: Any) -> None:
    outcome = suspects_come_first(layer(shown_order=order))
    refuted(outcome, f"RF001 fires, and {CAUDA} must stand before")


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (by_id_alone, "suspected by emergency with probability 0.2 must not precede"),
        (third_lost, "must name each of 3 conditions once"),
        (added_up, "with probability nan"),
    ],
)
def test_an_order_that_is_wrong_for_some_lists_is_found(order: Any, words: str) -> None:
    outcome = suspects_come_first(layer(shown_order=order))
    case = refuted(outcome, words)
    assert SOUND.rule_set.evaluate(case).floor is Urgency.EMERGENCY


def test_the_counterexample_is_put_in_a_wrong_order() -> None:
    case = refuted(suspects_come_first(layer(shown_order=by_chance)))
    suspects = SOUND.rule_set.evaluate(case).suspect_tiers()
    assert suspects
    benign = [0.0 if key in suspects else 1.0 for key in IDS]
    assert IDS[by_chance(suspects, benign, IDS)[0]] not in suspects
    assert IDS[shown_order(suspects, benign, IDS)[0]] in suspects


def test_what_is_no_probability_never_reaches_the_order() -> None:
    row = np.full(len(IDS), 1.0 / len(IDS))
    row[3] = np.nan
    with pytest.raises(ArtifactError, match="NaN, or another sum"):
        classifier_of(Fixed(row)).predict_case(Case())
