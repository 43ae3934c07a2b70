import multiprocessing

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from pipeline.model.spread import log_odds
from pipeline.stages.params import TeacherParams
from pipeline.stages.teaching import (
    LESSON_ROWS,
    build_teacher,
    draw_lesson,
    draw_world_shift,
)
from pipeline.synthesis import Request, posterior, reference_network, sample_cases

NETWORK = reference_network()
PARAMS = TeacherParams(
    seed=41,
    n=3 * LESSON_ROWS,
    world_seed=42,
    n_worlds=2,
    level_seed=43,
    n_per_condition=20,
    n_complete=50,
)


def test_natural_cases_are_taught_with_the_exact_posterior() -> None:
    lesson = draw_lesson(41, 0)
    natural = ~lesson.log_weights.any(axis=1)
    assert natural.sum() == LESSON_ROWS // 2
    exact = posterior(lesson.cases[natural], NETWORK)
    assert lesson.targets[natural] == pytest.approx(exact, abs=1e-6)


def test_the_other_half_is_level_and_its_weights_lead_back_to_the_posterior() -> None:
    lesson = draw_lesson(41, 0)
    level = lesson.log_weights.any(axis=1)
    counts = np.unique(lesson.cases.condition[level].astype(str), return_counts=True)[1]
    assert len(counts) == 28
    assert counts.min() > 0.6 * counts.max()
    back = lesson.targets[level] * np.exp(-lesson.log_weights[level].astype(float))
    back /= back.sum(axis=1, keepdims=True)
    exact = posterior(lesson.cases[level], NETWORK)
    assert back == pytest.approx(exact, abs=1e-4)
    # Rare conditions are moved up, none to where they are as common as in the drawing.
    weights = lesson.log_weights[level]
    assert np.corrcoef(weights.mean(axis=0), NETWORK.case_mix.mean(axis=0))[0, 1] < 0


def test_no_case_comes_twice() -> None:
    first, second = draw_lesson(41, 0).cases, draw_lesson(41, 1).cases
    assert not np.array_equal(np.sort(first.age), np.sort(second.age))
    assert not np.array_equal(draw_lesson(43, 0).cases.answers, first.answers)


@pytest.mark.parametrize("workers", [1, 2])
def test_lessons_come_in_order_however_many_make_them(workers: int) -> None:
    select = sample_cases(50, Request(seed=1))
    teacher = build_teacher(PARAMS, select, workers)
    assert teacher.n_rows == 3 * LESSON_ROWS
    assert teacher.select_posterior == pytest.approx(posterior(select, NETWORK))
    with threadpool_limits(limits=1):
        expected = [draw_lesson(41, number) for number in range(3)]
        for lesson, same in zip(teacher.lessons(), expected, strict=True):
            assert np.array_equal(lesson.cases.answers, same.cases.answers)
            assert np.array_equal(lesson.targets, same.targets)


def test_who_stops_listening_early_is_not_kept_waiting() -> None:
    teacher = build_teacher(PARAMS, sample_cases(50, Request(seed=1)), workers=2)
    lessons = teacher.lessons()
    next(lessons)
    lessons.close()
    assert multiprocessing.active_children() == []
    assert next(teacher.lessons()).cases.answers.any()


def test_a_shift_is_the_way_from_the_reference_world_to_another() -> None:
    world = draw_world_shift(42, 1)
    reference = posterior(world.cases, NETWORK)
    assert world.proba == pytest.approx(reference)
    there = log_odds(reference) + world.shift
    assert np.isfinite(there).all()
    assert np.abs(world.shift).max() > 0.5
    again = draw_world_shift(42, 1)
    assert np.array_equal(again.shift, world.shift)
    assert not np.array_equal(draw_world_shift(42, 2).shift, world.shift)
