"""Findings that hang together beyond severity and root.

Each group has one unseen binary variable of its own, its *kind*. In conditions whose
findings of the group come together, the kind moves the own part up or down; in the
others it says whether a second, silent condition is there, and moves the background.
It moves no proportion, only which findings come together. Groups share no finding, so
that each can be summed out alone and the posterior stays exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.knowledge import Knowledge
from pipeline.knowledge.schema import N_AGE_BANDS
from pipeline.synthesis.requirements import N_SEXES
from pipeline.synthesis.states import States
from pipeline.synthesis.worlds import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
N_KINDS = 2


@dataclass(frozen=True)
class Group:
    """One group, compiled.

    Parameters
    ----------
    columns : ndarray of shape (n_in_group,)
        Finding indices.
    shifts : ndarray of shape (2, n_states)
        Log-odds shift of the own part in each kind: 0 in other conditions.
    first_kind : ndarray of shape (n_bands, n_states)
        P(first kind | band, state).
    companion : int or None
        Index of the silent condition.
    carried : ndarray of shape (n_bands,)
        Share of people who carry it.
    expression : float
        How often its findings show then, as a part of how often they show in those
        who come because of it.
    together : ndarray of shape (n_states,), bool
        Whether a state's condition is one whose own findings come together.
    """

    columns: Ints
    shifts: Floats
    first_kind: Floats
    companion: int | None
    carried: Floats
    expression: float
    together: NDArray[np.bool_]

    def kind_shares(self, n_states: int) -> Floats:
        """Give P(kind | band, sex, state): shape (2, n_bands, n_sexes, n_states)."""
        both = np.stack([self.first_kind, 1.0 - self.first_kind])
        shape = (N_KINDS, len(self.first_kind), N_SEXES, n_states)
        return np.broadcast_to(both[:, :, None, :], shape)


def build_groups(knowledge: Knowledge, states: States) -> tuple[Group, ...]:
    """Compile the groups of latents.yaml, in their order there."""
    conditions = list(knowledge.condition_ids)
    finding_ids = knowledge.finding_ids
    groups = []
    for group in knowledge.latents.groups.values():
        together, companion = group.togetherness, group.companion
        members = [conditions.index(c) for c in together.conditions] if together else []
        mine = np.isin(states.condition, members)
        half = together.value / 2 if together else 0.0
        carried = np.array(companion.by_age if companion else [0.0] * N_AGE_BANDS)
        share = together.share if together else 0.0
        groups.append(
            Group(
                columns=np.array([finding_ids.index(f) for f in group.findings]),
                shifts=np.stack([half * mine, -half * mine]),
                first_kind=np.where(mine, share, carried[:, None]),
                companion=conditions.index(companion.condition) if companion else None,
                carried=carried,
                expression=companion.expression if companion else 0.0,
                together=mine,
            )
        )
    return tuple(groups)


def leak_with_companion(group: Group, leak: Floats, world: World) -> Floats:
    """Split the background between people with and without the silent condition.

    The rate over both stays what it was: what the silent condition shows is taken
    from it, never added.

    Parameters
    ----------
    group : Group
    leak : ndarray of shape (n_bands, n_sexes, n_in_group)
        Background rates.
    world : World

    Returns
    -------
    ndarray of shape (2, n_bands, n_sexes, n_states or 1, n_in_group)
    """
    both = np.broadcast_to(
        leak[None, :, :, None, :], (N_KINDS, *leak.shape[:2], 1, leak.shape[2])
    )
    if group.companion is None:
        return both
    carried = group.carried[:, None, None]
    shown = group.expression * np.nan_to_num(
        world.observed[group.companion, group.columns]
    )
    most = np.divide(leak, carried, out=np.ones_like(leak), where=carried > 0)
    # It shows at least as often in carriers as in others, and no more than all of it.
    with_it = np.clip(np.maximum(shown, leak), 0.0, np.minimum(most, 1.0))
    rest = np.divide(
        leak - carried * with_it,
        1.0 - carried,
        out=np.zeros_like(leak),
        where=carried < 1,
    )
    split = np.stack([with_it, np.maximum(rest, 0.0)])[:, :, :, None, :]
    # The condition itself is no companion of its own, nor of those like it.
    return np.where(group.together[:, None], both, split)
