"""The knowledge compiled into the tables of a Bayesian network.

care setting -> condition -> age, sex, duration, pain score; severity, nerve root and
the kinds of the finding groups are latent; every finding is a noisy-OR of the
condition's own part and a background rate. One column of the tables is one *state*: a
condition, a severity, and a root.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CARE_SETTINGS
from pipeline.knowledge import Knowledge
from pipeline.synthesis.beliefs import Beliefs, build_beliefs
from pipeline.synthesis.context import band_of_age
from pipeline.synthesis.draws import Draws, EvenDraws, MeanDraws, RandomDraws
from pipeline.synthesis.finding_tables import (
    FindingTables,
    average_tables,
    build_tables,
)
from pipeline.synthesis.groups import Group, build_groups
from pipeline.synthesis.requirements import Requirements, build_requirements
from pipeline.synthesis.states import States, build_states
from pipeline.synthesis.worlds import World, draw_world

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# Enough slices that the averages stand to three digits; see the decision on worlds.
N_AVERAGED = 16
AVERAGING_SEED = 2026


@dataclass(frozen=True)
class GroupTables:
    """A group of findings that hang together, in one network.

    Parameters
    ----------
    columns : ndarray of shape (n_in_group,)
        Finding indices.
    kind_share : ndarray of shape (2, n_bands, n_states)
        P(kind | band, state).
    present : ndarray of shape (2, n_bands, n_sexes, n_states, n_in_group)
        P(finding present | kind, state, band, sex).
    """

    columns: Ints
    kind_share: Floats
    present: Floats


@dataclass(frozen=True)
class Network:
    """The generative model as arrays; states are (condition, severity, root).

    Parameters
    ----------
    condition_ids, finding_ids : tuple of str
        Order of the axes.
    setting_weights : ndarray of shape (n_settings,)
        P(care setting).
    case_mix : ndarray of shape (n_settings, n_conditions)
        P(condition | setting).
    severity_mix : ndarray of shape (n_settings, 3)
        P(severity | setting).
    state_condition, state_severity : ndarray of shape (n_states,)
        Indices.
    state_root_share : ndarray of shape (n_states,)
        P(root | condition); 1 where the condition has no root.
    age : ndarray of shape (n_conditions, 95)
    female : ndarray of shape (n_conditions,)
    duration : ndarray of shape (n_conditions, 20001)
    pain : ndarray of shape (n_conditions, 3, 11)
        P(. | condition[, severity]).
    band_of_age : ndarray of shape (95,)
        Age band of each age.
    present : ndarray of shape (n_bands, n_sexes, n_states, n_findings)
        P(finding present | state, band, sex), given that what it requires holds; of
        findings in a group, averaged over its kinds.
    groups : tuple of GroupTables
    requirements : Requirements
    """

    condition_ids: tuple[str, ...]
    finding_ids: tuple[str, ...]
    setting_weights: Floats
    case_mix: Floats
    severity_mix: Floats
    state_condition: Ints
    state_severity: Ints
    state_root_share: Floats
    age: Floats
    female: Floats
    duration: Floats
    pain: Floats
    band_of_age: Ints
    present: Floats
    groups: tuple[GroupTables, ...]
    requirements: Requirements

    @property
    def n_bands(self) -> int:
        """Number of age bands."""
        return len(self.present)

    def state_prior(self, case_mix: Floats | None = None) -> Floats:
        """Give P(state | setting).

        Parameters
        ----------
        case_mix : ndarray of shape (n_settings, n_conditions), optional
            Instead of the documented one.

        Returns
        -------
        ndarray of shape (n_settings, n_states)
        """
        mix = self.case_mix if case_mix is None else case_mix
        severity = self.severity_mix[:, self.state_severity]
        prior: Floats = mix[:, self.state_condition] * severity * self.state_root_share
        return prior


def mix_array(network: Network, mix: Mapping[str, float] | None) -> Floats:
    """Give a custom case mix, the same in every setting, or the documented one."""
    if mix is None:
        return network.case_mix
    row = np.array([mix.get(key, 0.0) for key in network.condition_ids])
    return np.tile(row / row.sum(), (len(CARE_SETTINGS), 1))


class Compiler:
    """What all worlds of one knowledge share, ready to compile any of them.

    Parameters
    ----------
    knowledge : Knowledge
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.beliefs: Beliefs = build_beliefs(knowledge)
        self.states: States = build_states(knowledge)
        self.groups: tuple[Group, ...] = build_groups(knowledge, self.states)
        self.requirements: Requirements = build_requirements(knowledge)

    def as_stated(self) -> Network:
        """Compile the world in which every number is what it is stated to be."""
        return self._compile(MeanDraws())

    def draw(self, rng: np.random.Generator) -> Network:
        """Compile one plausible world."""
        return self._compile(RandomDraws(rng))

    def average(self) -> Network:
        """Compile the reference world: every table averaged over the uncertainty.

        A single case from a world that nobody knows follows exactly these tables, up
        to the small ties between numbers of one world (a proportion was observed at
        that world's ages), which are left out.
        """
        even = EvenDraws(N_AVERAGED, AVERAGING_SEED)
        worlds = [draw_world(self.beliefs, even.world(i)) for i in range(N_AVERAGED)]
        # Shares of a whole are on average what is stated, or very nearly; sixteen
        # worlds, each made to sum to 1, would miss it by several per cent.
        beliefs = self.beliefs
        exact = {
            "setting_weights": beliefs.settings.mean,
            "case_mix": beliefs.case_mix.mean,
            "severity_mix": beliefs.severity.mean,
            "root_shares": beliefs.roots.mean,
        }
        averaged = {
            name: np.mean([getattr(world, name) for world in worlds], axis=0)
            for name in World.__annotations__
            if name not in exact
        }
        mean_world = World(**averaged, **exact)
        tables = average_tables(
            [(world, self._tables(world)) for world in worlds],
            self.states,
            self.requirements,
        )
        return self._assemble(mean_world, tables)

    def _compile(self, draws: Draws) -> Network:
        world = draw_world(self.beliefs, draws)
        return self._assemble(world, self._tables(world))

    def _tables(self, world: World) -> FindingTables:
        return build_tables(
            self.beliefs, world, self.states, self.requirements, self.groups
        )

    def _assemble(self, world: World, tables: FindingTables) -> Network:
        knowledge, states = self.beliefs.knowledge, self.states
        return Network(
            condition_ids=knowledge.condition_ids,
            finding_ids=knowledge.finding_ids,
            setting_weights=world.setting_weights,
            case_mix=world.case_mix,
            severity_mix=world.severity_mix,
            state_condition=states.condition,
            state_severity=states.severity,
            state_root_share=states.root_shares(world.root_shares),
            age=world.age,
            female=world.female,
            duration=world.duration,
            pain=world.pain,
            band_of_age=band_of_age(knowledge),
            present=tables.present,
            groups=tuple(
                GroupTables(
                    group.columns,
                    group.kind_shares(len(states.condition))[:, :, 0],
                    in_group,
                )
                for group, in_group in zip(self.groups, tables.in_group, strict=True)
            ),
            requirements=self.requirements,
        )


def build_network(knowledge: Knowledge) -> Network:
    """Compile the knowledge as stated, without its uncertainty.

    Parameters
    ----------
    knowledge : Knowledge

    Returns
    -------
    Network
    """
    return Compiler(knowledge).as_stated()
