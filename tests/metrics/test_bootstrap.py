from __future__ import annotations

import numpy as np
import pytest

from pipeline.metrics import Interval, interval, resample

N = 300


def test_every_resample_is_as_large_as_the_sample() -> None:
    times = resample((np.arange(N),), 50, seed=1)
    assert times.shape == (N, 50)
    assert times.sum(axis=0).tolist() == [N] * 50
    assert times.min() == 0
    # Drawn with replacement, a case is left out with chance 1/e.
    assert (times == 0).mean() == pytest.approx(np.exp(-1), abs=0.01)


def test_the_draws_belong_to_the_cases_whatever_their_order() -> None:
    rng = np.random.default_rng(2)
    age, score = rng.integers(20, 80, N).astype(float), rng.random(N)
    age[:5] = np.nan
    order = rng.permutation(N)
    times = resample((age, score), 7, seed=3)
    shuffled = resample((age[order], score[order]), 7, seed=3)
    assert np.array_equal(shuffled, times[order])


def test_another_seed_draws_otherwise() -> None:
    one, other = (resample((np.arange(N),), 3, seed=seed) for seed in (1, 2))
    assert not np.array_equal(one, other)


def test_the_interval_of_a_mean_is_the_textbook_one() -> None:
    values = np.random.default_rng(4).normal(3.0, 2.0, N)
    times = resample((values,), 2_000, seed=5)
    means = np.concatenate([[values.mean()], values @ times / N])
    told = interval(means)
    half = 1.96 * values.std() / np.sqrt(N)
    assert told.value == values.mean()
    assert told.low == pytest.approx(told.value - half, abs=0.1 * half)
    assert told.high == pytest.approx(told.value + half, abs=0.1 * half)


def test_the_interval_is_moved_by_what_resampling_adds() -> None:
    plain = interval(np.array([2.0, 1.0, 2.0, 3.0]))
    moved = interval(np.array([2.0, 11.0, 12.0, 13.0]))
    assert (plain.low, plain.high) == pytest.approx((1.05, 2.95))
    assert (moved.low, moved.high) == pytest.approx((1.05, 2.95))


def test_the_ends_are_cut_where_no_figure_can_be() -> None:
    assert interval(np.array([0.1, 0.0, 0.1, 0.5]), 0.0).low == 0.0


@pytest.mark.parametrize(
    "values", [[1.0], [1.0, np.nan, np.nan, 2.0, np.nan], [np.nan, 1.0, 1.0]]
)
def test_too_little_told_gives_no_interval(values: list[float]) -> None:
    told = interval(np.array(values))
    assert np.isnan([told.low, told.high]).all()
    assert not told.holds(1.0)


def test_few_untold_resamples_are_left_out() -> None:
    assert interval(np.array([1.0, 1.0, np.nan, 1.0, 1.0])) == Interval(1.0, 1.0, 1.0)


def test_the_ends_belong_to_the_interval() -> None:
    told = Interval(0.5, 0.4, 0.6)
    assert [told.holds(v) for v in (0.39, 0.4, 0.6, 0.61)] == [False, True, True, False]
