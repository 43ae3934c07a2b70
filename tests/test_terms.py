from __future__ import annotations

import json
from itertools import pairwise, product

import pytest

from pipeline.terms import Answer, CareSetting, Sex, Urgency

IN_ORDER = ["routine", "urgent_2_weeks", "urgent_same_day", "emergency"]


def test_urgency_has_the_four_tiers_in_order() -> None:
    assert [tier.value for tier in sorted(Urgency)] == IN_ORDER
    assert [Urgency(word).rank for word in IN_ORDER] == [0, 1, 2, 3]


@pytest.mark.parametrize(("low", "high"), list(pairwise(IN_ORDER)))
def test_a_worse_tier_is_greater_however_it_is_spelled(low: str, high: str) -> None:
    assert Urgency(low) < Urgency(high)
    assert Urgency(low) <= high
    assert Urgency(high) > low
    assert Urgency(high) >= Urgency(low)
    assert not Urgency(high) <= Urgency(low)
    assert not Urgency(low) >= high


@pytest.mark.parametrize(("a", "b"), list(product(Urgency, repeat=2)))
def test_the_order_of_urgency_is_total_and_agrees_with_the_rank(
    a: Urgency, b: Urgency
) -> None:
    assert (a < b, a == b, a > b) == (
        a.rank < b.rank,
        a.rank == b.rank,
        a.rank > b.rank,
    )
    assert max(a, b).rank == max(a.rank, b.rank)


def test_urgency_compares_with_tiers_only() -> None:
    with pytest.raises(ValueError, match="'soon' is not a valid Urgency"):
        assert Urgency.ROUTINE < "soon"


def test_terms_are_written_as_their_plain_words() -> None:
    terms = [Answer.PRESENT, Sex.FEMALE, CareSetting.SPINE_CLINIC, Urgency.ROUTINE]
    assert json.dumps(terms) == '["present", "female", "spine_clinic", "routine"]'


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Answer, {"present", "absent", "unknown"}),
        (Sex, {"female", "male"}),
        (CareSetting, {"primary_care", "spine_clinic", "emergency"}),
    ],
)
def test_terms_hold_the_words_of_the_contract(kind: type, words: set[str]) -> None:
    assert {term.value for term in kind} == words
