from dataclasses import replace

import numpy as np
import pytest

from pipeline.model.artifact import load_classifier
from pipeline.model.training import true_columns
from pipeline.stages.calibration_cases import Reading
from pipeline.stages.home_mix import home_mix
from pipeline.stages.in_depth import evaluate_in_depth, regret_by_condition
from pipeline.stages.params import load_params
from pipeline.synthesis import Request, posterior, reference_network, sample_cases
from tests.small_training import SmallTraining

NETWORK = reference_network()
LEVEL = tuple((condition, 1 / 28) for condition in NETWORK.condition_ids)


@pytest.fixture(scope="module")
def flat() -> Reading:
    cases = sample_cases(1_400, Request(seed=6, mix=LEVEL))
    exact = posterior(cases, NETWORK, dict(LEVEL))
    return Reading("equal_shares", cases, true_columns(cases), exact, exact)


def test_the_posterior_itself_regrets_nothing(flat: Reading) -> None:
    rows = regret_by_condition(flat)
    assert [row["condition"] for row in rows] == list(NETWORK.condition_ids)
    assert sum(row["n_cases"] for row in rows) == 1_400
    assert {row["regret_nats"] for row in rows} == {0.0}


def test_regret_is_that_of_the_natural_mix(flat: Reading) -> None:
    """Doubling the odds of one condition costs its competitors alone, at any mix."""
    moved = flat.exact.copy()
    moved[:, 0] *= 2
    moved /= moved.sum(axis=1, keepdims=True)
    rows = regret_by_condition(replace(flat, proba=moved))
    natural = flat.exact * np.array(home_mix())[flat.cases.care_setting]
    natural /= natural.sum(axis=1, keepdims=True)
    for c in (0, 1):
        own = flat.y_true == c
        bias = np.log1p(natural[own, 0]) - (np.log(2) if c == 0 else 0)
        assert rows[c]["regret_nats"] == pytest.approx(bias.mean(), abs=1e-9)


def test_every_part_is_there_and_what_is_not_known_is_nothing(
    small: SmallTraining,
) -> None:
    classifier = load_classifier(small.model)
    cases = sample_cases(2_000, Request(seed=8))
    exact = posterior(cases, NETWORK)
    natural = Reading(
        "natural", cases, true_columns(cases), classifier.predict_proba(cases), exact
    )
    params = load_params(small.params).evaluate.in_depth
    bare = replace(classifier, spread=None, typicality=None)
    told = evaluate_in_depth(bare, natural, params)
    assert told["outsiders"] is None
    assert told["intervals"] is None
    assert {"calibration_in_depth", "sets_in_depth", "shift", "interviews"} <= set(told)
