from collections.abc import Iterator

import numpy as np
import pytest

from pipeline.features import FeatureSchema
from pipeline.metrics import log_odds
from pipeline.model.spread import LEVEL, Spread
from pipeline.model.spread_training import fit_spread
from pipeline.model.teacher import WorldShift
from pipeline.synthesis import Request, reference_network, sample_cases
from tests.model.drawn import bytes_of

SCHEMA = FeatureSchema(reference_network().finding_ids)
FEVER = reference_network().finding_ids.index("fever")
N_WORLDS = 24


def drawn_worlds(seed: int = 0) -> Iterator[WorldShift]:
    """Three conditions: the second moves more where fever is known, the third most."""
    rng = np.random.default_rng(seed)
    for number in range(N_WORLDS):
        cases = sample_cases(3000, Request(seed=1000 + 100 * seed + number))
        size = np.array([0.3, 0.5, 1.5]) * np.ones((3000, 1))
        size[cases.answers[:, FEVER] >= 0, 1] = 1.0
        proba = rng.dirichlet([1.0, 1.0, 1.0], 3000)
        shift = rng.standard_normal((3000, 3)) * size
        yield WorldShift(cases, proba, shift)


@pytest.fixture(scope="module")
def spread() -> Spread:
    return fit_spread(drawn_worlds(), N_WORLDS, SCHEMA, 7)


def test_nine_of_ten_worlds_lie_within(spread: Spread) -> None:
    for world in drawn_worlds(seed=1):
        low, high = spread.interval(SCHEMA.encode(world.cases), world.proba)
        there = log_odds(world.proba) + world.shift
        inside = (log_odds(low) <= there) & (there <= log_odds(high))
        assert inside.mean(axis=0) == pytest.approx(LEVEL, abs=0.06)


def test_answers_that_say_how_far_it_moves_are_heard(spread: Spread) -> None:
    cases = sample_cases(2_000, Request(seed=5))
    half = spread.mean_shift(SCHEMA.encode(cases))
    known = cases.answers[:, FEVER] >= 0
    assert half[known, 1].mean() > 1.2 * half[~known, 1].mean()
    assert half[:, 2].mean() > 2.0 * half[:, 0].mean()


def test_the_probability_lies_in_its_own_interval(spread: Spread) -> None:
    X = SCHEMA.encode(sample_cases(4, Request(seed=5)))
    proba = np.array(
        [[0.0, 0.0, 1.0], [1e-12, 0.5, 0.5], [0.2, 0.3, 0.5], [1.0, 0.0, 0.0]]
    )
    low, high = spread.interval(X, proba)
    assert np.all((low >= 0) & (low <= proba) & (proba <= high) & (high <= 1))
    assert np.all(high[2] - low[2] > 0.05)


def test_the_same_worlds_give_the_same_bytes(spread: Spread) -> None:
    again = fit_spread(drawn_worlds(), N_WORLDS, SCHEMA, 7)
    assert bytes_of(again) == bytes_of(spread)
