"""Make lessons: fresh cases with the exact posterior of every condition.

Half of the cases of a lesson follow the documented case mix. The other half are drawn
with every condition equally common, so that rare ones are learnt as well as common
ones; they are taught at a mix half-way between the two.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from pipeline.cases import CARE_SETTINGS, CaseMatrix
from pipeline.cases.matrix import concatenate
from pipeline.knowledge import load_knowledge
from pipeline.metrics import log_odds
from pipeline.model.teacher import Lesson, Teacher, WorldShift
from pipeline.stages.by_condition import ROWS_APART, draw_by_condition
from pipeline.stages.home_mix import home_mix, level_mix
from pipeline.stages.params import TeacherParams
from pipeline.synthesis import (
    BLOCK_ROWS,
    Request,
    draw_population,
    posterior,
    reference_network,
    sample_cases,
)
from pipeline.synthesis.interview import build_interviews
from pipeline.synthesis.population import Population, block_matrix
from pipeline.synthesis.stream import world_rng

Floats = NDArray[np.float64]
Drawn = TypeVar("Drawn")
LESSON_ROWS = 2 * BLOCK_ROWS
# Lessons that wait while one is learnt: enough that nobody waits, few enough to hold.
AHEAD = 6
# Where between the documented mix and equal shares the rare half is taught.
TEMPER = 0.5


def build_teacher(params: TeacherParams, select: CaseMatrix, workers: int) -> Teacher:
    """Put the streams of lessons and worlds together.

    Parameters
    ----------
    params : TeacherParams
    select : CaseMatrix
        Cases on which candidates are compared.
    workers : int
        Processes that make lessons; their number changes no byte.

    Returns
    -------
    Teacher
    """
    network = reference_network()
    n_lessons = max(1, params.n // LESSON_ROWS)
    return Teacher(
        condition_ids=network.condition_ids,
        n_rows=n_lessons * LESSON_ROWS,
        lessons=partial(_lessons, params.seed, n_lessons, workers),
        select_posterior=posterior(select, network),
        worlds=partial(_worlds, params.world_seed, params.n_worlds, workers),
        n_worlds=params.n_worlds,
        level=draw_by_condition(params.level_seed, params.n_per_condition),
        level_complete=draw_by_condition(
            params.level_seed, params.n_per_condition, complete=True
        ),
        complete=sample_cases(
            params.n_complete,
            Request(params.level_seed, complete=True),
            start=len(CARE_SETTINGS) * ROWS_APART,
        ),
    )


def _lessons(seed: int, n_lessons: int, workers: int) -> Iterator[Lesson]:
    return _in_order(draw_lesson, seed, n_lessons, workers)


def _worlds(seed: int, n_worlds: int, workers: int) -> Iterator[WorldShift]:
    return _in_order(draw_world_shift, seed, n_worlds, workers)


def _in_order(
    draw: Callable[[int, int], Drawn], seed: int, n: int, workers: int
) -> Iterator[Drawn]:
    """Draw many of a kind ahead of their use, in the order of their numbers."""
    if workers == 1:
        yield from (draw(seed, i) for i in range(n))
        return
    # Processes started afresh: a fork would copy the locks of our threads as they
    # happen to be held.
    fresh = get_context("spawn")
    with ProcessPoolExecutor(workers, fresh, _take_one_thread) as pool:
        drawing: deque[Future[Drawn]] = deque()
        for i in range(n):
            drawing.append(pool.submit(draw, seed, i))
            if len(drawing) == AHEAD:
                yield drawing.popleft().result()
        while drawing:
            yield drawing.popleft().result()


def _take_one_thread() -> None:
    """Keep a drawing process to its own core."""
    threadpool_limits(limits=1)


def draw_lesson(seed: int, number: int) -> Lesson:
    """Draw one lesson.

    Parameters
    ----------
    seed, number : int
        Of the stream, and of the lesson in it.

    Returns
    -------
    Lesson
        `LESSON_ROWS` cases in shuffled order.
    """
    network = reference_network()
    natural, level = _populations(seed)
    parts = [
        block_matrix(population.draw(block), network, slice(None))
        for population, block in ((natural, 2 * number), (level, 2 * number + 1))
    ]
    order = np.random.default_rng([seed, number]).permutation(LESSON_ROWS)
    cases = concatenate(parts)[order]
    weights = _log_weights()[cases.care_setting]
    weights[order < BLOCK_ROWS] = 0.0
    targets = posterior(cases, network) * np.exp(weights)
    targets /= targets.sum(axis=1, keepdims=True)
    return Lesson(cases, targets.astype(np.float32), weights.astype(np.float32))


@cache
def _populations(seed: int) -> tuple[Population, Population]:
    """Prepare the documented mix and equal shares, once a process."""
    network, interviews = reference_network(), build_interviews(load_knowledge())
    return (
        Population(network, interviews, Request(seed=seed)),
        Population(network, interviews, Request(seed=seed, mix=level_mix())),
    )


def _log_weights() -> Floats:
    """Log of the tempered mix over the documented one: (n_settings + 1, n_conditions).

    The last row serves where the care setting is unknown: its code is -1.
    """
    scores = -TEMPER * np.log(np.array(home_mix()))
    return np.asarray(scores - scores.mean(axis=1, keepdims=True), dtype=np.float64)


def draw_world_shift(seed: int, number: int) -> WorldShift:
    """Draw one world and cases of it, and read them there and in the reference world.

    Parameters
    ----------
    seed, number : int
        Of the stream, and of the world in it.

    Returns
    -------
    WorldShift
        `BLOCK_ROWS` cases; in every other world conditions are equally common, so that
        rare ones are among them.
    """
    reference = reference_network()
    world = draw_population(world_rng(seed, number))
    mix = level_mix() if number % 2 else None
    population = Population(
        world, build_interviews(load_knowledge()), Request(seed=seed, mix=mix)
    )
    cases = block_matrix(population.draw(number), world, slice(None))
    proba = posterior(cases, reference)
    shift = log_odds(posterior(cases, world)) - log_odds(proba)
    return WorldShift(cases, proba, shift)
