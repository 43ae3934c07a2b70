from __future__ import annotations

from typing import Any

import pytest

from pipeline.model import Classifier
from pipeline.stages.robustness import evaluate_robustness


@pytest.fixture(scope="module")
def told(tiny_model: Classifier) -> dict[str, Any]:
    return evaluate_robustness(tiny_model, seed=5, n=2_000, n_resamples=20)


def test_every_way_of_degrading_is_there_after_the_answers_as_given(
    told: dict[str, Any],
) -> None:
    assert [(row["how"], row["share"]) for row in told["rows"]] == [
        ("as_given", 0.0),
        ("withheld", 0.1),
        ("withheld", 0.3),
        ("withheld", 0.5),
        ("flipped", 0.02),
        ("flipped", 0.05),
    ]


def test_as_given_nothing_is_lost(told: dict[str, Any]) -> None:
    first = told["rows"][0]
    for who in ("model", "posterior"):
        lost = {k: v for k, v in first[who].items() if k.startswith("lost_")}
        assert len(lost) == 4
        assert {abs(item["value"]) for item in lost.values()} == {0.0}


def test_the_more_is_withheld_or_wrong_the_more_is_lost(told: dict[str, Any]) -> None:
    for who in ("model", "posterior"):
        lost = [row[who]["lost_log_loss"]["value"] for row in told["rows"]]
        assert lost[0] < lost[1] < lost[2] < lost[3]
        assert lost[0] < lost[4] < lost[5]


def test_what_is_lost_is_the_difference_of_the_figures(told: dict[str, Any]) -> None:
    before, after = (told["rows"][i]["model"] for i in (0, 3))
    for name, sign in (("top1", -1), ("log_loss", 1), ("emergency_sensitivity", -1)):
        apart = after[name]["value"] - before[name]["value"]
        assert after[f"lost_{name}"]["value"] == pytest.approx(sign * apart)


def test_the_same_seed_gives_the_same_figures(tiny_model: Classifier) -> None:
    one, two = (evaluate_robustness(tiny_model, 6, 300, 3) for _ in range(2))
    assert one == two
