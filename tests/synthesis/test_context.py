"""Age, duration and pain score: the tables against the stated distributions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import lognorm, norm

from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.knowledge.schema import Profile
from pipeline.synthesis.context import (
    AGES,
    DURATIONS,
    PAIN_SCORES,
    age_pmf,
    band_of_age,
    duration_pmf,
    pain_pmf,
)

ROUNDING = 1e-12
PROFILES = list(load_knowledge().profiles.values())
NAMES = [profile.id for profile in PROFILES]


@pytest.mark.parametrize("profile", PROFILES, ids=NAMES)
def test_ages_are_normals_cut_to_16_to_110(profile: Profile) -> None:
    mass = age_pmf(profile)
    wanted = 0.0
    for part in profile.age:
        law = norm(part.mean, part.sd)
        cut = law.cdf(110.5) - law.cdf(15.5)
        wanted = wanted + part.weight * (law.cdf(AGES + 0.5) - law.cdf(15.5)) / cut
    np.testing.assert_allclose(np.cumsum(mass), wanted, rtol=0, atol=1e-9)
    assert mass.sum() == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("profile", PROFILES, ids=NAMES)
def test_durations_are_log_normals_rounded_to_days(profile: Profile) -> None:
    mass = duration_pmf(profile)
    wanted = 0.0
    for part in profile.duration:
        law = lognorm(np.log(part.geometric_sd), scale=part.median_days)
        wanted = wanted + part.weight * law.cdf(DURATIONS + 0.5) / law.cdf(20000.5)
    np.testing.assert_allclose(np.cumsum(mass), wanted, rtol=0, atol=1e-7)
    assert mass.sum() == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("profile", PROFILES, ids=NAMES)
def test_pain_scores_are_normals_cut_to_0_to_10(profile: Profile) -> None:
    mass = pain_pmf(profile, 1.2)
    for step, row in zip((-1, 0, 1), mass, strict=True):
        law = norm(profile.pain.mean + 1.2 * step, profile.pain.sd)
        wanted = [*law.cdf(PAIN_SCORES[:-1] + 0.5), 1.0]
        np.testing.assert_allclose(np.cumsum(row), wanted, rtol=0, atol=1e-7)
    np.testing.assert_allclose(mass.sum(axis=1), 1.0, rtol=0, atol=1e-12)


@pytest.mark.parametrize("profile", PROFILES, ids=NAMES)
def test_worse_disease_hurts_more(profile: Profile) -> None:
    mild, moderate, severe = np.cumsum(pain_pmf(profile, 1.2), axis=1)
    assert (mild > moderate - ROUNDING).all()
    assert (moderate > severe - ROUNDING).all()


def test_no_age_day_or_score_is_impossible(small: Knowledge) -> None:
    # Ages of 38 +- 3 years reach 110 nowhere but by the floor.
    narrow = small.profiles["bad_disease"]
    for mass in (age_pmf(narrow), duration_pmf(narrow), pain_pmf(narrow, 1.2)):
        assert (mass > 0).all()
    assert age_pmf(narrow)[-1] < 1e-11


def test_the_upper_tail_keeps_its_digits(small: Knowledge) -> None:
    profile = small.profiles["root_trouble"]
    (part,) = profile.duration
    law = norm(np.log(part.median_days), np.log(part.geometric_sd))
    tail = law.sf(np.log(19_999.5)) - law.sf(np.log(20_000.5))
    day = duration_pmf(profile)[20_000] * law.cdf(np.log(20_000.5))
    assert day == pytest.approx(tail, rel=1e-6)


def test_bands_begin_at_their_stated_ages(small: Knowledge) -> None:
    band = dict(zip(AGES.tolist(), band_of_age(small).tolist(), strict=True))
    ages = (16, 29, 30, 44, 45, 55, 56, 64, 65, 74, 75, 110)
    assert [band[age] for age in ages] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
