from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pipeline.assess.many import score_cases
from pipeline.model import Classifier
from pipeline.model.tiers import tier_ranks
from pipeline.model.training import true_columns
from pipeline.stages.merged import Merged, read_merged
from pipeline.stages.urgency import evaluate_urgency, false_alarms, sensitivities
from pipeline.synthesis import Request, sample_cases
from pipeline.terms import Urgency

N = 1_500
CASES = sample_cases(N, Request(seed=12))
Y_TRUE = true_columns(CASES)


@pytest.fixture(scope="module")
def merged(tiny_model: Classifier) -> Merged:
    return read_merged(CASES, tiny_model)


@pytest.fixture(scope="module")
def told(tiny_model: Classifier) -> dict[str, Any]:
    return evaluate_urgency(tiny_model, 12, N, 20, 10)


def test_the_urgency_is_the_one_of_the_assessment(
    merged: Merged, tiny_model: Classifier
) -> None:
    scores = score_cases(CASES, tiny_model)
    assert np.array_equal(merged.both, scores.urgency)
    assert np.array_equal(merged.both, np.maximum(merged.rules, merged.model))
    assert (merged.posterior_both >= merged.rules).all()


def test_every_patient_is_counted_once(told: dict[str, Any], merged: Merged) -> None:
    confusion = told["confusion"]
    assert sum(sum(row.values()) for row in confusion.values()) == N
    true = tier_ranks()[Y_TRUE]
    missed = (true == Urgency.EMERGENCY.rank) & (merged.both == 0)
    assert confusion["emergency"]["routine"] == missed.sum()


def test_both_together_find_what_either_finds(told: dict[str, Any]) -> None:
    assert len(told["found"]) == 10
    for row in told["found"]:
        assert row["both"]["n"] == row["n"]
        if row["n"]:
            alone = max(row["rules"]["value"], row["model"]["value"])
            assert row["both"]["low"] <= row["both"]["value"] <= row["both"]["high"]
            assert row["both"]["value"] >= alone
    assert told["found"][0]["tier"] == "emergency"


def test_alarms_are_counted_among_the_harmless_alone(merged: Merged) -> None:
    rows = false_alarms(merged, Y_TRUE)
    harmless = tier_ranks()[Y_TRUE] == 0
    assert {row["n"] for row in rows} == {harmless.sum()}
    assert rows[0]["both"]["value"] == (merged.both[harmless] == 3).mean()
    # A worse tier holds no more patients than a milder one.
    values = [row["both"]["value"] for row in rows]
    assert values == sorted(values)


def test_a_condition_that_nobody_has_has_no_share(merged: Merged) -> None:
    rows = sensitivities(merged, np.full(N, -1))
    assert {row["both"]["value"] for row in rows} == {None}


def test_the_decision_curve_keeps_its_known_points(told: dict[str, Any]) -> None:
    emergency, same_day = told["decisions"]
    assert emergency["n_events"] < same_day["n_events"]
    for decision in told["decisions"]:
        share = decision["n_events"] / decision["n_cases"]
        for row in decision["curve"]:
            odds = row["threshold"] / (1 - row["threshold"])
            assert row["none"]["value"] == 0.0
            assert row["all"]["value"] == pytest.approx(share - (1 - share) * odds)
            assert row["model"]["value"] <= share
            assert row["model"]["low"] <= row["model"]["high"]
