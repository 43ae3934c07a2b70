"""Solving for the condition's own part of a finding."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import expit

from pipeline.synthesis.solve import OwnPart, bisect, solve_own_part

Floats = NDArray[np.float64]
CHANCE = st.floats(0.0, 1.0)
# Other work on the machine may slow an example down.
PATIENT = settings(deadline=None)


@st.composite
def populations(draw: st.DrawFn) -> tuple[Floats, Floats, Floats]:
    """Background by stratum, shifts by latent state, and shares that sum to 1."""
    strata, latents = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    background = draw(st.lists(st.floats(0, 0.9), min_size=strata, max_size=strata))
    shifts = draw(st.lists(st.floats(-4, 4), min_size=latents, max_size=latents))
    shares = st.lists(
        st.floats(0.01, 1), min_size=strata * latents, max_size=strata * latents
    )
    weights = np.array(draw(shares)).reshape(strata, latents)
    return np.array(background), np.array(shifts), weights / weights.sum()


def observed(
    own: OwnPart, background: Floats, shifts: Floats, weights: Floats
) -> float:
    """The proportion that somebody would count, one stratum and state at a time."""
    total = 0.0
    for i, leak in enumerate(background):
        for k, shift in enumerate(shifts):
            part = expit(own.log_odds + shift)
            total += weights[i, k] * (1 - (1 - leak * own.thinning) * (1 - part))
    return total


@PATIENT
@given(population=populations(), target=CHANCE)
@example(population=(np.zeros(1), np.full(1, 4.0), np.ones((1, 1))), target=1e-13)
def test_the_expected_proportion_is_the_target(
    population: tuple[Floats, Floats, Floats], target: float
) -> None:
    assume(target < 1 - 1e-9)
    own = solve_own_part(target, *population)
    assert observed(own, *population) == pytest.approx(target, abs=1e-12)


@PATIENT
@given(population=populations(), target=CHANCE)
def test_the_background_is_thinned_exactly_when_the_target_lies_below_it(
    population: tuple[Floats, Floats, Floats], target: float
) -> None:
    background, _, weights = population
    floor = float(background @ weights.sum(axis=1))
    own = solve_own_part(target, *population)
    if target <= floor:
        assert own.log_odds == -np.inf
        assert 0 <= own.thinning <= 1
    else:
        assert np.isfinite(own.log_odds)
        assert own.thinning == 1.0


@PATIENT
@given(population=populations(), low=CHANCE, high=CHANCE)
def test_a_higher_target_never_gives_less(
    population: tuple[Floats, Floats, Floats], low: float, high: float
) -> None:
    low, high = sorted((low, high))
    less, more = (solve_own_part(target, *population) for target in (low, high))
    assert (less.log_odds, less.thinning) <= (more.log_odds, more.thinning)


def test_one_stratum_and_state_is_solved_by_the_formula() -> None:
    own = solve_own_part(0.7, np.array([0.25]), np.zeros(1), np.ones((1, 1)))
    part = 1 - 0.3 / 0.75
    assert own.log_odds == pytest.approx(np.log(part / (1 - part)), abs=1e-12)


def test_nothing_observed_takes_the_background_away() -> None:
    own = solve_own_part(0.0, np.array([0.25]), np.zeros(1), np.ones((1, 1)))
    assert own == OwnPart(-np.inf, 0.0)


def test_no_background_and_nothing_observed_leaves_nothing_to_thin() -> None:
    own = solve_own_part(0.0, np.zeros(1), np.zeros(1), np.ones((1, 1)))
    assert own == OwnPart(-np.inf, 1.0)


def test_a_target_beyond_what_is_possible_gives_the_highest_own_part() -> None:
    # The finding is possible in 40% of the patients only.
    own = solve_own_part(0.5, np.array([0.1]), np.zeros(1), np.array([[0.4]]))
    assert own.log_odds == pytest.approx(40.0)


@PATIENT
@given(target=st.floats(-29, 29))
def test_bisection_meets_the_target_of_a_rising_function(target: float) -> None:
    assert bisect(lambda x: x, target) == pytest.approx(target, abs=1e-12)
