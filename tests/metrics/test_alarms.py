from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from pipeline.metrics.alarms import (
    NOBODY,
    Estimate,
    Strata,
    number_needed_to_alert,
    proportion,
)

STRATA = Strata(np.array([0.90, 0.09, 0.01]), np.array([400, 100, 200]))
HITS = np.array([40, 50, 190])
TARGET = np.array([False, True, True])


def value_of(estimate: Estimate) -> float:
    assert estimate.value is not None
    return estimate.value


def test_each_stratum_counts_by_its_share_of_the_population() -> None:
    assert STRATA.share(HITS).value == pytest.approx(
        0.90 * 0.10 + 0.09 * 0.5 + 0.01 * 0.95
    )


def test_some_strata_count_by_their_shares_of_each_other() -> None:
    among = STRATA.share(HITS, TARGET)
    assert among.value == pytest.approx(0.9 * 0.5 + 0.1 * 0.95)


def test_a_precision_is_the_share_of_alarms_that_are_right() -> None:
    right, all_alarms = 0.09 * 0.5 + 0.01 * 0.95, value_of(STRATA.share(HITS))
    assert STRATA.precision(HITS, TARGET).value == pytest.approx(right / all_alarms)


def test_where_there_is_nobody_nothing_is_said() -> None:
    nobody = np.zeros(3, dtype=np.bool_)
    assert STRATA.share(HITS, nobody) == NOBODY
    assert STRATA.precision(np.zeros(3, dtype=np.int64), TARGET) == NOBODY
    absent = Strata(np.array([1.0, 0.0]), np.array([10, 10]))
    assert absent.share(np.array([3, 7]), np.array([False, True])) == NOBODY


def test_an_alarm_for_nobody_of_the_wanted_kinds_has_precision_none_of_them() -> None:
    nobody = np.zeros(3, dtype=np.bool_)
    assert STRATA.precision(HITS, nobody) == Estimate(0.0, 0.0)


def test_the_standard_errors_are_the_spread_of_repeated_draws() -> None:
    rng = np.random.default_rng(3)
    p = HITS / STRATA.sizes
    drawn = rng.binomial(STRATA.sizes, p, size=(4000, 3))
    for estimate in (
        lambda hits: STRATA.share(hits),
        lambda hits: STRATA.share(hits, TARGET),
        lambda hits: STRATA.precision(hits, TARGET),
    ):
        spread = np.std([value_of(estimate(hits)) for hits in drawn], ddof=1)
        assert estimate(HITS).se == pytest.approx(spread, rel=0.05)


def test_the_order_of_the_strata_does_not_matter() -> None:
    order = np.array([2, 0, 1])
    turned = Strata(STRATA.weights[order], STRATA.sizes[order])
    share, other = STRATA.share(HITS), turned.share(HITS[order])
    assert (share.value, share.se) == pytest.approx((other.value, other.se))
    ppv = STRATA.precision(HITS, TARGET)
    other = turned.precision(HITS[order], TARGET[order])
    assert (ppv.value, ppv.se) == pytest.approx((other.value, other.se))


def test_one_alarm_in_four_that_is_right_needs_four() -> None:
    assert number_needed_to_alert(Estimate(0.25, 0.1)) == 4.0


@pytest.mark.parametrize("ppv", [NOBODY, Estimate(0.0, 0.0)])
def test_no_number_of_alarms_makes_one_right_that_never_is(ppv: Estimate) -> None:
    assert number_needed_to_alert(ppv) is None


@pytest.mark.parametrize(("hits", "n"), [(0, 50), (7, 50), (50, 50)])
def test_a_proportion_has_the_interval_of_wilson(hits: int, n: int) -> None:
    expected = binomtest(hits, n).proportion_ci(method="wilson")
    found = proportion(hits, n)
    assert found.value == hits / n
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
