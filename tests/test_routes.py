"""Seven ways to an assessment, one answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.assess import assess
from pipeline.cases import CaseMix, matrix_from_cases
from pipeline.cases.case_mix import render_case_mix
from pipeline.knowledge import load_knowledge
from pipeline.metrics import Reliability
from pipeline.model.artifact import load_classifier, save_classifier
from pipeline.registry import promote_version
from pipeline.terms import Urgency
from pipeline.tracking import TrackedTrial, track_training
from tests.routes import (
    CASES,
    CHOSEN,
    ROUTES,
    Told,
    World,
    by_python,
    serving,
)
from tests.small_training import store_at, train_small

# The small training is unsure of everything; at these the model asks for each tier
# now and then, and rules and model take turns.
THRESHOLDS = {
    Urgency.EMERGENCY: 0.4,
    Urgency.URGENT_SAME_DAY: 0.4,
    Urgency.URGENT_2_WEEKS: 0.15,
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    small = train_small(tmp_path_factory)
    folder = tmp_path_factory.mktemp("routes")
    classifier = load_classifier(small.model)
    model = folder / "model"
    save_classifier(
        model, replace(classifier, urgency_thresholds=THRESHOLDS), 1, {}, {}
    )
    uri = small.spare_store(folder)
    with store_at(uri):
        _track(model)
    # It takes its time to start, which the other routes use.
    with serving(folder, uri) as server:
        yield World(folder, model, uri, server)


def _track(model: Path) -> None:
    """Track a model as a training would, and make it the champion."""
    trial = TrackedTrial("naive_bayes", {}, 10, {"log_loss": 1.0})
    notes = {
        "calibration": {"method": "none", "log_loss": {}},
        "data_digest": "0",
        "n_cases": {"train": 10},
    }
    points = np.array([0.2, 0.8])
    curve = Reliability(points, points, np.array([5, 5]))
    examples = matrix_from_cases(list(CASES.values()))
    track_training(model, [trial], trial.name, notes, curve, examples)
    promote_version(load_classifier(model).digest, "to be served")


@pytest.fixture(scope="module")
def expected(world: World) -> dict[str, Told]:
    return dict(zip(CASES, by_python(world), strict=True))


@pytest.fixture(scope="module")
def elsewhere(world: World) -> World:
    """The same model, asked for another case mix."""
    path = world.folder / "mix.yaml"
    even = dict.fromkeys(load_knowledge().condition_ids, (0.0, 1.0))
    mix = CaseMix("even", {key: 1 / len(even) for key in even})
    path.write_text(render_case_mix(mix, even, 10, "made by hand"))
    return replace(world, mix=path)


@pytest.fixture(scope="module")
def expected_elsewhere(elsewhere: World) -> dict[str, Told]:
    return dict(zip(CASES, by_python(elsewhere), strict=True))


@pytest.fixture(scope="module", params=ROUTES)
def by_route(
    request: pytest.FixtureRequest, world: World
) -> tuple[str, dict[str, Told]]:
    return request.param, dict(zip(CASES, ROUTES[request.param](world), strict=True))


@pytest.mark.parametrize("name", CASES)
def test_every_route_gives_the_same_answer(
    by_route: tuple[str, dict[str, Told]], expected: dict[str, Told], name: str
) -> None:
    route, answers = by_route
    _same(route, answers[name], expected[name])


def _same(route: str, given: Told, wanted: Told) -> None:
    if given.urgency is None:
        # Of a patient who was asked nothing the app names neither urgency nor causes.
        assert route == "app"
        assert (wanted.urgency_from, wanted.rules) == ("model", [])
        assert given.order == []
        return
    told = (given.urgency, given.urgency_from)
    assert told == (wanted.urgency, wanted.urgency_from)
    assert given.rules == wanted.rules
    # A page has room for the first only.
    least = 8 if route == "app" else len(load_knowledge().condition_ids)
    assert len(given.order) >= least
    assert given.order == wanted.order[: len(given.order)]


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_follows_a_case_mix_alike(
    route: str,
    elsewhere: World,
    expected: dict[str, Told],
    expected_elsewhere: dict[str, Told],
) -> None:
    for given, wanted in zip(
        ROUTES[route](elsewhere), expected_elsewhere.values(), strict=True
    ):
        _same(route, given, wanted)
    for name, own in expected.items():
        other = expected_elsewhere[name]
        assert other.rules == own.rules
        assert other.order != own.order


def test_the_cases_show_all_that_can_differ(
    world: World, expected: dict[str, Told]
) -> None:
    assert set(CASES) == {*CHOSEN, "empty", "unknowns"}
    assert {item.urgency for item in expected.values()} == set(Urgency)
    ways = {(item.urgency_from, bool(item.rules)) for item in expected.values()}
    assert ways == {("red_flag", True), ("model", False), ("model", True)}
    model = load_classifier(world.model)
    results = [assess(case, model) for case in CASES.values()]
    assert all(result.model is not None for result in results)
    # Rules that speak against the model, in urgency and in order.
    outranked = [
        result
        for result in results
        if result.opinion.tier is Urgency.ROUTINE
        and result.urgency is Urgency.EMERGENCY
        and result.differential[0]["probability"]
        < max(entry["probability"] for entry in result.differential)
    ]
    assert outranked
