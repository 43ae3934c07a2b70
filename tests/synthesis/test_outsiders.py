from __future__ import annotations

import hashlib

import numpy as np
import pytest

from pipeline.cases import CARE_SETTINGS, NOT_KNOWN, CaseMatrix
from pipeline.cases.matrix import PRESENT
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.outsiders import NONE_OF_THESE, load_outsiders
from pipeline.knowledge.pooling import pool
from pipeline.synthesis import BLOCK_ROWS, OutsiderCases, sample_outsiders
from pipeline.synthesis.outsiders import outsider_network, with_outsiders

SEED = 31
N = 52_000
# Standard errors that one of some seven hundred rates may lie from its profile.
Z = 4.5
# A profile is met up to the small ties between the numbers of one world.
SLACK = 0.012
OUTSIDERS = load_outsiders().profiles
KNOWLEDGE = load_knowledge()
COLUMN = {key: j for j, key in enumerate(KNOWLEDGE.finding_ids)}


@pytest.fixture(scope="module")
def drawn() -> OutsiderCases:
    return sample_outsiders(N, SEED, complete=True)


def bytes_of(cases: CaseMatrix) -> str:
    hashed = hashlib.sha256(cases.answers.tobytes())
    for column in (cases.age, cases.sex, cases.care_setting, cases.duration_days):
        hashed.update(column.tobytes())
    hashed.update(cases.pain_score.tobytes())
    return hashed.hexdigest()


def test_all_cases_are_none_of_these_and_known_by_outsider(
    drawn: OutsiderCases,
) -> None:
    assert drawn.cases.condition is not None
    assert set(drawn.cases.condition) == {NONE_OF_THESE}
    assert set(drawn.outsider) == set(OUTSIDERS)
    assert len(drawn.cases) == len(drawn.outsider) == N


def test_outsiders_have_equal_shares(drawn: OutsiderCases) -> None:
    counts = np.unique(drawn.outsider, return_counts=True)[1]
    share = 1 / len(OUTSIDERS)
    error = np.sqrt(share * (1 - share) / N)
    assert np.abs(counts / N - share).max() < Z * error


def test_the_same_seed_gives_the_same_bytes_and_another_others() -> None:
    one, two = sample_outsiders(500, SEED), sample_outsiders(500, SEED)
    assert bytes_of(one.cases) == bytes_of(two.cases)
    assert (one.outsider == two.outsider).all()
    assert bytes_of(one.cases) != bytes_of(sample_outsiders(500, SEED + 1).cases)


@pytest.mark.parametrize("n", [0, 1, BLOCK_ROWS, BLOCK_ROWS + 7])
def test_a_row_does_not_depend_on_how_many_are_drawn(
    n: int, drawn: OutsiderCases
) -> None:
    few = sample_outsiders(n, SEED, complete=True)
    assert len(few.cases) == n
    assert bytes_of(few.cases) == bytes_of(drawn.cases[:n])
    assert (few.outsider == drawn.outsider[:n]).all()


def test_a_complete_interview_leaves_nothing_unknown(drawn: OutsiderCases) -> None:
    assert (drawn.cases.answers != NOT_KNOWN).all()
    assert (drawn.cases.care_setting != NOT_KNOWN).all()
    assert not np.isnan(drawn.cases.age).any()


def test_a_natural_interview_hides_but_never_changes(drawn: OutsiderCases) -> None:
    natural = sample_outsiders(2000, SEED).cases
    known = natural.answers != NOT_KNOWN
    assert 0.2 < known.mean() < 0.8
    assert (natural.answers[known] == drawn.cases.answers[:2000][known]).all()


def test_a_care_setting_can_be_asked_for() -> None:
    cases = sample_outsiders(300, SEED, True, "emergency").cases
    assert (cases.care_setting == CARE_SETTINGS.index("emergency")).all()


@pytest.mark.parametrize("key", OUTSIDERS)
def test_findings_are_as_frequent_as_the_profile_says(
    key: str, drawn: OutsiderCases
) -> None:
    rows = drawn.outsider == key
    answers = drawn.cases.answers[rows] == PRESENT
    latents = KNOWLEDGE.latents
    # Severity moves these with the setting, away from where the figure was observed.
    moved = {*latents.severity.findings, *latents.age.findings}
    for finding, figures in OUTSIDERS[key].findings.items():
        if finding in moved:
            continue
        stated = pool(figures).mean
        rate = answers[:, COLUMN[finding]].mean()
        error = np.sqrt(stated * (1 - stated) / rows.sum())
        assert abs(rate - stated) < Z * error + SLACK, finding


@pytest.mark.parametrize("key", OUTSIDERS)
def test_age_sex_and_pain_are_those_of_the_profile(
    key: str, drawn: OutsiderCases
) -> None:
    rows = drawn.outsider == key
    profile = OUTSIDERS[key]
    stated = sum(part.weight * part.mean for part in profile.age)
    age = drawn.cases.age[rows]
    # Ages below 16 are cut off: a wide distribution moves up a little.
    assert abs(age.mean() - stated) < Z * age.std() / np.sqrt(rows.sum()) + 1.5
    female = (drawn.cases.sex[rows] == 0).mean()
    assert abs(female - profile.female.value) < Z * 0.5 / np.sqrt(rows.sum()) + SLACK
    # Severity moves pain both ways, and the ends of the scale cut it.
    assert abs(drawn.cases.pain_score[rows].mean() - profile.pain.mean) < 1.0


def test_requirements_are_never_broken(drawn: OutsiderCases) -> None:
    cases = drawn.cases
    for finding, entry in KNOWLEDGE.findings.items():
        needs = entry.requires
        present = cases.answers[:, COLUMN[finding]] == PRESENT
        if needs is None:
            continue
        if needs.finding is not None:
            assert (cases.answers[present, COLUMN[needs.finding]] == PRESENT).all()
        if needs.duration_days_min is not None:
            assert (cases.duration_days[present] >= needs.duration_days_min).all()
        if needs.sex is not None:
            assert (cases.sex[present] == ("female", "male").index(needs.sex)).all()
        if needs.age_max is not None:
            assert (cases.age[present] <= needs.age_max).all()


def test_what_is_not_listed_is_the_background_of_anybody_of_that_age_and_sex() -> None:
    network = outsider_network()
    grouped = {f for group in KNOWLEDGE.latents.groups.values() for f in group.findings}
    for key, outsider in OUTSIDERS.items():
        states = network.state_condition == network.condition_ids.index(key)
        for finding, rate in KNOWLEDGE.background.rates.items():
            needs = KNOWLEDGE.findings[finding].requires
            if finding in outsider.findings or finding in grouped or needs:
                continue
            stated = np.array(rate.rates()).T[:, :, None]
            table = network.present[:, :, states, COLUMN[finding]]
            assert np.allclose(table, stated, rtol=0.02, atol=1e-6), (key, finding)


def test_known_conditions_keep_no_share() -> None:
    extended = with_outsiders(KNOWLEDGE, OUTSIDERS)
    assert set(extended.profiles) == {*KNOWLEDGE.profiles, *OUTSIDERS}
    for shares in extended.settings.case_mix.values():
        assert all(shares[key].value == 0 for key in KNOWLEDGE.profiles)
        assert sum(figure.value for figure in shares.values()) == pytest.approx(1)
    assert KNOWLEDGE.digest == load_knowledge().digest != extended.digest
