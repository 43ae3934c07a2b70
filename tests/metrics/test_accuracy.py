from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binomtest
from scipy.stats.contingency import odds_ratio, relative_risk
from sklearn.metrics import roc_auc_score

from pipeline.metrics.accuracy import (
    TwoByTwo,
    area_interval,
    area_under_curve,
    likelihood_ratio_interval,
    odds_ratio_interval,
    two_by_two,
    wilson_interval,
)


def test_the_cells_are_counted_from_cases() -> None:
    positive = np.array([True, True, True, False, False, False, False])
    diseased = np.array([True, True, False, True, False, False, False])
    assert two_by_two(positive, diseased) == TwoByTwo(2, 1, 1, 3)


def test_the_measures_are_those_of_a_table_worked_by_hand() -> None:
    table = TwoByTwo(
        true_positive=30, false_positive=8, false_negative=10, true_negative=72
    )
    assert table.sensitivity == 30 / 40
    assert table.specificity == 72 / 80
    assert table.ppv == 30 / 38
    assert table.npv == 72 / 82
    assert table.lr_pos == pytest.approx(7.5)
    assert table.lr_neg == pytest.approx(0.25 / 0.9)
    assert table.odds_ratio == pytest.approx(27.0)


def test_a_ratio_over_nobody_is_infinite_or_not_a_number() -> None:
    perfect = TwoByTwo(5, 0, 0, 5)
    assert perfect.lr_pos == math.inf
    assert perfect.odds_ratio == math.inf
    assert perfect.lr_neg == 0
    nobody = TwoByTwo(0, 0, 0, 7)
    assert math.isnan(nobody.sensitivity)
    assert math.isnan(nobody.ppv)
    assert nobody.specificity == 1


@pytest.mark.parametrize(("k", "n"), [(0, 10), (3, 23), (12, 23), (90, 100), (7, 7)])
def test_wilson_agrees_with_scipy(k: int, n: int) -> None:
    expected = binomtest(k, n).proportion_ci(method="wilson")
    assert wilson_interval(k / n, n) == pytest.approx((expected.low, expected.high))


@pytest.mark.parametrize(("tp", "n1", "fp", "n2"), [(80, 100, 10, 100), (5, 23, 2, 10)])
def test_the_interval_of_a_likelihood_ratio_is_that_of_a_relative_risk(
    tp: int, n1: int, fp: int, n2: int
) -> None:
    theirs = relative_risk(tp, n1, fp, n2)
    ours = likelihood_ratio_interval(theirs.relative_risk, tp / n1, n1, fp / n2, n2)
    assert ours == pytest.approx(tuple(theirs.confidence_interval(0.95)))


@pytest.mark.parametrize(("tp", "n1", "tn", "n2"), [(80, 100, 90, 100), (5, 23, 8, 10)])
def test_the_interval_of_an_odds_ratio_agrees_with_scipy(
    tp: int, n1: int, tn: int, n2: int
) -> None:
    theirs = odds_ratio([[tp, n2 - tn], [n1 - tp, tn]], kind="sample")
    ours = odds_ratio_interval(theirs.statistic, tp / n1, n1, tn / n2, n2)
    assert ours == pytest.approx(tuple(theirs.confidence_interval(0.95)))


def test_an_empty_cell_gives_a_wide_interval_and_no_error() -> None:
    # Cells 7.5, 3.5 and 0.5, 10.5: variance 1/7.5 - 1/11 + 1/0.5 - 1/11 of the ratio.
    factor = math.exp(1.959964 * math.sqrt(1 / 7.5 - 1 / 11 + 2 - 1 / 11))
    low, high = likelihood_ratio_interval(6.0, 0.7, 10, 0.0, 10)
    assert (low, high) == pytest.approx((6 / factor, 6 * factor), rel=1e-6)
    factor = math.exp(1.959964 * math.sqrt(1 / 7.5 + 1 / 3.5 + 1 / 10.5 + 1 / 0.5))
    low, high = odds_ratio_interval(6.0, 0.7, 10, 1.0, 10)
    assert (low, high) == pytest.approx((6 / factor, 6 * factor), rel=1e-6)


def test_the_area_agrees_with_sklearn_ties_and_all() -> None:
    rng = np.random.default_rng(4)
    diseased = rng.random(500) < 0.3
    score = rng.integers(0, 6, 500) + 1.5 * diseased
    expected = roc_auc_score(diseased, score)
    assert area_under_curve(score, diseased) == pytest.approx(expected)
    order = rng.permutation(500)
    assert area_under_curve(score[order], diseased[order]) == pytest.approx(expected)


def test_without_one_group_there_is_no_area() -> None:
    nobody = np.zeros(3, dtype=bool)
    assert math.isnan(area_under_curve(np.arange(3.0), nobody))
    assert math.isnan(area_under_curve(np.arange(3.0), ~nobody))


def test_the_interval_of_an_area_is_the_published_one_worked_by_hand() -> None:
    # Area 0.893 with 51 abnormal and 58 normal: Q1 0.80668, Q2 0.84253, SE 0.0325.
    low, high = area_interval(0.893, 51, 58)
    assert (low, high) == pytest.approx((0.893 - 0.0637, 0.893 + 0.0637), abs=1e-4)


def test_the_interval_of_an_area_stays_inside_its_range() -> None:
    assert area_interval(0.97, 5, 5)[1] == 1.0
    assert area_interval(1.0, 5, 5) == (1.0, 1.0)
