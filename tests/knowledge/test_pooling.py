"""Pooling the figures of one finding."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from pipeline.knowledge.pooling import beta_counts, pool
from pipeline.knowledge.schema import Figure


def figures(*stated: tuple[float, float]) -> list[Figure]:
    return [Figure(value=value, n=n, source="a_2000") for value, n in stated]


def test_one_figure_keeps_its_n() -> None:
    pooled = pool(figures((0.3, 80)))
    assert (pooled.mean, pooled.tau2) == (0.3, 0.0)
    assert pooled.n == pytest.approx(80)
    assert (pooled.low, pooled.high) == pytest.approx(
        (beta.ppf(0.025, 24, 56), beta.ppf(0.975, 24, 56))
    )


def test_figures_that_agree_add_up() -> None:
    pooled = pool(figures((0.3, 80), (0.3, 40), (0.3, 20)))
    assert pooled.tau2 == 0.0
    assert pooled.n == pytest.approx(140)


def test_the_mean_is_weighted_by_n() -> None:
    assert pool(figures((0.2, 90), (0.6, 30))).mean == pytest.approx(0.3)


def test_the_variance_between_studies_is_that_of_dersimonian_and_laird() -> None:
    # Worked by hand on the log-odds about the mean 0.5, half a patient added.
    # 21, 50 and 79 of 100: x = -log(79.5 / 21.5) and so on, precision 25 each.
    stated = figures((0.21, 100), (0.5, 100), (0.79, 100))
    x = 1.30766
    wanted = (2 * 25 * x**2 - 2) / (75 - 25)
    assert pool(stated).tau2 == pytest.approx(wanted, rel=5e-3)


def test_conflict_widens_the_interval() -> None:
    agreeing, torn = (
        pool(figures((0.5, 50), (0.5, 50))),
        pool(figures((0.2, 50), (0.8, 50))),
    )
    assert agreeing.mean == pytest.approx(torn.mean)
    assert torn.high - torn.low > 3 * (agreeing.high - agreeing.low)


def test_what_the_settings_explain_is_no_conflict() -> None:
    stated = figures((0.36, 300), (0.92, 300))
    assert pool(stated, expected=[0.36, 0.92]).tau2 == 0.0
    assert pool(stated).tau2 > 1


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(1, 2000)), min_size=1, max_size=6))
def test_more_figures_never_make_a_fault(stated: Sequence[tuple[float, float]]) -> None:
    pooled = pool(figures(*stated))
    values = [value for value, _ in stated]
    assert min(values) - 1e-9 <= pooled.mean <= max(values) + 1e-9
    assert pooled.tau2 >= 0
    assert 0 <= pooled.low < pooled.high <= 1
    assert 0 < pooled.n <= sum(n for _, n in stated) * (1 + 1e-9)


@given(st.floats(0, 1), st.floats(1, 5000))
def test_no_distribution_piles_up_at_never_or_always(mean: float, n: float) -> None:
    present, absent = beta_counts(mean, n)
    assert min(present, absent) >= 2 - 1e-9
    assert present / (present + absent) == pytest.approx(mean, abs=1.1e-4)
