from __future__ import annotations

from typing import Any

import pytest

from pipeline.knowledge import load_knowledge
from pipeline.knowledge.halves import count_half
from pipeline.model import Classifier
from pipeline.model.artifact import load_classifier
from pipeline.stages.params import WorldParams
from pipeline.stages.rivals import evaluate_rivals, half_compiler, half_network
from pipeline.stages.worlds import MEASURES, draw_cases
from pipeline.synthesis import posterior
from pipeline.synthesis.stream import world_rng
from tests.small_training import SmallTraining
from tests.stages.test_worlds import losses

PARAMS = WorldParams(seed=107, n_worlds=2, n_rival_worlds=2, n_cases=1500)
PREFIXES = ("", "same_half_", "best_", "model_")


@pytest.fixture(scope="module")
def classifier(small: SmallTraining) -> Classifier:
    return load_classifier(small.model)


@pytest.fixture(scope="module")
def figures(classifier: Classifier) -> dict[str, Any]:
    return evaluate_rivals(classifier, PARAMS)


def test_either_half_reads_the_cases_of_the_other(figures: dict[str, Any]) -> None:
    pairs = [(row["cases_from"], row["reader_of"]) for row in figures["directions"]]
    assert pairs == [("a", "b"), ("b", "a")]
    assert [row["n_cases"] for row in figures["directions"]] == [3000, 3000]
    assert figures["n_cases"] == 6000
    assert figures["n_worlds"] == 4


def test_the_whole_is_the_mean_of_both_directions(figures: dict[str, Any]) -> None:
    for prefix in PREFIXES:
        for name in MEASURES:
            key = f"{prefix}{name}"
            mean = sum(row[key] for row in figures["directions"]) / 2
            assert figures[key] == pytest.approx(mean)
    gap = figures["log_loss"] - figures["best_log_loss"]
    assert figures["regret_nats"] == pytest.approx(gap)


def test_who_knows_more_reads_better(figures: dict[str, Any]) -> None:
    for part in (figures, *figures["directions"]):
        order = [part[f"{name}log_loss"] for name in ("best_", "same_half_", "")]
        assert order == sorted(order)
        assert part["regret_nats"] > 0
        assert part["top1"] < part["same_half_top1"] < part["best_top1"]


def test_the_reader_is_the_exact_posterior_of_the_other_half(
    figures: dict[str, Any],
) -> None:
    told = []
    for index in (0, 1):
        # Rival worlds of half a are the third group of a thousand.
        number = 2000 + index
        network = half_compiler("a").draw(world_rng(107, number))
        cases = draw_cases(network, 107, number, 1500)
        assert cases.condition is not None
        told.append(losses(posterior(cases, half_network("b")), cases.condition).mean())
    from_a = figures["directions"][0]
    assert from_a["log_loss"] == pytest.approx(sum(told) / 2)


def test_each_half_says_what_it_is_made_of(figures: dict[str, Any]) -> None:
    assert set(figures["halves"]) == {"a", "b"}
    counts = count_half(load_knowledge(), "b")
    assert figures["halves"]["b"]["n_published"] == counts.n_published
