"""P(finding present | state, age band, sex) in one world.

A finding is a noisy-OR of the condition's own part and a background rate. The own part
is solved for, so that the proportion among the patients in whom a figure was observed
comes out as observed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from pipeline.knowledge import Knowledge
from pipeline.synthesis.beliefs import Beliefs
from pipeline.synthesis.context import SEVERITY_STEPS, band_of_age
from pipeline.synthesis.groups import Group, leak_with_companion
from pipeline.synthesis.requirements import Requirements
from pipeline.synthesis.solve import Patients, solve_own_parts
from pipeline.synthesis.states import NO_ROOT, States
from pipeline.synthesis.worlds import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# The generator draws with 32 bits: no probability may round to never or to always.
SMALLEST = 1e-7
TINY = np.finfo(np.float64).tiny


@dataclass(frozen=True)
class FindingTables:
    """The tables of one world.

    Parameters
    ----------
    present : ndarray of shape (n_bands, n_sexes, n_states, n_findings)
        P(finding present | state, band, sex), given that what it requires holds; of a
        finding in a group, averaged over the group's two kinds.
    in_group : tuple of ndarray of shape (2, n_bands, n_sexes, n_states, n_in_group)
        For each group, the same in its two kinds.
    """

    present: Floats
    in_group: tuple[Floats, ...]


class _Builder:
    """One world's tables, some columns at a time.

    Arrays run over kind of group, age band, sex, state and column; an axis along
    which nothing changes has length 1.
    """

    def __init__(
        self,
        beliefs: Beliefs,
        world: World,
        states: States,
        requirements: Requirements,
    ) -> None:
        self.world, self.of_state, self.needs = world, states.condition, requirements
        self.membership = states.membership
        steps = SEVERITY_STEPS[states.severity][:, None]
        shifts = world.severity_shift * steps
        rooted = states.root != NO_ROOT
        shifts[rooted] += world.root_shift[states.root[rooted]]
        self.shifts = shifts[None, None]
        # P(latent state | condition) among the patients of each figure.
        of_severity = beliefs.spectrum[states.condition, :, states.severity]
        self.latent = of_severity * states.root_shares(world.root_shares)[:, None]
        strata = _strata(beliefs.knowledge, world)[states.condition]
        self.strata = strata.transpose(1, 2, 0)[None, ..., None]
        self.possible = requirements.possible[None, :, :, None, :]
        self.leak = world.background[None, :, :, None, :] * self.possible

    def on_their_own(self, columns: Ints) -> Floats:
        """Give findings that require no other."""
        long = _long_enough(self.world, self.needs)[self.of_state][:, columns]
        room = self.strata * self.possible[..., columns] * long
        shifts = self.shifts[..., columns]
        return self._solved(columns, self.leak[..., columns], room, shifts)

    def changing_with_age(self, columns: Ints) -> Floats:
        """Give findings whose own part changes with age."""
        room = self.strata * self.possible[..., columns]
        by_age = self.world.age_shift[None, :, None, columns]
        shifts = self.shifts[..., columns] + by_age
        return self._solved(columns, self.leak[..., columns], room, shifts)

    def children(self, columns: Ints, parents: Floats) -> Floats:
        """Give findings, given that the one they require is present.

        `parents` holds the tables of the required findings, in the order of the
        columns.
        """
        rate = self.leak[..., self.needs.parent]
        # A rate of 0 divides only the 0 of the child, which cannot exceed it.
        leak = np.minimum(self.leak[..., columns] / np.maximum(rate, TINY), 1.0)
        room = self.strata * self.possible[..., columns] * parents
        return self._solved(columns, leak, room, self.shifts[..., columns])

    def grouped(self, group: Group) -> Floats:
        """Give the findings of a group in its two kinds."""
        columns = group.columns
        leak = self.leak[0, :, :, 0][..., columns]
        leak = leak_with_companion(group, leak, self.world)
        kinds = group.kind_shares(len(self.of_state))[..., None]
        shifts = self.shifts[..., columns] + group.shifts[:, None, :, None]
        return self._solved(columns, leak, self.strata * kinds, shifts)

    def _solved(
        self, columns: Ints, leak: Floats, room: Floats, shifts: Floats
    ) -> Floats:
        """Solve for the own parts, and put the noisy-OR together.

        `room` is the share of a condition's patients in each stratum and kind who
        could have the finding at all.
        """
        kinds, bands = shifts.shape[:2]
        weight = self.latent[:, columns] * room
        without = weight * (1.0 - leak)
        # The own part is the same wherever the shifts are, so those patients are one.
        alike = [a for a, n in enumerate((kinds, bands, 1)) if n == 1]
        rows = without.sum(axis=tuple(alike)).reshape(-1, len(columns))
        everywhere = np.broadcast_to(shifts, (kinds, bands, *shifts.shape[2:]))
        could = self.membership @ weight.sum(axis=(0, 1, 2))
        patients = Patients(
            np.tile(self.membership, kinds * bands),
            could,
            could - self.membership @ without.sum(axis=(0, 1, 2)),
            rows,
            everywhere.reshape(-1, len(columns)),
        )
        own = solve_own_parts(self.world.observed[:, columns], patients)
        absent = expit(-(own.log_odds[self.of_state] + shifts))[:, :, None]
        thinned = leak * own.thinning[self.of_state]
        return _never_certain(1.0 - (1.0 - thinned) * absent)


def build_tables(
    beliefs: Beliefs,
    world: World,
    states: States,
    requirements: Requirements,
    groups: tuple[Group, ...],
) -> FindingTables:
    """Work out the tables of one world.

    Parameters
    ----------
    beliefs : Beliefs
        In which spectrum each proportion was observed.
    world : World
        What was observed, and everything else.
    states : States
    requirements : Requirements
    groups : tuple of Group

    Returns
    -------
    FindingTables
    """
    builder = _Builder(beliefs, world, states, requirements)
    n_findings = world.observed.shape[1]
    grouped = {int(j) for group in groups for j in group.columns}
    aged = np.flatnonzero(world.age_shift.any(axis=0))
    apart = {*requirements.child.tolist(), *grouped, *aged.tolist()}
    first = np.array([j for j in range(n_findings) if j not in apart])
    shape = (*world.background.shape[:2], len(states.condition), n_findings)
    present = np.empty(shape)
    present[..., first] = builder.on_their_own(first)[0]
    if len(aged):
        present[..., aged] = builder.changing_with_age(aged)[0]
    if len(requirements.child):
        needed = present[..., requirements.parent]
        children = builder.children(requirements.child, needed)
        present[..., requirements.child] = children[0]
    in_group = tuple(builder.grouped(group) for group in groups)
    for group, tables in zip(groups, in_group, strict=True):
        kinds = group.kind_shares(len(states.condition))
        present[..., group.columns] = (kinds[..., None] * tables).sum(axis=0)
    possible = requirements.possible[:, :, None, :]
    return FindingTables(np.where(possible, present, 0.0), in_group)


def _never_certain(chance: Floats) -> Floats:
    return np.asarray(np.clip(chance, SMALLEST, 1.0 - SMALLEST), dtype=np.float64)


def average_tables(
    worlds: list[tuple[World, FindingTables]], states: States, needs: Requirements
) -> FindingTables:
    """Average the tables of several worlds.

    What a finding requires is as uncertain as the finding: it is their joint
    probability that is averaged, and divided by that of what is required.

    Parameters
    ----------
    worlds : list of (World, FindingTables)
    states : States
    needs : Requirements

    Returns
    -------
    FindingTables
    """
    weights = [
        _required(world, tables.present, states, needs) for world, tables in worlds
    ]
    joint = np.sum(
        [w * t.present for w, (_, t) in zip(weights, worlds, strict=True)], axis=0
    )
    whole = np.sum(weights, axis=0)
    possible = np.broadcast_to(needs.possible[:, :, None, :], joint.shape)
    present = np.divide(joint, whole, out=np.zeros_like(joint), where=whole > 0)
    in_group = zip(*(tables.in_group for _, tables in worlds), strict=True)
    return FindingTables(
        np.where(possible, _never_certain(present), 0.0),
        tuple(np.mean(parts, axis=0) for parts in in_group),
    )


def _required(
    world: World, present: Floats, states: States, needs: Requirements
) -> Floats:
    """P(what each finding requires of other findings or of the episode's length)."""
    long = _long_enough(world, needs)[states.condition]
    required = np.broadcast_to(long, present.shape).copy()
    required[..., needs.child] = present[..., needs.parent]
    return required


def _long_enough(world: World, needs: Requirements) -> Floats:
    """P(the episode is long enough for a finding | condition)."""
    share = np.ones(world.observed.shape)
    for j, days in zip(needs.duration_finding, needs.duration_days, strict=True):
        share[:, j] = world.duration[:, math.ceil(days) :].sum(axis=1)
    return share


def _strata(knowledge: Knowledge, world: World) -> Floats:
    """Shape (n_conditions, n_bands, n_sexes): P(band, sex | condition)."""
    bands = band_of_age(knowledge)
    in_band = np.arange(len(knowledge.background.age_bands))[:, None] == bands
    by_band = world.age @ in_band.T.astype(float)
    sexes = np.stack([world.female, 1.0 - world.female], axis=1)
    return np.asarray(by_band[:, :, None] * sexes[:, None, :], dtype=np.float64)
