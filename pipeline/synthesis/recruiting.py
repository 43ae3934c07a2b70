"""Recruit the people of a study, condition by condition.

The shares of a study are of the people in it, so each condition is recruited until its
share is full: who was not included changes nothing in the mix.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CaseMatrix
from pipeline.cases.matrix import concatenate
from pipeline.errors import Fault, ProfileError
from pipeline.knowledge.study_schema import Study
from pipeline.synthesis.criterion_values import criterion_holds
from pipeline.synthesis.network import Network
from pipeline.synthesis.population import (
    BLOCK_ROWS,
    Population,
    Request,
    block_matrix,
)
from pipeline.synthesis.study_world import StudyWorld

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# One stream serves all studies: what differs between them is then the studies alone.
SEED = 1_000_003
# How many blocks tell what part of each condition a study would include.
PILOT_BLOCKS = 4
# Inclusion that keeps few is met with fewer cases, not with more time.
MOST_BLOCKS = 120
# What part of them is planned for: the others are for chance.
AT_FIRST = 0.8
# Fewer people than these would describe nobody.
LEAST_CASES = 2_000
# Standard deviations drawn beyond what is expected to be enough.
MARGIN = 3.0


def quotas(shares: Floats, n: int) -> Ints:
    """Share n people out, the largest remainders first.

    Parameters
    ----------
    shares : ndarray of shape (n_conditions,)
    n : int

    Returns
    -------
    ndarray of shape (n_conditions,), int
        Sums to n.

    Examples
    --------
    >>> quotas(np.array([0.5, 0.0, 0.3, 0.2]), 7)
    array([4, 0, 2, 1])
    """
    exact = shares / shares.sum() * n
    quota = np.floor(exact).astype(np.int64)
    first = np.argsort(quota - exact, kind="stable")[: n - int(quota.sum())]
    quota[first] += 1
    return np.asarray(quota, dtype=np.int64)


def recruit(study: Study, world: StudyWorld, n: int, seed: int) -> CaseMatrix:
    """Draw until every condition of a study has its number of included people.

    Parameters
    ----------
    study : Study
    world : StudyWorld
    n : int
        People wanted.
    seed : int
        Key of the stream; the next one serves the pilot.

    Returns
    -------
    CaseMatrix
        Evenly mixed from first to last; fewer where the study includes few.

    Raises
    ------
    ProfileError
        If hardly anybody with one of the conditions is included.
    """
    shares = world.shares_of(study)
    chance = included_shares(study, world, seed=seed + 1)
    cost = float(_draws(quotas(shares, n), chance).sum())
    n_paid = min(n, int(n * AT_FIRST * MOST_BLOCKS * BLOCK_ROWS / cost))
    scarcest = world.network.condition_ids[int(chance.argmin())]
    if n_paid < min(n, LEAST_CASES):
        raise ProfileError(_nobody(study, scarcest))
    quota = quotas(shares, n_paid)
    network = world.network_of(study)
    parts, conditions = [], []
    found, block = np.zeros_like(quota), 0
    while (lacking := np.maximum(quota - found, 0)).any():
        if block >= MOST_BLOCKS:
            raise ProfileError(_nobody(study, scarcest))
        draws = _draws(lacking, chance)
        population = _population(study, world, network, draws, seed)
        for number in range(block, block + int(np.ceil(draws.sum() / BLOCK_ROWS))):
            cases, condition = _included(study, population, number)
            parts.append(cases)
            conditions.append(condition)
            found += np.bincount(condition, minlength=len(found))
        block = number + 1
    return _in_order(concatenate(parts), np.concatenate(conditions), quota)


def _draws(wanted: Ints, chance: Floats) -> Floats:
    """Give how many of each condition to draw, so that enough are included."""
    return np.asarray((wanted + MARGIN * np.sqrt(wanted)) / chance, dtype=np.float64)


def _nobody(study: Study, scarcest: str) -> Fault:
    return Fault(
        f"studies/{study.id}.yaml",
        "population",
        "of people who can be generated",
        f"almost nobody included who has {scarcest}",
        "Widen `include`, `age_range` or `duration_days`, or take it out of the mix.",
    )


def _in_order(cases: CaseMatrix, condition: Ints, quota: Ints) -> CaseMatrix:
    """Keep so many of each condition, evenly mixed from first to last."""
    rank = np.empty(len(condition), dtype=np.int64)
    for code in np.unique(condition):
        own = np.flatnonzero(condition == code)
        rank[own] = np.arange(len(own))
    wanted = quota[condition]
    kept = np.flatnonzero(rank < wanted)
    place = (rank[kept] + 0.5) / wanted[kept]
    return cases[kept[np.argsort(place, kind="stable")]]


def _population(
    study: Study, world: StudyWorld, network: Network, weights: Floats, seed: int
) -> Population:
    mix = zip(network.condition_ids, weights.tolist(), strict=True)
    request = Request(
        seed=seed,
        care_setting=study.population.care_setting,
        mix=tuple((key, weight) for key, weight in mix if weight > 0),
        complete=True,
    )
    return Population(network, world.interviews, request)


def _included(
    study: Study, population: Population, number: int
) -> tuple[CaseMatrix, Ints]:
    """Draw a block; give those whom the study includes, and their conditions."""
    block = population.draw(number)
    drawn = block_matrix(block, population.network, slice(None))
    kept = _within_limits(study, drawn) & _with_findings(study, drawn)
    return drawn[kept], block.condition[kept]


def _within_limits(study: Study, cases: CaseMatrix) -> Bools:
    population = study.population
    kept = np.ones(len(cases), dtype=bool)
    limits = (
        (cases.age, population.age_range),
        (cases.duration_days, population.duration_days),
    )
    for values, between in limits:
        if between is not None:
            kept &= (values >= between[0]) & (values <= between[1])
    return kept


def _with_findings(study: Study, cases: CaseMatrix) -> Bools:
    if study.population.include is None:
        return np.ones(len(cases), dtype=bool)
    return criterion_holds(study.population.include, cases)


def included_shares(
    study: Study, world: StudyWorld, by_findings: bool = True, seed: int = SEED + 1
) -> Floats:
    """Estimate what part of the people with each condition a study would include.

    Parameters
    ----------
    study : Study
    world : StudyWorld
    by_findings : bool, default=True
        Without it, by age and duration alone.
    seed : int, optional
        Key of the stream.

    Returns
    -------
    ndarray of shape (n_conditions,)
        Above 0; 1 where nothing is asked, and for conditions outside the mix.
    """
    people = study.population
    shares = world.shares_of(study)
    limited = people.age_range is not None or people.duration_days is not None
    if not limited and (people.include is None or not by_findings):
        return np.ones_like(shares)
    equal = (shares > 0).astype(np.float64)
    population = _population(study, world, world.network_of(study), equal, seed)
    seen, kept = np.zeros_like(shares), np.zeros_like(shares)
    for number in range(PILOT_BLOCKS):
        block = population.draw(number)
        cases = block_matrix(block, population.network, slice(None))
        included = _within_limits(study, cases)
        if by_findings:
            included &= _with_findings(study, cases)
        seen += np.bincount(block.condition, minlength=len(seen))
        kept += np.bincount(block.condition[included], minlength=len(kept))
    return np.where(equal > 0, (kept + 0.5) / (seen + 1.0), 1.0)
