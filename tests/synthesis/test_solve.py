"""Solving for the conditions' own parts of findings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import expit

from pipeline.synthesis.solve import OwnParts, Patients, solve_own_parts

Floats = NDArray[np.float64]
CHANCE = st.floats(0.0, 1.0)
LEAST_ROOM = 1e-6
# Other work on the machine may slow an example down.
PATIENT = settings(deadline=None)
Population = tuple[Floats, Floats, Floats]


@st.composite
def populations(draw: st.DrawFn) -> Population:
    """Background by stratum, shifts by latent state, and shares that sum to 1."""
    strata, latents = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    background = draw(st.lists(st.floats(0, 0.9), min_size=strata, max_size=strata))
    shifts = draw(st.lists(st.floats(-4, 4), min_size=latents, max_size=latents))
    shares = st.lists(
        st.floats(0.01, 1), min_size=strata * latents, max_size=strata * latents
    )
    weights = np.array(draw(shares)).reshape(strata, latents)
    return np.array(background), np.array(shifts), weights / weights.sum()


def patients_of(*populations: Population) -> Patients:
    """Sum up populations with one finding, one condition for each."""
    rows = [len(shifts) for _, shifts, _ in populations]
    owner = np.repeat(np.arange(len(populations)), rows)
    without = [(w * (1 - b[:, None])).sum(axis=0) for b, _, w in populations]
    return Patients(
        membership=(np.arange(len(populations))[:, None] == owner).astype(float),
        possible=np.array([[w.sum()] for _, _, w in populations]),
        leaked=np.array([[(w * b[:, None]).sum()] for b, _, w in populations]),
        without_leak=np.concatenate(without)[:, None],
        shifts=np.concatenate([shifts for _, shifts, _ in populations])[:, None],
    )


def solved(target: float, population: Population) -> tuple[float, float]:
    own = solve_own_parts(np.array([[target]]), patients_of(population))
    return float(own.log_odds[0, 0]), float(own.thinning[0, 0])


def observed(own: tuple[float, float], population: Population) -> float:
    """The proportion that somebody would count, one stratum and state at a time."""
    (log_odds, thinning), (background, shifts, weights) = own, population
    total = 0.0
    for i, leak in enumerate(background):
        for k, shift in enumerate(shifts):
            part = expit(log_odds + shift)
            total += weights[i, k] * (1 - (1 - leak * thinning) * (1 - part))
    return total


@PATIENT
@given(population=populations(), target=CHANCE)
@example(population=(np.zeros(1), np.full(1, 4.0), np.ones((1, 1))), target=1e-13)
def test_the_expected_proportion_is_the_target(
    population: Population, target: float
) -> None:
    assume(target < 1 - 1e-9)
    own = solved(target, population)
    assert observed(own, population) == pytest.approx(target, abs=1e-11)


@PATIENT
@given(population=populations(), target=CHANCE)
def test_the_background_is_thinned_exactly_when_the_target_lies_below_it(
    population: Population, target: float
) -> None:
    background, _, weights = population
    # As the solver adds it up: a target on the very edge may go either way.
    floor = float((weights * background[:, None]).sum())
    log_odds, thinning = solved(target, population)
    if target <= floor:
        assert log_odds == -np.inf
        assert 0 <= thinning <= 1
    else:
        assert np.isfinite(log_odds)
        assert thinning == 1.0


@PATIENT
@given(population=populations(), low=CHANCE, high=CHANCE)
def test_a_higher_target_never_gives_less(
    population: Population, low: float, high: float
) -> None:
    low, high = sorted((low, high))
    assert solved(low, population) <= solved(high, population)


@PATIENT
@given(st.lists(st.tuples(populations(), CHANCE), min_size=2, max_size=4))
@example(
    [
        (
            (np.zeros(2), np.array([0, 0, 0, 0.2421875]), np.full((2, 4), 0.125)),
            3.818082191010318e-12,
        ),
        ((np.zeros(1), np.zeros(1), np.ones((1, 1))), 0.0),
    ]
)
def test_conditions_do_not_disturb_each_other(
    stated: list[tuple[Population, float]],
) -> None:
    together = solve_own_parts(
        np.array([[target] for _, target in stated]),
        patients_of(*(population for population, _ in stated)),
    )
    for c, (population, target) in enumerate(stated):
        log_odds, thinning = solved(target, population)
        among_others = (together.log_odds[c, 0], together.thinning[c, 0])
        assert observed(among_others, population) == pytest.approx(
            observed((log_odds, thinning), population), abs=1e-12
        )
        background, _, weights = population
        floor = float((weights * background[:, None]).sum())
        # Closer to the background, or to one, many log-odds give the same proportion
        # to the last digit, and the order of a sum chooses among them.
        if min(abs(target - floor), 1 - target) >= LEAST_ROOM:
            assert together.log_odds[c, 0] == pytest.approx(log_odds, abs=1e-9)
        assert together.thinning[c, 0] == pytest.approx(thinning, abs=1e-12)


def test_one_stratum_and_state_is_solved_by_the_formula() -> None:
    log_odds, _ = solved(0.7, (np.array([0.25]), np.zeros(1), np.ones((1, 1))))
    part = 1 - 0.3 / 0.75
    assert log_odds == pytest.approx(np.log(part / (1 - part)), abs=1e-11)


def test_nothing_observed_takes_the_background_away() -> None:
    population = np.array([0.25]), np.zeros(1), np.ones((1, 1))
    assert solved(0.0, population) == (-np.inf, 0.0)


def test_no_background_and_nothing_observed_leaves_nothing_to_thin() -> None:
    assert solved(0.0, (np.zeros(1), np.zeros(1), np.ones((1, 1)))) == (-np.inf, 1.0)


def test_nothing_stated_leaves_the_background_alone() -> None:
    population = np.array([0.25]), np.zeros(1), np.ones((1, 1))
    own = solve_own_parts(np.array([[np.nan]]), patients_of(population))
    assert own == OwnParts(own.log_odds, own.thinning)
    assert (own.log_odds, own.thinning) == (np.array([[-np.inf]]), np.array([[1.0]]))


def test_a_target_beyond_what_is_possible_gives_the_highest_own_part() -> None:
    # The finding is possible in 40% of the patients only.
    population = np.array([0.1]), np.zeros(1), np.array([[0.4]])
    assert solved(0.5, population)[0] == pytest.approx(40.0)
