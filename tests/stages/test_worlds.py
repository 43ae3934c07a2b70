from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pipeline.knowledge import load_knowledge
from pipeline.model import Classifier
from pipeline.model.artifact import load_classifier
from pipeline.stages.params import WorldParams, load_params
from pipeline.stages.worlds import (
    draw_cases,
    evaluate_worlds,
    exact_reader,
    read_worlds,
    world_number,
)
from pipeline.synthesis import (
    BLOCK_ROWS,
    Request,
    draw_population,
    posterior,
    reference_network,
    sample_cases,
)
from pipeline.synthesis.stream import world_rng
from tests.small_training import SmallTraining

PARAMS = WorldParams(seed=107, n_worlds=3, n_rival_worlds=2, n_cases=700)


@pytest.fixture(scope="module")
def classifier(small: SmallTraining) -> Classifier:
    return load_classifier(small.model)


@pytest.fixture(scope="module")
def figures(classifier: Classifier) -> dict[str, Any]:
    return evaluate_worlds(classifier, PARAMS)


def losses(proba: np.ndarray, labels: np.ndarray) -> np.ndarray:
    ids = load_knowledge().condition_ids
    truth = np.array([ids.index(label) for label in labels])
    # The small model never saw the rarest conditions; nothing is taken as impossible.
    return -np.log(np.maximum(proba[np.arange(len(truth)), truth], 1e-15))


def test_cases_of_a_world_are_the_same_however_many_are_drawn() -> None:
    network = reference_network()
    few = draw_cases(network, 107, 4, 50)
    many = draw_cases(network, 107, 4, BLOCK_ROWS + 10)
    assert (len(few), len(many)) == (50, BLOCK_ROWS + 10)
    assert np.array_equal(few.answers, many[slice(0, 50)].answers)
    assert np.array_equal(few.condition, many[slice(0, 50)].condition)
    assert not np.array_equal(many.answers[:10], many.answers[-10:])


def test_no_two_worlds_share_cases_and_none_has_those_of_training() -> None:
    network = reference_network()
    groups = [draw_cases(network, 107, n, 40).answers for n in (0, 1, 1000, 3000)]
    stream = load_params().generate.train
    groups.append(sample_cases(40, Request(seed=stream.seed)).answers)
    for i, one in enumerate(groups):
        for other in groups[:i]:
            assert not np.array_equal(one, other)


def test_worlds_are_numbered_apart() -> None:
    numbers = [
        world_number(group, index)
        for group in ("unseen", "extreme", "rival_a", "rival_b")
        for index in (0, 1, 999)
    ]
    assert len(set(numbers)) == len(numbers)
    draws = [world_rng(107, number).random(3).tolist() for number in numbers]
    assert len({tuple(draw) for draw in draws}) == len(draws)


def test_the_figures_are_those_worked_out_world_by_world(
    classifier: Classifier, figures: dict[str, Any]
) -> None:
    within, across = [], []
    for index in range(PARAMS.n_worlds):
        network = draw_population(world_rng(107, index))
        cases = draw_cases(network, 107, index, PARAMS.n_cases)
        assert cases.condition is not None
        model = losses(classifier.predict_proba(cases), cases.condition).mean()
        own = losses(posterior(cases, network), cases.condition).mean()
        average = losses(posterior(cases, reference_network()), cases.condition).mean()
        within.append(model - own)
        across.append(model - average)
    for name, regret in (("within", within), ("across", across)):
        assert figures[name]["mean"] == pytest.approx(np.mean(regret))
        assert figures[name]["worst"] == pytest.approx(max(regret))
        error = np.std(regret, ddof=1) / np.sqrt(len(regret))
        assert figures[name]["se"] == pytest.approx(error)
    gap = figures["log_loss"] - figures["best_log_loss"]
    assert figures["within"]["mean"] == pytest.approx(gap)
    gap = figures["log_loss"] - figures["reference_log_loss"]
    assert figures["across"]["mean"] == pytest.approx(gap)


def test_who_knows_the_world_is_best_and_who_knows_it_not_comes_next(
    figures: dict[str, Any],
) -> None:
    for part in (figures, *figures["extremes"]):
        order = [part[f"{name}log_loss"] for name in ("best_", "reference_", "")]
        assert order == sorted(order)
        assert part["best_top3"] >= part["best_top1"]
    assert figures["n_cases"] == 3 * 700


def test_extremes_are_three_worlds_of_their_own(figures: dict[str, Any]) -> None:
    extremes = figures["extremes"]
    assert [row["end"] for row in extremes] == ["low", "high", "mixed"]
    assert len({row["best_log_loss"] for row in extremes}) == 3
    for row in extremes:
        assert row["n_cases"] == 700
        assert row["within"] == pytest.approx(row["log_loss"] - row["best_log_loss"])
        gap = row["log_loss"] - row["reference_log_loss"]
        assert row["across"] == pytest.approx(gap)


def test_more_worlds_leave_the_first_ones_as_they_were(classifier: Classifier) -> None:
    networks = [(n, draw_population(world_rng(107, n))) for n in (0, 1)]
    readers = {"model": classifier.predict_proba}
    both = read_worlds(networks, readers, PARAMS)
    one = read_worlds(networks[1:], readers, PARAMS)
    for name, rows in both.items():
        assert rows.shape == (2, 3)
        assert np.array_equal(rows[1:], one[name])


def test_the_reader_of_the_very_world_is_the_best() -> None:
    network = reference_network()
    figures = read_worlds([(0, network)], {"same": exact_reader(network)}, PARAMS)
    assert np.array_equal(figures["same"], figures["best"])


def test_the_same_worlds_have_the_same_figures(
    classifier: Classifier, figures: dict[str, Any]
) -> None:
    assert evaluate_worlds(classifier, PARAMS) == figures
