import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.knowledge import load_knowledge
from pipeline.model.tiers import TIER_ORDER, asked_tiers, tier_ranks
from pipeline.terms import Urgency
from tests.model.exact import IDS, THRESHOLDS

RANKS = tier_ranks()


def row(**by_tier: float) -> np.ndarray:
    """A row with given probability in each tier, the rest in routine conditions."""
    proba = np.zeros(len(IDS))
    for tier, mass in by_tier.items():
        members = np.flatnonzero(Urgency(tier).rank == RANKS)
        proba[members] = mass / len(members)
    routine = np.flatnonzero(RANKS == 0)
    proba[routine] += (1.0 - proba.sum()) / len(routine)
    return proba[None, :]


def asked(**by_tier: float) -> Urgency:
    return TIER_ORDER[asked_tiers(row(**by_tier), THRESHOLDS)[0]]


def test_ranks_are_those_of_the_profiles_in_the_order_of_the_ids() -> None:
    profiles = load_knowledge().profiles
    assert RANKS.tolist() == [profiles[key].tier.rank for key in IDS]
    assert set(RANKS.tolist()) == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("by_tier", "expected"),
    [
        ({}, Urgency.ROUTINE),
        ({"emergency": 0.11}, Urgency.EMERGENCY),
        ({"emergency": 0.09}, Urgency.ROUTINE),
        ({"emergency": 0.09, "urgent_same_day": 0.07}, Urgency.URGENT_SAME_DAY),
        ({"urgent_same_day": 0.14}, Urgency.ROUTINE),
        ({"urgent_same_day": 0.14, "urgent_2_weeks": 0.12}, Urgency.URGENT_2_WEEKS),
        ({"urgent_2_weeks": 0.26}, Urgency.URGENT_2_WEEKS),
        ({"urgent_2_weeks": 1.0}, Urgency.URGENT_2_WEEKS),
        (
            {"emergency": 0.5, "urgent_same_day": 0.3, "urgent_2_weeks": 0.2},
            Urgency.EMERGENCY,
        ),
    ],
)
def test_conditions_of_a_tier_or_worse_count_together(
    by_tier: dict[str, float], expected: Urgency
) -> None:
    assert asked(**by_tier) is expected


def test_a_threshold_is_reached_at_equality() -> None:
    proba = np.zeros((1, len(IDS)))
    proba[0, IDS.index("spinal_infection")] = 0.25
    proba[0, IDS.index("muscle_strain")] = 0.75
    assert asked_tiers(proba, {Urgency.EMERGENCY: 0.25})[0] == Urgency.EMERGENCY.rank


def test_without_thresholds_the_model_asks_for_nothing() -> None:
    assert asked_tiers(row(emergency=1.0), {}).tolist() == [0]


def test_the_order_in_which_thresholds_are_written_does_not_matter() -> None:
    proba = row(emergency=0.5, urgent_2_weeks=0.5)
    turned = dict(reversed(THRESHOLDS.items()))
    assert asked_tiers(proba, turned).tolist() == [Urgency.EMERGENCY.rank]


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_probability_that_moves_to_worse_conditions_never_lowers_the_tier(
    seed: int, share: float
) -> None:
    rng = np.random.default_rng(seed)
    proba = rng.dirichlet(np.full(len(IDS), 0.2))
    better, worse = rng.choice(len(IDS), 2, replace=False)
    if RANKS[better] > RANKS[worse]:
        better, worse = worse, better
    moved = proba.copy()
    moved[worse] += share * proba[better]
    moved[better] -= share * proba[better]
    before, after = asked_tiers(np.stack([proba, moved]), THRESHOLDS)
    assert after >= before


def test_many_rows_are_asked_one_by_one() -> None:
    proba = np.random.default_rng(0).dirichlet(np.full(len(IDS), 0.2), 50)
    together = asked_tiers(proba, THRESHOLDS)
    alone = [asked_tiers(p[None, :], THRESHOLDS)[0] for p in proba]
    assert together.tolist() == alone
    assert len(set(alone)) > 1
