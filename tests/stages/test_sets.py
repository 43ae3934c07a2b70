from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.stats import binomtest

from pipeline.knowledge import load_knowledge
from pipeline.model import Classifier
from pipeline.model.conformal import SetThresholds
from pipeline.stages.by_condition import draw_by_condition
from pipeline.stages.sets import evaluate_sets, inside_sets
from tests.model.exact import IDS, Fixed, classifier_of

SMALL = {"seed": 31, "n_per_condition": 60, "n_cases": 1_500, "n_worlds": 2}
DEPTHS = ("natural", "withheld", "full")


@pytest.fixture(scope="module")
def figures(tiny_model: Classifier) -> dict[str, Any]:
    return evaluate_sets(tiny_model, **SMALL)


def test_every_condition_has_its_figures_at_every_depth(
    figures: dict[str, Any],
) -> None:
    rows = figures["by_condition"]
    assert {row["condition"] for row in rows} == set(IDS)
    profiles = load_knowledge().profiles
    for row in rows:
        emergency = profiles[row["condition"]].tier == "emergency"
        assert row["wanted"] == (0.99 if emergency else 0.90)
        for depth in DEPTHS:
            told = row[depth]
            missed = round((1 - told["coverage"]) * told["n_cases"])
            test = binomtest(missed, told["n_cases"], 1 - row["wanted"], "greater")
            assert told["p_value"] == pytest.approx(test.pvalue)
    for depth in DEPTHS:
        assert sum(row[depth]["n_cases"] for row in rows) == pytest.approx(
            28 * 60, abs=2
        )


def test_coverage_is_the_share_of_sets_that_hold_the_truth(
    tiny_model: Classifier, figures: dict[str, Any]
) -> None:
    cases = draw_by_condition(31, 60)
    inside = inside_sets(tiny_model, cases)
    for row in figures["by_condition"]:
        own = np.array([c == row["condition"] for c in cases.condition])  # type: ignore[union-attr]
        reached = inside[own, IDS.index(row["condition"])].mean()
        assert row["natural"]["coverage"] == pytest.approx(reached)


def test_the_more_is_known_the_smaller_the_sets(figures: dict[str, Any]) -> None:
    sizes = figures["sizes"]
    means = [sizes[depth]["mean"] for depth in ("full", "natural", "withheld")]
    assert means == sorted(means)
    for depth in DEPTHS:
        assert sizes[depth]["n_cases"] == 1_500
        assert 0 < sizes[depth]["holds_emergency"] <= 1


def test_worlds_are_told_by_mean_and_lowest(figures: dict[str, Any]) -> None:
    worlds = figures["worlds"]
    assert worlds["n_worlds"] == 2
    for key in ("coverage", "emergency_coverage"):
        assert 0 <= worlds[key]["lowest"] <= worlds[key]["mean"] <= 1


def test_the_same_seed_gives_the_same_figures(
    tiny_model: Classifier, figures: dict[str, Any]
) -> None:
    assert evaluate_sets(tiny_model, **SMALL) == figures


def test_what_is_always_in_is_always_covered(tiny_model: Classifier) -> None:
    everything = SetThresholds.of_probabilities((0.0,) * len(IDS))
    figures = evaluate_sets(replace(tiny_model, sets=everything), **SMALL)
    assert figures["below"] == []
    assert figures["sizes"]["full"] == {
        "n_cases": 1_500,
        "median": 28.0,
        "mean": 28.0,
        "holds_emergency": 1.0,
    }


def test_sets_of_the_top_alone_are_found_to_be_short() -> None:
    row = np.full(len(IDS), 0.01)
    row[IDS.index("disc_herniation")] = 1.0 - row[1:].sum()
    alone = SetThresholds.of_probabilities((0.5,) * len(IDS))
    figures = evaluate_sets(replace(classifier_of(Fixed(row)), sets=alone), **SMALL)
    short = {(item["condition"], item["depth"]) for item in figures["below"]}
    others = [key for key in IDS if key != "disc_herniation"]
    assert short == {(key, depth) for key in others for depth in DEPTHS}
