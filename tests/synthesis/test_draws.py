"""Draws from the distributions of the knowledge."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from pipeline.synthesis.draws import EvenDraws, MeanDraws, RandomDraws

Floats = NDArray[np.float64]
N = 64
PRESENT, ABSENT = np.array([2.0, 20.0, 5.0]), np.array([198.0, 30.0, 1.0 + 2.0])


def even(seed: int = 7) -> EvenDraws:
    return EvenDraws(N, seed)


def test_the_even_worlds_average_to_the_mean() -> None:
    draws = even()
    values = np.array([draws.world(i).beta(PRESENT, ABSENT) for i in range(N)])
    np.testing.assert_allclose(
        values.mean(axis=0), PRESENT / (PRESENT + ABSENT), rtol=1e-3
    )


def test_the_even_worlds_spread_as_the_distribution_does() -> None:
    draws = even()
    values = np.array([draws.world(i).beta(PRESENT, ABSENT) for i in range(N)])
    wanted = stats.beta(PRESENT, ABSENT).std()
    np.testing.assert_allclose(values.std(axis=0), wanted, rtol=0.03)


def test_every_slice_is_visited_once() -> None:
    draws = even()
    values = np.array([draws.world(i).normal((4,)) for i in range(N)])
    slices = np.sort(np.floor(stats.norm.cdf(values) * N), axis=0)
    assert (slices == np.arange(N)[:, None]).all()


def test_even_gammas_average_to_one() -> None:
    draws = even()
    shape = np.array([[2.0, 9.0]])
    values = np.array([draws.world(i).gamma(shape) for i in range(N)])
    np.testing.assert_allclose(values.mean(axis=0), 1.0, rtol=1e-12)


def test_numbers_go_through_their_slices_in_orders_of_their_own() -> None:
    draws = even()
    values = np.array([draws.world(i).normal((2,)) for i in range(N)])
    assert abs(np.corrcoef(values.T)[0, 1]) < 0.5


def test_the_same_seed_gives_the_same_worlds_in_any_order() -> None:
    first, again = even(), even()
    forwards = [first.world(i).beta(PRESENT, ABSENT) for i in range(N)]
    backwards = [again.world(i).beta(PRESENT, ABSENT) for i in reversed(range(N))]
    np.testing.assert_array_equal(forwards, backwards[::-1])


def test_another_seed_gives_another_order() -> None:
    one = even(1).world(0).normal((50,))
    other = even(2).world(0).normal((50,))
    assert (one != other).any()


@pytest.mark.parametrize("i", range(3))
def test_random_draws_follow_the_distribution(i: int) -> None:
    draws = RandomDraws(np.random.default_rng(3))
    values = np.array([draws.beta(PRESENT, ABSENT)[i] for _ in range(400)])
    fit = stats.kstest(values, stats.beta(PRESENT[i], ABSENT[i]).cdf)
    assert fit.pvalue > 1e-4


def test_random_gammas_have_mean_one() -> None:
    draws = RandomDraws(np.random.default_rng(3))
    assert draws.gamma(np.full(40_000, 3.0)).mean() == pytest.approx(1.0, abs=0.02)


def test_the_means_are_the_means() -> None:
    draws = MeanDraws()
    np.testing.assert_allclose(
        draws.beta(PRESENT, ABSENT), PRESENT / (PRESENT + ABSENT), rtol=1e-15
    )
    assert (draws.gamma(PRESENT) == 1).all()
    assert (draws.normal((2, 3)) == np.zeros((2, 3))).all()
