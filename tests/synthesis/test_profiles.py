"""What the profiles state is what the network holds and what the generator draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy.stats import binom

from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.knowledge.schema import SEVERITIES, Figure
from pipeline.synthesis import (
    Network,
    Request,
    build_network,
    reference_network,
)
from pipeline.synthesis.interview import build_interviews
from pipeline.synthesis.population import Population

N_BLOCKS = 14
FAMILY_WISE_ALPHA = 1e-3
KNOWLEDGE = load_knowledge()


@dataclass(frozen=True)
class Stated:
    """One value of a profile: what is pooled, and from which spectra."""

    condition: str
    finding: str
    value: float
    weights: dict[str, float]


def stated_values(knowledge: Knowledge) -> Iterator[Stated]:
    for condition, profile in knowledge.profiles.items():
        for finding, figures in profile.findings.items():
            yield Stated(condition, finding, *_pooled(figures))


def _pooled(figures: tuple[Figure, ...]) -> tuple[float, dict[str, float]]:
    n = sum(figure.n for figure in figures)
    weights: dict[str, float] = {}
    for figure in figures:
        setting = figure.severity_setting
        weights[setting] = weights.get(setting, 0.0) + figure.n / n
    return sum(figure.n * figure.value for figure in figures) / n, weights


def spectrum(knowledge: Knowledge, setting: str) -> np.ndarray:
    mix = knowledge.settings.spectrum[setting]  # type: ignore[index]
    return np.array([getattr(mix, level) for level in SEVERITIES])


class Expected:
    """Proportions that the network implies, added up over years and states."""

    def __init__(self, knowledge: Knowledge, network: Network) -> None:
        self.knowledge, self.network = knowledge, network
        needs = network.requirements
        self.parent = dict(zip(needs.child, needs.parent, strict=True))
        self.days = dict(zip(needs.duration_finding, needs.duration_days, strict=True))

    def proportion(self, stated: Stated) -> float:
        return self._added_up(stated, most=False)

    def most(self, stated: Stated) -> float:
        """What would come out if the finding were there whenever it can be."""
        return self._added_up(stated, most=True)

    def _added_up(self, stated: Stated, *, most: bool) -> float:
        net = self.network
        c = net.condition_ids.index(stated.condition)
        j = net.finding_ids.index(stated.finding)
        states = np.flatnonzero(net.state_condition == c)
        mix = sum(w * spectrum(self.knowledge, s) for s, w in stated.weights.items())
        of_state = mix[net.state_severity[states]] * net.state_root_share[states]
        total = 0.0
        for year, band in enumerate(net.band_of_age):
            for sex, share in enumerate((net.female[c], 1 - net.female[c])):
                chance = net.present[band, sex][states]
                here = chance[:, j]
                if most:
                    here = np.full(len(states), net.requirements.possible[band, sex, j])
                if j in self.parent:
                    here = here * chance[:, self.parent[j]]
                total += net.age[c, year] * share * float(of_state @ here)
        if j in self.days:
            total *= net.duration[c, int(self.days[j]) :].sum()
        return total


@pytest.fixture(scope="module")
def network() -> Network:
    """The world in which every number is what it is stated to be."""
    return build_network(KNOWLEDGE)


@pytest.fixture(scope="module")
def expected(network: Network) -> Expected:
    return Expected(KNOWLEDGE, network)


@pytest.mark.parametrize("condition", KNOWLEDGE.condition_ids)
def test_the_network_holds_every_stated_value(
    condition: str, expected: Expected
) -> None:
    for stated in stated_values(KNOWLEDGE):
        if stated.condition != condition:
            continue
        # Beyond it no network could help; the profile would contradict itself.
        assert stated.value <= expected.most(stated), stated
        got = expected.proportion(stated)
        assert got == pytest.approx(stated.value, abs=1e-6), stated


def test_the_reference_world_averages_to_what_is_stated() -> None:
    reference = Expected(KNOWLEDGE, reference_network())
    off = [reference.proportion(s) - s.value for s in stated_values(KNOWLEDGE)]
    # Each world observed its proportions at its own ages, backgrounds and shifts.
    assert np.abs(off).max() < 0.02
    assert np.abs(off).mean() < 1e-3


@dataclass(frozen=True)
class Draws:
    """How many cases of each condition were drawn, and how many have each finding."""

    cases: np.ndarray
    present: np.ndarray


@pytest.fixture(scope="module")
def drawn(network: Network) -> dict[str, Draws]:
    """Complete cases, all conditions alike, with the spectrum of each study setting."""
    share = 1 / len(network.condition_ids)
    mix = tuple((condition, share) for condition in network.condition_ids)
    request = Request(seed=30_000, mix=mix, complete=True)
    interviews = build_interviews(KNOWLEDGE)
    found = {}
    for setting in KNOWLEDGE.settings.spectrum:
        rows = np.tile(spectrum(KNOWLEDGE, setting), (len(network.severity_mix), 1))
        world = Population(replace(network, severity_mix=rows), interviews, request)
        found[setting] = _count(world)
    return found


def _count(population: Population) -> Draws:
    conditions = np.arange(len(population.network.condition_ids))[:, None]
    cases, present = np.zeros(len(conditions)), 0.0
    for i in range(N_BLOCKS):
        block = population.draw(i)
        which = (block.condition == conditions).astype(float)
        cases += which.sum(axis=1)
        present = present + which @ block.present.astype(float)
    return Draws(cases, np.asarray(present))


def p_value(
    stated: Stated, value: float, draws: dict[str, Draws], c: int, j: int
) -> float:
    """Two-sided chance of frequencies so far from the value, pooled as it was."""
    pooled, spread = 0.0, 0.0
    for setting, weight in stated.weights.items():
        n = draws[setting].cases[c]
        pooled += weight * draws[setting].present[c, j] / n
        spread += weight**2 / n
    # Several spectra weigh as much as this many cases from a single one.
    n = round(1 / spread)
    low, high = np.floor(pooled * n), np.ceil(pooled * n)
    return 2 * min(binom.cdf(high, n, value), binom.sf(low - 1, n, value))


def test_sampled_frequencies_lie_about_the_stated_values(
    drawn: dict[str, Draws], network: Network
) -> None:
    stated = list(stated_values(KNOWLEDGE))
    limit = FAMILY_WISE_ALPHA / len(stated)
    for one in stated:
        c = network.condition_ids.index(one.condition)
        j = network.finding_ids.index(one.finding)
        assert p_value(one, one.value, drawn, c, j) > limit, one


def test_a_value_off_by_a_tenth_is_found_out(
    drawn: dict[str, Draws], network: Network
) -> None:
    stated = [s for s in stated_values(KNOWLEDGE) if 0.2 < s.value < 0.8]
    limit = FAMILY_WISE_ALPHA / len(stated)
    for one in stated:
        c = network.condition_ids.index(one.condition)
        j = network.finding_ids.index(one.finding)
        assert p_value(one, one.value + 0.1, drawn, c, j) < limit, one
