from __future__ import annotations

import numpy as np
import pytest

from pipeline.metrics import log_losses
from pipeline.model import Classifier
from pipeline.stages.calibration_cases import Reading
from pipeline.stages.leaning import evaluate_leaning, permuted
from tests.stages.reading import read_natural


@pytest.fixture(scope="module")
def natural(tiny_model: Classifier) -> Reading:
    return read_natural(tiny_model, 600)


def test_one_question_is_mixed_up_and_the_others_stay(natural: Reading) -> None:
    cases = natural.cases
    order = np.random.default_rng(1).permutation(len(cases))
    field = cases.finding_ids[3]
    mixed = permuted(cases, field, order)
    assert np.array_equal(mixed.answers[:, 3], cases.answers[order, 3])
    others = np.delete(np.arange(len(cases.finding_ids)), 3)
    assert np.array_equal(mixed.answers[:, others], cases.answers[:, others])
    aged = permuted(cases, "age", order)
    assert np.array_equal(aged.age, cases.age[order], equal_nan=True)
    assert aged.answers is cases.answers


def test_the_twenty_that_matter_most_come_in_order(
    tiny_model: Classifier, natural: Reading
) -> None:
    told = evaluate_leaning(tiny_model, natural, seed=4, n=400, n_resamples=10)
    assert told["n_cases"] == 400
    assert told["n_questions"] == len(natural.cases.finding_ids) + 5
    values = [row["model"]["value"] for row in told["rows"]]
    assert len(values) == 20
    assert values == sorted(values, reverse=True)
    assert values[0] > 0.05
    assert all(0 <= row["share_known"] <= 1 for row in told["rows"])


def test_the_rise_is_that_of_the_log_loss(
    tiny_model: Classifier, natural: Reading
) -> None:
    told = evaluate_leaning(tiny_model, natural, seed=4, n=600, n_resamples=3)
    order = np.random.default_rng(4).permutation(600)
    first = told["rows"][0]
    mixed = tiny_model.predict_proba(permuted(natural.cases, first["field"], order))
    before = log_losses(natural.y_true, natural.proba).mean()
    after = log_losses(natural.y_true, mixed).mean()
    assert first["model"]["value"] == pytest.approx(after - before)
