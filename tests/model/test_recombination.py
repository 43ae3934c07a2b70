from dataclasses import replace

import numpy as np
import pytest

from pipeline.cases import CaseMatrix
from pipeline.features import FeatureSchema
from pipeline.knowledge import load_knowledge
from pipeline.model.condition_tables import ConditionTables, count_tables
from pipeline.model.recombination import (
    Donors,
    choose_donors,
    find_links,
    recombine,
)
from pipeline.synthesis import Request, sample_cases

KNOWLEDGE = load_knowledge()
IDS = KNOWLEDGE.finding_ids
SCHEMA = FeatureSchema(IDS)
LINKS = find_links(SCHEMA)
N = len(IDS)


def at(name: str) -> int:
    return SCHEMA.names.index(name)


def numbered(cases: CaseMatrix) -> np.ndarray:
    labels = cases.condition.astype(str)
    return np.unique(labels, return_inverse=True)[1]


@pytest.fixture(scope="module")
def complete() -> CaseMatrix:
    return sample_cases(8_000, Request(seed=31, complete=True))


@pytest.fixture(scope="module")
def tables(complete: CaseMatrix) -> ConditionTables:
    condition = numbered(complete)
    mix = np.bincount(condition) / len(condition)
    return count_tables(SCHEMA.encode(complete), condition, mix, SCHEMA)


@pytest.fixture(scope="module")
def donors(complete: CaseMatrix, tables: ConditionTables) -> Donors:
    X, rng = SCHEMA.encode(complete), np.random.default_rng(1)
    return choose_donors(X, numbered(complete), tables, rng)


@pytest.fixture(scope="module")
def natural() -> np.ndarray:
    return SCHEMA.encode(sample_cases(10_000, Request(seed=32)))


@pytest.fixture(scope="module")
def made(natural: np.ndarray, tables: ConditionTables, donors: Donors) -> np.ndarray:
    return recombine(natural, donors, tables, LINKS, np.random.default_rng(2))


def test_the_same_questions_were_asked(natural: np.ndarray, made: np.ndarray) -> None:
    for X in (natural, made):
        assert X[:, : 2 * N].max() == 1.0
    asked_natural = natural[:, :N] + natural[:, N : 2 * N]
    assert np.array_equal(made[:, :N] + made[:, N : 2 * N], asked_natural)
    for name in ("age_known", "duration_known", "pain_known"):
        assert np.array_equal(made[:, at(name)], natural[:, at(name)])
    sexes = [at("sex_female"), at("sex_male")]
    assert np.array_equal(made[:, sexes].sum(axis=1), natural[:, sexes].sum(axis=1))
    setting = [j for j, name in enumerate(SCHEMA.names) if name.startswith("care_")]
    assert np.array_equal(made[:, setting], natural[:, setting])


def test_every_column_is_written(natural: np.ndarray, made: np.ndarray) -> None:
    parts = [j for fields in LINKS.columns.values() for field in fields for j in field]
    assert sorted(parts) == list(range(2 * N, len(SCHEMA.names)))
    assert np.isfinite(made).all()
    assert made.shape == natural.shape


@pytest.mark.parametrize(
    "finding", [f for f in IDS if KNOWLEDGE.findings[f].requires is not None]
)
def test_nobody_is_impossible(made: np.ndarray, finding: str) -> None:
    needs = KNOWLEDGE.findings[finding].requires
    X = made[made[:, at(f"{finding}=present")] > 0]
    assert len(X) > 0
    if needs.finding is not None:
        assert X[:, at(f"{needs.finding}=absent")].sum() == 0
    elif needs.duration_days_min is not None:
        short = (X[:, at("duration_known")] > 0) & (
            X[:, at("duration_from_42_days")] == 0
        )
        assert not short.any()
    else:
        assert X[:, at("sex_male")].sum() == 0
        assert X[:, at("age_from_56")].sum() == 0


def test_the_donors_own_answers_are_kept_and_the_others_drawn(
    complete: CaseMatrix, tables: ConditionTables
) -> None:
    hidden = np.random.default_rng(3).random(complete.answers.shape) < 0.5
    answers = np.where(hidden, -1, complete.answers).astype(np.int8)
    X, condition = SCHEMA.encode(replace(complete, answers=answers)), numbered(complete)
    donors = choose_donors(X, condition, tables, np.random.default_rng(4))
    present, absent = donors.X[:, :N] > 0, donors.X[:, N : 2 * N] > 0
    assert donors.present[present].all()
    assert not donors.present[absent].any()
    drawn = ~present & ~absent
    share = donors.present[drawn].mean()
    assert share == pytest.approx((complete.answers == 1)[hidden].mean(), abs=0.03)


def test_those_who_were_asked_most_are_chosen(
    complete: CaseMatrix, tables: ConditionTables, natural: np.ndarray
) -> None:
    labels = sample_cases(10_000, Request(seed=32))
    X = np.concatenate([SCHEMA.encode(complete), natural])
    condition = np.concatenate([numbered(complete), numbered(labels)])
    donors = choose_donors(X, condition, tables, np.random.default_rng(5))
    common = np.bincount(numbered(complete)).argmax()
    own = donors.X[donors.first[common] : donors.first[common + 1]]
    assert len(own) == 2_000
    assert (own[:, : 2 * N].sum(axis=1) == N).all()


def test_answers_come_from_several_conditions(
    made: np.ndarray, natural: np.ndarray, tables: ConditionTables
) -> None:
    fit_real, fit_made = (tables.fit_features(X)[:, -2].mean() for X in (natural, made))
    assert fit_made < fit_real - 0.2


def test_the_same_seed_gives_the_same_patients(
    natural: np.ndarray, made: np.ndarray, tables: ConditionTables, donors: Donors
) -> None:
    again = recombine(natural, donors, tables, LINKS, np.random.default_rng(2))
    other = recombine(natural, donors, tables, LINKS, np.random.default_rng(3))
    assert np.array_equal(made, again)
    assert not np.array_equal(made, other)
