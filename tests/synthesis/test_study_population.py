"""The population of a study: who is in it, and what the posterior makes of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pipeline.cases import CARE_SETTINGS, NOT_KNOWN, SEXES, CaseMatrix
from pipeline.errors import ProfileError
from pipeline.knowledge import Knowledge
from pipeline.knowledge.study_schema import Study
from pipeline.metrics.accuracy import area_under_curve
from pipeline.synthesis import Network
from pipeline.synthesis.recruiting import included_shares
from pipeline.synthesis.study_population import (
    StudyWorld,
    as_asked,
    build_study_world,
    has_target,
    sample_study,
    target_posterior,
)
from tests.small_study import small_study

N = 40_000
Z = 5.0


@pytest.fixture(scope="module")
def world(small: Knowledge) -> StudyWorld:
    return build_study_world(small)


def drawn(world: StudyWorld, n: int = N, **population: Any) -> CaseMatrix:
    return sample_study(small_study(population=population), world, n)


def share_near(observed: float, expected: float, n: int) -> bool:
    return abs(observed - expected) <= Z * np.sqrt(expected * (1 - expected) / n)


def shares_of(cases: CaseMatrix) -> dict[str, float]:
    assert cases.condition is not None
    names, counts = np.unique(cases.condition.astype(str), return_counts=True)
    return dict(zip(names.tolist(), (counts / len(cases)).tolist(), strict=True))


def state_shares(network: Network, condition: str, setting: int) -> Any:
    """P(state | condition, setting), worked out apart from `state_prior`."""
    own = network.state_condition == network.condition_ids.index(condition)
    shares = (
        network.severity_mix[setting, network.state_severity] * network.state_root_share
    )
    return np.where(own, shares, 0.0)


def test_the_mix_is_the_studys_with_people_who_have_nothing(world: StudyWorld) -> None:
    cases = drawn(world)
    shares = shares_of(cases)
    mix = small_study().population.mix
    assert set(shares) == set(mix)
    assert shares == pytest.approx(mix)


def test_nothing_is_unknown_and_all_are_seen_in_one_place(world: StudyWorld) -> None:
    cases = drawn(world)
    assert len(cases) == N
    assert (cases.answers != NOT_KNOWN).all()
    assert (cases.care_setting == CARE_SETTINGS.index("spine_clinic")).all()
    for column in (cases.age, cases.duration_days, cases.pain_score):
        assert not np.isnan(column).any()


def test_the_same_study_is_the_same_people(world: StudyWorld) -> None:
    first, again = drawn(world, 5_000), drawn(world, 5_000)
    for name in ("answers", "age", "sex", "duration_days", "pain_score", "condition"):
        assert (getattr(first, name) == getattr(again, name)).all()


def test_the_first_of_them_have_the_same_mix(world: StudyWorld) -> None:
    cases = drawn(world, include="leg_ache")
    mix = small_study().population.mix
    assert shares_of(cases[:4_000]) == pytest.approx(mix, abs=0.001)
    assert shares_of(cases[-4_000:]) == pytest.approx(mix, abs=0.001)


def test_another_seed_is_other_people(world: StudyWorld) -> None:
    study = small_study()
    assert (
        sample_study(study, world, 5_000, seed=1).age
        != sample_study(study, world, 5_000, seed=2).age
    ).any()


def test_people_without_a_condition_have_the_background_alone(
    world: StudyWorld,
) -> None:
    cases = drawn(world, mix={"root_trouble": 0.2, "no_condition": 0.8})
    nobody = cases[np.asarray(cases.condition == "no_condition")]
    rates = world.knowledge.background.rates
    for finding in ("fever", "tender"):
        column = cases.finding_ids.index(finding)
        observed = float((nobody.answers[:, column] == 1).mean())
        expected = rates[finding].value
        assert expected is not None
        assert share_near(observed, expected, len(nobody))


@pytest.mark.parametrize("spectrum", ["primary_care", "surgical_series"])
def test_severity_follows_the_spectrum(world: StudyWorld, spectrum: str) -> None:
    mix = {"root_trouble": 1.0}
    study = small_study(population={"spectrum": spectrum, "mix": mix})
    network = world.network_of(study)
    stated = world.knowledge.settings.spectrum[study.population.spectrum]  # type: ignore[index]
    assert network.severity_mix.tolist() == [
        [stated.mild, stated.moderate, stated.severe]
    ] * len(CARE_SETTINGS)
    cases = sample_study(study, world, N)
    states = state_shares(network, "root_trouble", 0)
    column = cases.finding_ids.index("reflex_lost")
    condition = network.condition_ids.index("root_trouble")
    bands = np.bincount(network.band_of_age, weights=network.age[condition])
    female = network.female[condition]
    by_sex = female * network.present[:, 0] + (1 - female) * network.present[:, 1]
    expected = float(np.einsum("b,bs,s->", bands, by_sex[:, :, column], states))
    observed = float((cases.answers[:, column] == 1).mean())
    assert share_near(observed, expected, N)


def test_a_spectrum_left_out_is_that_of_the_setting(world: StudyWorld) -> None:
    network = world.network_of(small_study())
    assert network.severity_mix is world.network.severity_mix


def test_age_and_sex_are_the_studys_where_it_states_them(world: StudyWorld) -> None:
    cases = drawn(world, age={"mean": 60, "sd": 5}, female=0.9)
    assert cases.condition is not None
    for condition in ("root_trouble", "no_condition"):
        own = cases[np.asarray(cases.condition == condition)]
        assert own.age.mean() == pytest.approx(60, abs=Z * 5 / np.sqrt(len(own)))
        assert own.age.std() == pytest.approx(5, rel=0.05)
        women = float((own.sex == SEXES.index("female")).mean())
        assert share_near(women, 0.9, len(own))


def test_else_they_are_the_profiles(world: StudyWorld) -> None:
    cases = drawn(world)
    assert cases.condition is not None
    own = cases[np.asarray(cases.condition == "root_trouble")]
    assert own.age.mean() == pytest.approx(44, abs=1)
    women = float((own.sex == SEXES.index("female")).mean())
    assert share_near(women, 0.45, len(own))


def test_only_those_whom_the_study_would_take_are_in_it(world: StudyWorld) -> None:
    cases = drawn(
        world,
        2_000,
        age_range=[40, 50],
        duration_days=[30, 60],
        include={"all_of": ["leg_ache", {"not": "fever"}]},
    )
    assert len(cases) == 2_000
    assert (cases.age.min(), cases.age.max()) == (40, 50)
    assert cases.duration_days.min() >= 30
    assert cases.duration_days.max() <= 60
    present = dict(zip(cases.finding_ids, cases.answers.T, strict=True))
    assert (present["leg_ache"] == 1).all()
    assert (present["fever"] == 0).all()


def test_a_condition_that_is_never_included_is_a_fault_however_small(
    world: StudyWorld,
) -> None:
    # All four come with root trouble; in the young with nothing, once in 250,000.
    signs = {"all_of": ["line_pain", "reflex_lost", "weak", "very_weak"]}
    mix = {"root_trouble": 0.995, "no_condition": 0.005}
    with pytest.raises(ProfileError, match="included who has no_condition"):
        drawn(world, 2_000, include=signs, mix=mix, age={"mean": 23, "sd": 2})


def test_inclusion_does_not_change_the_mix(world: StudyWorld) -> None:
    # Nine in ten with root trouble have the ache, and a sixth of those with nothing.
    cases = drawn(world, 10_000, include="leg_ache", age_range=[30, 50])
    assert shares_of(cases) == pytest.approx(small_study().population.mix)


def test_who_is_included_is_estimated_by_condition(world: StudyWorld) -> None:
    study = small_study(population={"include": "leg_ache"})
    chance = included_shares(study, world)
    column = world.network.finding_ids.index("leg_ache")
    cases = sample_study(small_study(), world, N)
    assert cases.condition is not None
    for condition in study.population.mix:
        own = np.asarray(cases.condition == condition)
        observed = float((cases.answers[own, column] == 1).mean())
        index = world.network.condition_ids.index(condition)
        assert chance[index] == pytest.approx(observed, abs=0.03)
    outside = world.network.condition_ids.index("bad_disease")
    assert chance[outside] == 1
    assert (included_shares(study, world, by_findings=False) == 1).all()


def test_people_who_hardly_ever_occur_are_a_fault(world: StudyWorld) -> None:
    impossible = {"all_of": ["pregnant", {"sex": "male"}]}
    study = small_study(population={"include": impossible})
    with pytest.raises(ProfileError) as caught:
        sample_study(study, world)
    (fault,) = caught.value.faults
    assert fault.where == "studies/reflex.yaml"
    assert fault.what == "population"
    assert fault.got.startswith("almost nobody included who has ")


WHOLE: dict[str, Any] = {"mix": {"root_trouble": 0.4, "joint_wear": 0.6}}


def posterior_of(world: StudyWorld, study: Study, given: str) -> tuple[Any, Any]:
    cases = sample_study(study, world, 20_000)
    return target_posterior(study, cases, given, world), has_target(study, cases)


@pytest.mark.parametrize("given", ["history", "all"])
def test_the_posterior_of_the_target_is_calibrated(
    world: StudyWorld, given: str
) -> None:
    study = small_study(population={**WHOLE, "spectrum": "surgical_series"})
    chance, truth = posterior_of(world, study, given)
    for low, high in ((0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01)):
        here = (chance >= low) & (chance < high)
        expected = chance[here]
        spread = np.sqrt((expected * (1 - expected)).sum())
        assert abs(truth[here].sum() - expected.sum()) <= Z * spread + 1e-9


@pytest.mark.parametrize(
    "inclusion",
    [
        {"include": "leg_ache", "age_range": [45, 60]},
        {"include": {"any_of": ["reflex_lost", "tender"]}},
        {"duration_days": [42, 400]},
    ],
)
def test_inclusion_leaves_the_posterior_calibrated(
    world: StudyWorld, inclusion: dict[str, Any]
) -> None:
    study = small_study(population={**WHOLE, **inclusion})
    chance, truth = posterior_of(world, study, "all")
    # The share included is estimated from a pilot, to a few parts in a hundred.
    assert chance.mean() == pytest.approx(truth.mean(), abs=0.015)
    sure = chance > 0.8
    assert chance[sure].mean() == pytest.approx(truth[sure].mean(), abs=0.02)


def test_the_examination_adds_to_the_history(world: StudyWorld) -> None:
    study = small_study(population=WHOLE)
    history = area_under_curve(*posterior_of(world, study, "history"))
    everything = area_under_curve(*posterior_of(world, study, "all"))
    assert 0.5 < history < everything < 1


def test_several_conditions_of_a_target_add_up(world: StudyWorld) -> None:
    one = small_study(target=["root_trouble"])
    other = small_study(target=["joint_wear", "no_condition"])
    chance, truth = posterior_of(world, one, "all")
    rest, others = posterior_of(world, other, "all")
    assert (truth == ~others).all()
    assert chance + rest == pytest.approx(np.ones(len(chance)))


def test_examination_that_history_hides_changes_nothing(world: StudyWorld) -> None:
    study = small_study(population=WHOLE)
    cases = sample_study(study, world, 5_000)
    before = target_posterior(study, cases, "history", world)
    cases.answers[:, cases.finding_ids.index("tender")] ^= 1
    assert (target_posterior(study, cases, "history", world) == before).all()


def test_a_sign_that_everybody_included_has_is_known(world: StudyWorld) -> None:
    # Else the posterior would forget what brought these people into the study.
    study = small_study(population={**WHOLE, "include": "reflex_lost"})
    chance, truth = posterior_of(world, study, "history")
    spread = np.sqrt((chance * (1 - chance)).sum())
    assert abs(truth.sum() - chance.sum()) <= Z * spread


def test_a_ranking_may_be_given_a_few_findings_alone(world: StudyWorld) -> None:
    study = small_study(population={**WHOLE, "include": {"not": "fever"}})
    cases = sample_study(study, world, 5_000)
    asked = as_asked(study, cases, ("reflex_lost", "weak"), world.knowledge)
    known = (asked.answers != NOT_KNOWN).all(axis=0)
    hidden = (asked.answers == NOT_KNOWN).all(axis=0)
    assert (known | hidden).all()
    names = [
        key for key, is_known in zip(cases.finding_ids, known, strict=True) if is_known
    ]
    # Fever is absent in everybody, which the ranking therefore knows.
    assert names == ["fever", "reflex_lost", "weak"]
    assert not np.isnan(asked.age).any()
    few = target_posterior(study, cases, ("reflex_lost", "weak"), world)
    everything = target_posterior(study, cases, "all", world)
    truth = has_target(study, cases)
    assert 0.5 < area_under_curve(few, truth) < area_under_curve(everything, truth)


def test_pain_is_not_among_what_the_ranking_knows(world: StudyWorld) -> None:
    study = small_study(population=WHOLE)
    cases = sample_study(study, world, 2_000)
    before = target_posterior(study, cases, "all", world)
    cases.pain_score[:] = 0
    assert (target_posterior(study, cases, "all", world) == before).all()


def test_inclusion_that_keeps_few_is_met_with_fewer_people(world: StudyWorld) -> None:
    rare = {"all_of": ["reflex_lost", "tender"]}
    cases = drawn(world, 100_000, include=rare)
    assert 2_000 <= len(cases) < 40_000
    assert shares_of(cases) == pytest.approx(small_study().population.mix, abs=1e-3)


def test_an_imperfect_reference_calls_its_share_diseased(world: StudyWorld) -> None:
    study = small_study(
        reference={"root_trouble": 0.8, "no_condition": 0.3}, reference_why="made up"
    )
    cases = sample_study(study, world, N)
    called = has_target(study, cases)
    assert cases.condition is not None
    expected = {"root_trouble": 0.8, "no_condition": 0.3, "joint_wear": 0.0}
    for condition, share in expected.items():
        own = called[np.asarray(cases.condition == condition)]
        assert share_near(float(own.mean()), share, len(own))
    assert (has_target(study, cases) == called).all()
    chance = target_posterior(study, cases, "all", world)
    assert abs(chance.sum() - called.sum()) <= Z * np.sqrt(
        (chance * (1 - chance)).sum()
    )
