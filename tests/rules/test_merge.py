from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.rules.merge import merge, shown_order
from pipeline.terms import Urgency

TIERS = (None, *Urgency)
IDS = ("a", "b", "c", "d")


@pytest.mark.parametrize(("floor", "asked"), list(product(TIERS, TIERS)))
def test_the_urgency_is_the_worse_of_both(
    floor: Urgency | None, asked: Urgency | None
) -> None:
    given = [tier.rank for tier in (floor, asked) if tier is not None]
    urgency = merge(floor, asked)
    assert (None if urgency is None else urgency.rank) == max(given, default=None)


@settings(max_examples=200)
@given(
    st.dictionaries(st.sampled_from(IDS), st.sampled_from(list(Urgency))),
    st.none() | st.tuples(*[st.floats(0, 1) for _ in IDS]),
)
def test_suspects_stand_first_and_worse_ones_before_others(
    tiers: dict[str, Urgency], proba: tuple[float, ...] | None
) -> None:
    order = shown_order(tiers, proba, IDS)
    assert sorted(order) == [0, 1, 2, 3]
    ranks = [tiers[IDS[j]].rank if IDS[j] in tiers else -1 for j in order]
    assert ranks == sorted(ranks, reverse=True)
    for tier in set(ranks):
        same = [j for j, rank in zip(order, ranks, strict=True) if rank == tier]
        shown = [(0.0 if proba is None else -proba[j], IDS[j]) for j in same]
        assert shown == sorted(shown)
