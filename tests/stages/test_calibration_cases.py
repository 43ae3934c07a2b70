from __future__ import annotations

import numpy as np
import pytest

from pipeline.cases import CARE_SETTINGS, NOT_KNOWN
from pipeline.model.case_mix import reweight
from pipeline.model.training import true_columns
from pipeline.stages.calibration_cases import (
    Reading,
    by_ages,
    by_depths,
    by_settings,
    read_flat,
)
from pipeline.synthesis import Request, posterior, reference_network, sample_cases
from tests.model.exact import IDS, fixed

N = 3_000
LEVEL = np.full(len(IDS), 1.0 / len(IDS))


@pytest.fixture(scope="module")
def natural() -> Reading:
    cases = sample_cases(N, Request(seed=31))
    exact = posterior(cases, reference_network())
    return Reading("natural", cases, true_columns(cases), exact, exact)


@pytest.fixture(scope="module")
def flat() -> Reading:
    return read_flat(fixed(disc_herniation=0.5), seed=32, n_per_condition=100)


def test_every_condition_is_as_common_as_every_other(flat: Reading) -> None:
    counts = np.bincount(flat.y_true, minlength=len(IDS))
    assert counts.sum() == len(flat.cases) == 2_800
    assert counts.min() > 60
    assert counts.max() < 140


def test_the_posterior_is_carried_over_exactly_where_the_setting_is_known(
    flat: Reading,
) -> None:
    network = reference_network()
    known = flat.cases.care_setting != NOT_KNOWN
    natural = network.case_mix[flat.cases.care_setting]
    carried = reweight(posterior(flat.cases, network), natural, LEVEL)
    assert carried[known] == pytest.approx(flat.exact[known], abs=1e-10)
    assert np.abs(carried[~known] - flat.exact[~known]).mean() < 0.01


def test_the_model_is_carried_over_from_the_mix_of_its_setting(flat: Reading) -> None:
    network = reference_network()
    said = np.full(len(IDS), 0.5 / (len(IDS) - 1))
    said[IDS.index("disc_herniation")] = 0.5
    weights = network.setting_weights
    for code in (*range(len(CARE_SETTINGS)), NOT_KNOWN):
        mix = weights @ network.case_mix if code == -1 else network.case_mix[code]
        expected = said / mix / (said / mix).sum()
        row = flat.proba[flat.cases.care_setting == code][0]
        assert row == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("split", [by_settings, by_ages, by_depths])
def test_every_case_is_of_one_kind(natural: Reading, split) -> None:  # type: ignore[no-untyped-def]
    kinds = dict(split(natural))
    assert np.array_equal(sum(rows.astype(int) for rows in kinds.values()), np.ones(N))


def test_kinds_are_what_their_names_say(natural: Reading) -> None:
    cases, ages = natural.cases, dict(by_ages(natural))
    assert cases.age[ages["40 to 59"]].min() == 40
    assert cases.age[ages["40 to 59"]].max() == 59
    assert cases.age[ages["75 and over"]].min() == 75
    assert np.isnan(cases.age[ages["unknown"]]).all()
    settings = dict(by_settings(natural))
    assert set(cases.care_setting[settings["spine_clinic"]]) == {1}
    for name, rows in by_depths(natural):
        low, high = (int(word) for word in name.split()[::2][:2])
        assert (natural.n_answers[rows].min(), natural.n_answers[rows].max()) == (
            low,
            high,
        )
        assert N / 4.5 < rows.sum() < N / 3.5


def test_resamples_belong_to_the_cases(natural: Reading) -> None:
    order = np.random.default_rng(33).permutation(N)
    shuffled = Reading(
        "natural",
        natural.cases[order],
        natural.y_true[order],
        natural.proba[order],
        natural.exact[order],
    )
    times = natural.resampled(3, seed=34)
    assert np.array_equal(shuffled.resampled(3, seed=34), times[order])
