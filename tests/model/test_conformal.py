from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.cases import CARE_SETTINGS
from pipeline.model.conformal import (
    SetThresholds,
    are_thresholds,
    band_of,
    prediction_set,
    ratios_to_mix,
)

BANDS = (0.0, 0.5, 1.0)
MIX = ((0.7, 0.2, 0.1), (0.2, 0.4, 0.4), (0.1, 0.1, 0.8), (0.4, 0.3, 0.3))
RATIOS = ((0.0, 0.5, 1.0), (0.5, 1.0, 2.0), (3.0, 9.0, 1.0))
SETS = SetThresholds(BANDS, MIX, RATIOS)


def some_proba(n: int, seed: int, n_conditions: int = 3) -> NDArray[np.float64]:
    return np.random.default_rng(seed).dirichlet(np.ones(n_conditions), n)


def somewhere(n: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Shares of questions known, ends and all, and care settings."""
    rng = np.random.default_rng(seed + 1)
    known = rng.choice([0.0, 0.2, 0.499, 0.5, 0.9, 1.0], n)
    return known, rng.integers(-1, len(CARE_SETTINGS), n)


@pytest.mark.parametrize(
    ("share", "band"), [(0.0, 0), (0.49, 0), (0.5, 1), (0.99, 1), (1.0, 2)]
)
def test_a_band_holds_its_lower_end(share: float, band: int) -> None:
    assert band_of(np.array([share]), BANDS).tolist() == [band]


def test_ratios_are_to_the_mix_of_the_setting_and_else_to_that_of_all() -> None:
    proba = np.tile([0.2, 0.2, 0.6], (4, 1))
    ratios = ratios_to_mix(proba, np.array([0, 1, 2, -1]), MIX)
    assert ratios == pytest.approx(proba / np.array(MIX))


def test_a_set_worked_out_by_hand() -> None:
    proba = np.array([[0.5, 0.1, 0.4]] * 3)
    inside = prediction_set(
        proba, np.array([0.1, 0.6, 1.0]), np.array([0, 1, -1]), SETS
    )
    # Ratios 0.71 0.5 4, then 2.5 0.25 1, then 1.25 0.33 1.33; the first is the top.
    expected = [[True, True, True], [True, False, False], [True, False, True]]
    assert inside.tolist() == expected


@given(st.integers(0, 10_000), st.floats(0.0, 100.0))
def test_a_set_is_never_empty_and_holds_the_top(seed: int, least: float) -> None:
    proba = some_proba(5, seed)
    sets = replace(SETS, ratios=((least,) * 3,) * len(BANDS))
    inside = prediction_set(proba, *somewhere(5, seed), sets)
    assert inside[np.arange(5), proba.argmax(axis=1)].all()


@given(st.integers(0, 1_000))
def test_sets_follow_the_conditions_when_these_are_relabelled(seed: int) -> None:
    proba, where = some_proba(20, seed), somewhere(20, seed)
    turn = np.random.default_rng(seed).permutation(3)

    def turned(rows: tuple[tuple[float, ...], ...]) -> tuple[tuple[float, ...], ...]:
        return tuple(tuple(np.array(row)[turn].tolist()) for row in rows)

    other = SetThresholds(BANDS, turned(MIX), turned(RATIOS))
    inside = prediction_set(proba, *where, SETS)
    assert np.array_equal(
        prediction_set(proba[:, turn], *where, other), inside[:, turn]
    )


@given(st.integers(0, 1_000))
def test_a_set_does_not_depend_on_the_cases_beside_it(seed: int) -> None:
    proba, (known, setting) = some_proba(6, seed), somewhere(6, seed)
    alone = [
        prediction_set(proba[[i]], known[[i]], setting[[i]], SETS)[0] for i in range(6)
    ]
    assert np.array_equal(prediction_set(proba, known, setting, SETS), alone)


def test_the_probabilities_that_were_given_stay_as_they_are() -> None:
    proba = some_proba(10, 0)
    before = proba.copy()
    prediction_set(proba, *somewhere(10, 0), SETS)
    assert np.array_equal(proba, before)


def test_thresholds_of_probabilities_are_the_same_everywhere() -> None:
    proba = some_proba(200, 3)
    sets = SetThresholds.of_probabilities((0.1, 0.4, 0.9))
    inside = prediction_set(proba, *somewhere(200, 3), sets)
    expected = proba >= np.array([0.1, 0.4, 0.9])
    expected[np.arange(200), proba.argmax(axis=1)] = True
    assert np.array_equal(inside, expected)


def test_what_is_told_is_recognised() -> None:
    assert are_thresholds(SETS.told(), 3)
    assert not are_thresholds(SETS.told(), 4)


@pytest.mark.parametrize(
    "change",
    [
        {"bands": [0.1, 0.5, 1.0]},
        {"bands": [0.0, 0.5]},
        {"bands": [0.0, 0.5, 0.5]},
        {"bands": [0.0, 1.0, 0.5]},
        {"bands": []},
        {"bands": None},
        {"bands": [0.0, 0.5, "1"]},
        {"ratios": [[0.0, 0.5, 1.0]] * 2},
        {"ratios": [[0.0, 0.5]] * 3},
        {"ratios": [[0.0, 0.5, -1.0]] * 3},
        {"ratios": [[0.0, 0.5, float("nan")]] * 3},
        {"ratios": [[0.0, 0.5, float("inf")]] * 3},
        {"ratios": [[0.0, 0.5, True]] * 3},
        {"ratios": 1},
        {"case_mix": [[0.2, 0.8, 0.0]] * 4},
        {"case_mix": [[0.2, 0.4, 0.4]] * 3},
        {"more": 1},
    ],
)
def test_what_is_told_otherwise_is_not(change: dict[str, Any]) -> None:
    assert not are_thresholds({**SETS.told(), **change}, 3)


@pytest.mark.parametrize("told", [None, [], "sets", {}, {"bands": [0.0]}])
def test_what_is_something_else_is_not(told: object) -> None:
    assert not are_thresholds(told, 3)
