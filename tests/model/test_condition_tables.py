import numpy as np
import pytest

from pipeline.cases import CaseMatrix
from pipeline.features import FeatureSchema
from pipeline.model.condition_tables import ConditionTables, count_tables

IDS = ("fever", "numbness", "leg_pain")
SCHEMA = FeatureSchema(IDS)
RATES = np.array([[0.9, 0.2, 0.5], [0.1, 0.6, 0.5]])


def cases(answers: np.ndarray, age: np.ndarray) -> CaseMatrix:
    n = len(answers)
    unknown, nan = np.full(n, -1, dtype=np.int8), np.full(n, np.nan)
    return CaseMatrix(IDS, answers.astype(np.int8), age, unknown, unknown, nan, nan)


def drawn(n: int, seed: int, asked: float = 0.7) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    condition = rng.integers(2, size=n)
    present = rng.random((n, 3)) < RATES[condition]
    answers = np.where(rng.random((n, 3)) < asked, present, -1)
    age = np.where(rng.random(n) < 0.9, rng.integers(20, 90, n), np.nan)
    return SCHEMA.encode(cases(answers, age)), condition


@pytest.fixture(scope="module")
def tables() -> ConditionTables:
    X, condition = drawn(40_000, 1)
    return count_tables(X, condition, np.array([0.5, 0.5]), SCHEMA)


def test_rates_are_those_of_the_answers_in_every_age_band(
    tables: ConditionTables,
) -> None:
    for band in range(4):
        assert tables.rates[band] == pytest.approx(RATES, abs=0.03)


def test_rates_lean_on_the_level_above_where_there_is_little() -> None:
    answers = np.array([[1, 1, -1], [1, 0, -1], [0, 0, -1], [0, 0, -1]])
    X = SCHEMA.encode(cases(answers, np.array([30.0, 30.0, 70.0, 70.0])))
    rates = count_tables(X, np.array([0, 0, 1, 1]), np.ones(2) / 2, SCHEMA).rates
    everybody = (2 + 0.5) / 5
    overall = (2 + 2 * everybody) / 4
    assert rates[0, 0, 0] == pytest.approx(overall)
    assert rates[1, 0, 0] == pytest.approx((2 + 6 * overall) / 8)
    assert rates[3, 0, 0] == pytest.approx(overall)
    # Nobody was asked: halfway, and no fault.
    assert rates[:, :, 2] == pytest.approx(np.full((4, 2), 0.5))


@pytest.mark.parametrize(
    ("age", "band"), [(np.nan, 0), (20, 1), (44, 1), (45, 2), (64, 2), (65, 3), (99, 3)]
)
def test_every_age_has_its_band(tables: ConditionTables, age: float, band: int) -> None:
    X = SCHEMA.encode(cases(np.full((1, 3), -1), np.array([age])))
    assert tables.bands(X).tolist() == [band]


def test_without_answers_nothing_is_surprising(tables: ConditionTables) -> None:
    X = SCHEMA.encode(cases(np.full((2, 3), -1), np.array([30.0, np.nan])))
    assert tables.fit_features(X) == pytest.approx(np.zeros((2, 6)), abs=1e-6)
    assert tables.count_answers(X).tolist() == [0.0, 0.0]


def test_unknown_is_not_absent(tables: ConditionTables) -> None:
    unknown, absent = np.array([[1, -1, -1]]), np.array([[1, 0, 0]])
    first, second = (
        tables.fit_features(SCHEMA.encode(cases(a, np.array([30.0]))))
        for a in (unknown, absent)
    )
    assert np.abs(first - second).max() > 0.1


def test_features_agree_with_the_sums_written_out(tables: ConditionTables) -> None:
    X = SCHEMA.encode(cases(np.array([[1, 0, -1]]), np.array([70.0])))
    r = tables.rates[3, :, :2].astype(float)
    logs = np.log(r[:, 0]) + np.log(1 - r[:, 1])
    expected = (r * np.log(r) + (1 - r) * np.log(1 - r)).sum(axis=1)
    variance = (r * (1 - r) * np.log(r / (1 - r)) ** 2).sum(axis=1)
    surprise = (logs - expected) / np.sqrt(variance + 1.0)
    weight = np.exp(logs) / np.exp(logs).sum()
    mean = r.mean(axis=0)
    by_chance = np.log(mean[0]) + np.log(1 - mean[1])
    by_hand = [
        *surprise / 3.0,
        *np.maximum(logs - logs.max(), -20.0) / 5.0,
        (weight * surprise).sum() / 2.0,
        (np.log(np.exp(logs).mean()) - by_chance) / 5.0,
    ]
    assert tables.fit_features(X)[0] == pytest.approx(np.array(by_hand), abs=1e-4)


def test_surprise_at_the_own_condition_is_centred(tables: ConditionTables) -> None:
    X, condition = drawn(20_000, 2, asked=1.0)
    own = tables.fit_features(X)[np.arange(len(X)), condition]
    assert own.mean() == pytest.approx(0.0, abs=0.01)


def test_background_is_what_hardly_any_condition_falls_below(
    tables: ConditionTables,
) -> None:
    background = tables.background()
    assert background.shape == (4, 3)
    assert background[0, 0] == pytest.approx(0.1 + 0.15 * 0.8, abs=0.03)
