"""The knowledge compiled into one network."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.synthesis import Network, build_network, reference_network
from pipeline.synthesis.network import mix_array
from pipeline.terms import CareSetting
from tests.synthesis.by_hand import HandModel


def test_every_chance_equals_the_one_worked_by_hand(
    small_network: Network, by_hand: HandModel
) -> None:
    net = small_network
    for j, finding in enumerate(net.finding_ids):
        for c in range(len(net.condition_ids)):
            states = np.flatnonzero(net.state_condition == c)
            roots = len(states) // 3
            wanted = by_hand.chance[finding][c, :, :roots].reshape(-1, 95, 2)
            got = net.present[net.band_of_age][:, :, states, j].transpose(2, 0, 1)
            np.testing.assert_allclose(got, wanted, rtol=0, atol=1e-10)


def test_what_cannot_be_reached_is_nearly_certain(small_network: Network) -> None:
    # joint_wear states line_pain in 60% though only 50% have the ache it requires.
    net = small_network
    states = net.state_condition == net.condition_ids.index("joint_wear")
    line_pain = net.present[:, :, states, net.finding_ids.index("line_pain")]
    assert (line_pain > 1 - 1e-6).all()


def test_priors_sum_to_one_in_every_setting(network: Network) -> None:
    np.testing.assert_allclose(network.state_prior().sum(axis=1), 1.0, atol=1e-6)
    assert network.setting_weights.sum() == pytest.approx(1.0, abs=1e-12)


def test_states_of_a_condition_share_it_out(network: Network) -> None:
    for c in range(len(network.condition_ids)):
        for severity in range(3):
            here = (network.state_condition == c) & (network.state_severity == severity)
            assert network.state_root_share[here].sum() == pytest.approx(1.0)


def test_every_possible_finding_may_be_there_or_not(network: Network) -> None:
    possible = np.broadcast_to(
        network.requirements.possible[:, :, None, :], network.present.shape
    )
    assert (network.present[~possible] == 0).all()
    assert (network.present[possible] >= 1e-7).all()
    assert (network.present[possible] <= 1 - 1e-7).all()


def test_a_custom_mix_replaces_the_documented_one_in_every_setting(
    small_network: Network,
) -> None:
    mix = mix_array(small_network, {"joint_wear": 0.25, "root_trouble": 0.75})
    assert mix.tolist() == [[0.0, 0.25, 0.75]] * 3
    assert mix_array(small_network, None) is small_network.case_mix


def test_a_finding_and_its_requirement_may_both_lack_a_background(
    small: Knowledge,
) -> None:
    rates = small.background.rates
    none = rates["weak"].model_copy(update={"value": 0.0, "by_age": None})
    background = small.background.model_copy(
        update={"rates": {**rates, "weak": none, "very_weak": none}}
    )
    network = build_network(dataclasses.replace(small, background=background))
    assert np.isfinite(network.present).all()


def test_the_reference_world_keeps_the_documented_weights_and_case_mix() -> None:
    network, settings = reference_network(), load_knowledge().settings
    weights = [settings.care_settings[s].weight.value for s in CareSetting]
    assert network.setting_weights == pytest.approx(weights)
    for row, setting in zip(network.case_mix, CareSetting, strict=True):
        mix = settings.case_mix[setting]
        stated = np.array([mix[c].value for c in network.condition_ids])
        assert row == pytest.approx(stated / stated.sum())
