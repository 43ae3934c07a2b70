from __future__ import annotations

import numpy as np
import pytest

from pipeline.metrics import gather, reliability, resample
from pipeline.metrics.gathered import CELL_WIDTH
from pipeline.metrics.log_odds import SMALLEST, log_odds
from tests.metrics.drawn import drawn


def test_cases_of_one_probability_share_a_cell() -> None:
    gathered = gather(np.array([1, 0, 0, 1, 1]), np.array([0.2, 0.2, 0.2, 0.9, 0.9]))
    assert gathered.proba == pytest.approx([0.2, 0.9])
    assert gathered.counts.tolist() == [[3, 2]]
    assert gathered.events.tolist() == [[1, 2]]
    assert gathered.square == pytest.approx([0.04, 0.81])
    assert gathered.proba_of_events == pytest.approx([0.2, 0.9])
    assert gathered.n_cases.tolist() == [5]


def test_a_cell_is_narrow_and_lies_in_one_bin_of_equal_mass() -> None:
    happened, p = drawn(5_000, 1)
    gathered = gather(happened, p)
    assert gathered.counts.sum() == 5_000
    assert gathered.events.sum() == happened.sum()
    assert np.all(np.diff(gathered.proba) > 0)
    bins = reliability(happened, p)
    in_bin = np.bincount(gathered.bins, gathered.counts[0])
    assert in_bin.tolist() == bins.counts.tolist()
    spread = gathered.square - gathered.proba**2
    widest = CELL_WIDTH * gathered.proba * (1 - gathered.proba)
    assert np.all(np.sqrt(np.maximum(spread, 0.0)) <= 1.1 * widest)


def test_certain_predictions_have_finite_log_odds() -> None:
    ends = log_odds(np.array([0.0, 1.0]))
    assert ends == pytest.approx([np.log(SMALLEST), -np.log(SMALLEST)], rel=1e-6)
    assert gather(np.array([0, 1]), np.array([0.0, 1.0])).counts.tolist() == [[1, 1]]


def test_resamples_are_what_counting_case_by_case_gives() -> None:
    happened, p = drawn(400, 2)
    times = resample((happened, p), 3, seed=5)
    gathered = gather(happened, p, times)
    for r in range(3):
        again = np.repeat(np.arange(400), times[:, r].astype(int))
        total = gathered.counts[1 + r] @ gathered.proba
        assert gathered.counts[1 + r].sum() == 400
        assert gathered.events[1 + r].sum() == happened[again].sum()
        assert total == pytest.approx(p[again].sum(), rel=2e-3)


def test_all_events_of_a_case_enter_a_resample_together() -> None:
    times = np.array([[0, 2], [2, 0]], dtype=np.float32)
    happened = np.array([[1, 0], [0, 1]])
    p = np.array([[0.9, 0.1], [0.6, 0.4]])
    gathered = gather(happened, p, times)
    assert gathered.proba == pytest.approx([0.1, 0.4, 0.6, 0.9])
    assert gathered.counts.tolist() == [[1, 1, 1, 1], [0, 2, 2, 0], [2, 0, 0, 2]]
    assert gathered.events.tolist() == [[0, 1, 0, 1], [0, 2, 0, 0], [0, 0, 0, 2]]


def test_the_order_of_the_cases_does_not_matter() -> None:
    happened, p = drawn(500, 3)
    order = np.random.default_rng(4).permutation(500)
    times = resample((happened, p), 5, seed=6)
    one, other = (
        gather(happened, p, times),
        gather(happened[order], p[order], times[order]),
    )
    for name in vars(one):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-12)


def test_a_resample_without_cases_has_no_number_of_them() -> None:
    times = np.zeros((2, 1), dtype=np.float32)
    gathered = gather(np.array([0, 1]), np.array([0.3, 0.6]), times)
    assert gathered.n_cases[0] == 2
    assert np.isnan(gathered.n_cases[1])
