"""The case mix of a place, from cases that nobody has labelled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.errors import ArtifactError
from pipeline.model import Classifier
from pipeline.model import adaptation as module
from pipeline.model.adaptation import adapt_to, case_mix_intervals, estimate_case_mix
from pipeline.model.bias_correction import BiasCorrection
from pipeline.model.case_mix import reference_rows
from pipeline.stages.home_mix import home_mix
from pipeline.synthesis import Request, posterior, reference_network, sample_cases
from tests.model.exact import IDS, classifier_of, exact_estimator

DRAWN = np.random.default_rng(8).dirichlet(np.ones(len(IDS)))


def exact_cases(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    mix = tuple(zip(IDS, DRAWN.tolist(), strict=True))
    cases = sample_cases(n, Request(seed=seed, mix=mix))
    rows = reference_rows(home_mix(), cases.care_setting)
    return posterior(cases, reference_network()), rows


PROBA, ROWS = exact_cases(6000, 71)
ESTIMATED = estimate_case_mix(PROBA, ROWS)


def test_the_mix_that_made_the_cases_is_found() -> None:
    assert pytest.approx(1.0) == ESTIMATED.sum()
    assert (ESTIMATED > 0).all()
    assert pytest.approx(DRAWN, abs=0.025) == ESTIMATED
    assert np.abs(ESTIMATED - DRAWN).mean() < 0.005


def test_it_is_where_plain_em_ends() -> None:
    some, rows = PROBA[:1500], ROWS[:1500]
    likelihoods, prior = some / rows, rows.mean(axis=0)
    pseudo, weights = module.PSEUDO_CASES * prior, prior
    for _ in range(4000):
        shares = likelihoods * weights
        expected = (shares / shares.sum(axis=1, keepdims=True)).sum(axis=0) + pseudo
        weights = expected / expected.sum()
    assert estimate_case_mix(some, rows) == pytest.approx(weights, abs=1e-5)


def test_the_order_of_the_cases_does_not_matter() -> None:
    order = np.random.default_rng(0).permutation(len(PROBA))
    again = estimate_case_mix(PROBA[order], ROWS[order])
    assert pytest.approx(again, abs=1e-6) == ESTIMATED


def test_certain_cases_are_counted() -> None:
    y = np.array([0] * 60 + [1] * 30 + [2] * 10)
    reference = np.full((100, 3), 1 / 3)
    estimated = estimate_case_mix(np.eye(3)[y], reference)
    pseudo = module.PSEUDO_CASES / 3
    wanted = (np.array([60, 30, 10]) + pseudo) / (100 + module.PSEUDO_CASES)
    assert estimated == pytest.approx(wanted, abs=1e-6)


def test_cases_that_say_nothing_leave_the_mix_as_it_was() -> None:
    estimated = estimate_case_mix(ROWS[:500], ROWS[:500])
    assert estimated == pytest.approx(ROWS[:500].mean(axis=0), abs=0.005)


def test_certain_counts_have_the_interval_of_a_proportion() -> None:
    n, hits = 400, 120
    y = (np.arange(n) < hits).astype(int)
    reference = np.full((n, 2), 0.5)
    proba = np.eye(2)[y]
    weights = estimate_case_mix(proba, reference)
    low, high = case_mix_intervals(proba, reference, weights)
    assert (low < weights).all()
    assert (weights < high).all()
    half = 1.96 * np.sqrt(0.3 * 0.7 / n)
    assert (high[1] - low[1]) / 2 == pytest.approx(half, rel=0.04)
    # One share is what the other leaves.
    assert low + high[::-1] == pytest.approx(np.ones(2), abs=1e-3)


def test_a_condition_that_happened_not_to_come_is_not_excluded() -> None:
    n = 300
    reference = np.tile([0.999, 0.001], (n, 1))
    proba = np.tile([1.0, 0.0], (n, 1))
    weights = estimate_case_mix(proba, reference)
    low, high = case_mix_intervals(proba, reference, weights)
    assert low[1] == 0.0
    # The likelihood of none in 300 falls by what is allowed at 1.92 / 300.
    assert high[1] == pytest.approx(1.92 / n, rel=0.1)


def test_intervals_hold_most_of_the_true_shares_and_narrow_with_more_cases() -> None:
    low, high = case_mix_intervals(PROBA, ROWS, ESTIMATED)
    assert ((low <= DRAWN) & (high >= DRAWN)).sum() >= 24
    assert ((low <= ESTIMATED) & (high >= ESTIMATED)).all()
    some, rows = PROBA[:600], ROWS[:600]
    less = case_mix_intervals(some, rows, estimate_case_mix(some, rows))
    assert (less[1] - less[0]).mean() > 2 * (high - low).mean()


def test_one_case_is_enough_to_answer_and_says_little() -> None:
    weights = estimate_case_mix(PROBA[:1], ROWS[:1])
    low, high = case_mix_intervals(PROBA[:1], ROWS[:1], weights)
    assert weights.sum() == pytest.approx(1.0)
    assert np.isfinite([low, high]).all()


def test_a_classifier_adapts_with_its_bias_corrected(tiny_model: Classifier) -> None:
    cases = sample_cases(800, Request(seed=72))
    plain = replace(tiny_model, bias_correction=None)
    commoner = BiasCorrection(1.0, (3.0,) + (0.0,) * 27)
    biased = replace(tiny_model, bias_correction=commoner)
    found, moved = adapt_to(plain, cases), adapt_to(biased, cases)
    assert found.n_cases == 800
    rows = plain.reference_rows(cases.care_setting)
    assert found.reference == pytest.approx(rows.mean(axis=0))
    assert found.weights == pytest.approx(
        estimate_case_mix(plain.predict_proba(cases), rows)
    )
    assert moved.weights[0] > 2 * found.weights[0]


def test_training_notes_the_mix_that_it_counted(tiny_model: Classifier) -> None:
    assert tiny_model.reference_mix is not None
    assert np.array(tiny_model.reference_mix) == pytest.approx(
        np.array(home_mix()), abs=0.03
    )


def test_without_its_own_mix_a_classifier_cannot_adapt() -> None:
    with pytest.raises(ArtifactError, match="the case mix that it stands for"):
        adapt_to(classifier_of(exact_estimator()), sample_cases(5, Request(seed=1)))
