"""Findings that hang together: they come together more often, and no more often."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from pipeline.knowledge import Knowledge
from pipeline.synthesis import Network, Request, build_network
from pipeline.synthesis.interview import build_interviews
from pipeline.synthesis.population import Population


@pytest.fixture(scope="module")
def apart(small: Knowledge) -> Network:
    """The same world without its groups."""
    latents = small.latents.model_copy(update={"groups": {}})
    return build_network(dataclasses.replace(small, latents=latents))


def both(
    network: Network, knowledge: Knowledge, condition: str, *findings: str
) -> float:
    """Share of a condition's cases, of 45 to 110 years, with all of the findings."""
    mix = ((condition, 1.0),)
    request = Request(seed=3, mix=mix, complete=True)
    population = Population(network, build_interviews(knowledge), request)
    columns = [network.finding_ids.index(f) for f in findings]
    shares = []
    for i in range(40):
        block = population.draw(i)
        old = block.age >= 45
        shares.append(block.present[old][:, columns].all(axis=1).mean())
    return float(np.mean(shares))


def test_no_proportion_moves(
    small: Knowledge, small_network: Network, apart: Network
) -> None:
    strata = small_network.age @ (
        small_network.band_of_age[:, None] == np.arange(small_network.n_bands)
    )
    share = strata[small_network.state_condition].T[:, None, :, None] / 2
    # Women as men: half of each stratum.
    severity = small_network.severity_mix[1][small_network.state_severity]
    weight = share * (severity * small_network.state_root_share)[:, None]
    grouped = [j for group in small_network.groups for j in group.columns]
    of_all = (weight * small_network.present).sum(axis=(0, 1))[:, grouped]
    of_apart = (weight * apart.present).sum(axis=(0, 1))[:, grouped]
    membership = (small_network.state_condition == np.arange(3)[:, None]).astype(float)
    np.testing.assert_allclose(membership @ of_all, membership @ of_apart, atol=0.02)


def test_own_findings_come_together(
    small: Knowledge, small_network: Network, apart: Network
) -> None:
    # joint_wear shows tenderness in 70%: a silent companion is no matter there, but in
    # bad_disease, which shows neither of its own, they come from joint wear alone.
    findings = ("tender", "stiff")
    grouped = both(small_network, small, "bad_disease", *findings)
    alone = both(apart, small, "bad_disease", *findings)
    assert grouped > alone


def test_a_companion_brings_its_findings_together_in_other_conditions(
    small: Knowledge, small_network: Network, apart: Network
) -> None:
    findings = ("tender", "stiff")
    grouped = both(small_network, small, "root_trouble", *findings)
    alone = both(apart, small, "root_trouble", *findings)
    assert grouped > 1.15 * alone


def test_the_kinds_of_a_group_are_shared_out_by_age(small_network: Network) -> None:
    worn = small_network.groups[1]
    state = int(np.flatnonzero(small_network.state_condition == 2)[0])
    np.testing.assert_allclose(
        worn.kind_share[0, :, state], [0.02, 0.1, 0.2, 0.3, 0.4, 0.5]
    )
    np.testing.assert_allclose(worn.kind_share.sum(axis=0), 1.0)
