"""What a replay may not show; the last test replays every study that ships."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.knowledge.studies import load_studies
from pipeline.replays.replay import (
    StudyResult,
    replay,
    summarise_replay,
)
from pipeline.stages.params import ReplayParams, load_params
from pipeline.stages.replay import failed_checks
from tests.replays.results import EXPLAINED, FIGURE, OUTSIDE, TOO_GOOD, results

GATES = ReplayParams(consistency=0.9, validation=0.75)


def test_a_miss_without_an_explanation_fails() -> None:
    assert failed_checks(results(FIGURE, EXPLAINED)) == []
    assert failed_checks(results(FIGURE, OUTSIDE)) == [
        "s: f lies outside and is not explained"
    ]


def test_nothing_explains_being_too_good() -> None:
    assert failed_checks(results(TOO_GOOD)) == [
        "s: f is too good: above the top of what was published"
    ]


def test_the_gates_hold_for_each_kind() -> None:
    cited = replace(FIGURE, kind="consistency")
    missed = replace(EXPLAINED, kind="consistency")
    assert failed_checks(results(*[cited] * 9, missed), GATES) == []
    assert failed_checks(results(*[cited] * 8, missed), GATES) == [
        "consistency: 8 of 9 inside (88.9%); it must be at least 90%"
    ]
    assert failed_checks(results(*[FIGURE] * 3, EXPLAINED), GATES) == []
    assert failed_checks(results(FIGURE, EXPLAINED), GATES) == [
        "validation: 1 of 2 inside (50.0%); it must be at least 75%"
    ]


def test_some_studies_alone_are_not_held_to_the_gates() -> None:
    assert failed_checks(results(EXPLAINED)) == []


def test_some_studies_of_many_are_the_same_as_alone(
    all_results: list[StudyResult],
) -> None:
    assert replay([all_results[-1].id]) == all_results[-1:]


@pytest.fixture(scope="session")
def all_results() -> list[StudyResult]:
    """Every study that ships, replayed once."""
    return replay()


def test_what_ships_keeps_every_rule(all_results: list[StudyResult]) -> None:
    assert [result.id for result in all_results] == list(load_studies())
    summary = summarise_replay(all_results)
    assert summary["n_studies"] >= 25
    assert summary["validation"]["n"] >= 50
    assert failed_checks(all_results, load_params().replay) == []
