"""Draw one block of cases, all at once, from a counter-based random stream.

A block is a fixed number of consecutive rows. Its random numbers come from Philox
(Salmon et al. 2011, doi:10.1145/2063384.2063405) keyed by seed and block number, and
are always drawn for the whole block in the same order: row I is the same whoever
draws it, with whatever neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CARE_SETTINGS, NOT_KNOWN, CaseMatrix
from pipeline.synthesis.context import AGES, DURATIONS, PAIN_SCORES
from pipeline.synthesis.interview import CONTEXT, Interviews
from pipeline.synthesis.network import (
    Floats,
    GroupTables,
    Ints,
    Network,
    mix_array,
)

BLOCK_ROWS = 4096
_TWO_32 = 2.0**32
_TWO_16 = 2.0**16


@dataclass(frozen=True)
class Request:
    """What stream to draw from.

    Parameters
    ----------
    seed : int
        Key of the stream, 0 to 2**63 - 1.
    care_setting : str, optional
        Draw every case in this setting.
    mix : tuple of (condition, weight), optional
        Case mix in every setting, instead of the documented one.
    complete : bool, default=False
        Leave nothing unknown.
    fresh_worlds : bool, default=False
        Draw every block from a world of its own, instead of the reference world.
    """

    seed: int
    care_setting: str | None = None
    mix: tuple[tuple[str, float], ...] | None = None
    complete: bool = False
    fresh_worlds: bool = False


@dataclass(frozen=True)
class Block:
    """Drawn cases with what stays hidden in real life.

    Parameters
    ----------
    present, known : ndarray of shape (n_rows, n_findings), bool
        The truth of each finding, and whether it was asked for.
    age, sex, care_setting, duration_days, pain_score : ndarray of shape (n_rows,)
        Codes as in `CaseMatrix`; -1 where it was not asked for.
    condition, state : ndarray of shape (n_rows,)
        Index of the condition and of the latent state.
    """

    present: NDArray[np.bool_]
    known: NDArray[np.bool_]
    age: Ints
    sex: Ints
    care_setting: Ints
    duration_days: Ints
    pain_score: Ints
    condition: Ints
    state: Ints


class Population:
    """The network and the interviews, prepared for fast drawing.

    Parameters
    ----------
    network : Network
    interviews : Interviews
    request : Request
    """

    def __init__(
        self, network: Network, interviews: Interviews, request: Request
    ) -> None:
        self.network = network
        self.request = request
        self._asked = np.minimum(
            np.round(interviews.asked * _TWO_16), _TWO_16 - 1
        ).astype(np.uint16)
        self._interviews = interviews
        weights = network.setting_weights
        if request.care_setting is not None:
            weights = np.zeros_like(weights)
            weights[CARE_SETTINGS.index(request.care_setting)] = 1.0
        self._settings = _cumulative(weights[None, :])
        mix = mix_array(network, dict(request.mix) if request.mix else None)
        self._states = _cumulative(network.state_prior(mix))
        self._ages = _cumulative(network.age)
        self._durations = _cumulative(network.duration)
        self._pain = _cumulative(network.pain.reshape(-1, len(PAIN_SCORES)))
        n_findings = len(network.finding_ids)
        self._present = _as_words(network.present).reshape(-1, n_findings)
        self._groups = [_DrawnGroup(group) for group in network.groups]

    def draw(self, block: int) -> Block:
        """Draw one whole block.

        Parameters
        ----------
        block : int
            Number of the block in the stream, from 0.

        Returns
        -------
        Block
            With `BLOCK_ROWS` rows.
        """
        net = self.network
        n, n_findings = BLOCK_ROWS, len(net.finding_ids)
        words = _Words(self.request.seed, block)
        u = words.uniforms(n, 14 + len(self._groups))
        setting = _pick(self._settings, np.zeros(n, dtype=np.int64), u[0])
        state = _pick(self._states, setting, u[1])
        condition = net.state_condition[state]
        age_index = _pick(self._ages, condition, u[2])
        sex = (u[3] >= net.female[condition]).astype(np.int64)
        duration = DURATIONS[_pick(self._durations, condition, u[4])]
        severity = net.state_severity[state]
        pain = PAIN_SCORES[_pick(self._pain, condition * 3 + severity, u[5])]
        n_states = len(net.state_condition)
        stratum = net.band_of_age[age_index] * 2 + sex
        row = stratum * n_states + state
        drawn = words.take32(n, n_findings)
        present = drawn < self._present[row]
        for group, v in zip(self._groups, u[14:], strict=True):
            group.draw(present, drawn, row, v)
        self._keep_requirements(present, duration)
        interview = _pick(self._interviews.cumulative, setting, u[6])
        known = words.take16(n, n_findings) < self._asked[interview]
        hidden = u[7] < self._interviews.setting_hidden[interview]
        context = self._interviews.context_asked[interview] > u[8 : 8 + len(CONTEXT)].T
        if self.request.complete:
            known[:] = True
            hidden[:] = False
            context[:] = True
        age = AGES[age_index]
        return Block(
            present=present,
            known=known,
            age=np.where(context[:, 0], age, NOT_KNOWN),
            sex=np.where(context[:, 1], sex, NOT_KNOWN),
            care_setting=np.where(hidden, NOT_KNOWN, setting),
            duration_days=np.where(context[:, 2], duration, NOT_KNOWN),
            pain_score=np.where(context[:, 3], pain, NOT_KNOWN),
            condition=condition,
            state=state,
        )

    def _keep_requirements(self, present: NDArray[np.bool_], duration: Ints) -> None:
        """Take back what cannot be: the table holds P(child | parent present)."""
        needs = self.network.requirements
        present[:, needs.child] &= present[:, needs.parent]
        for j, days in zip(needs.duration_finding, needs.duration_days, strict=True):
            present[:, j] &= duration >= days


class _DrawnGroup:
    """A group of findings whose kind is drawn first."""

    def __init__(self, group: GroupTables) -> None:
        n_kinds, n_bands, n_sexes, n_states, n_columns = group.present.shape
        self.columns = group.columns
        shape = (n_bands, n_sexes, n_states)
        share = np.broadcast_to(group.kind_share[0][:, None], shape)
        self._share = np.ascontiguousarray(share).reshape(-1)
        self._present = _as_words(group.present).reshape(n_kinds, -1, n_columns)

    def draw(
        self,
        present: NDArray[np.bool_],
        words: NDArray[np.uint32],
        row: Ints,
        u: Floats,
    ) -> None:
        """Replace the group's columns by what its kind gives."""
        kind = (u >= self._share[row]).astype(np.int64)
        chance = self._present[kind, row]
        present[:, self.columns] = words[:, self.columns] < chance


def _as_words(chance: Floats) -> NDArray[np.uint32]:
    """Give the 32-bit word below which a finding is present."""
    return np.minimum(np.round(chance * _TWO_32), _TWO_32 - 1).astype(np.uint32)


class _Words:
    """Random words of one block, always taken in the same order."""

    def __init__(self, seed: int, block: int) -> None:
        self._bits = np.random.Philox(key=np.array([seed, block], dtype=np.uint64))

    def uniforms(self, n: int, columns: int) -> Floats:
        words = self._bits.random_raw(n * columns).reshape(columns, n)
        return np.asarray((words >> np.uint64(11)) * 2.0**-53, dtype=np.float64)

    def take32(self, n: int, columns: int) -> NDArray[np.uint32]:
        return self._take(n, columns, np.dtype("<u4"), 2)

    def take16(self, n: int, columns: int) -> NDArray[np.uint16]:
        return self._take(n, columns, np.dtype("<u2"), 4)

    def _take(self, n: int, columns: int, kind: np.dtype, per_word: int) -> NDArray:  # type: ignore[type-arg]
        words = self._bits.random_raw(n * columns // per_word)
        return words.astype("<u8", copy=False).view(kind).reshape(n, columns)


def _cumulative(rows: Floats) -> Floats:
    """Cumulative sums along the last axis, ending at exactly 1."""
    total = np.cumsum(rows, axis=1)
    return np.asarray(total / total[:, -1:], dtype=np.float64)


def _pick(cumulative: Floats, row: Ints, u: Floats) -> Ints:
    """Invert one cumulative distribution a row: index of the first value above u."""
    width = cumulative.shape[1]
    # All rows laid end to end rise from 0 to n_rows, so one search serves them all.
    flat = (cumulative + np.arange(len(cumulative))[:, None]).reshape(-1)
    index = np.searchsorted(flat, u + row, side="right") - row * width
    return np.asarray(np.minimum(index, width - 1), dtype=np.int64)


def block_matrix(block: Block, network: Network, rows: slice) -> CaseMatrix:
    """Give rows of a block as labelled cases."""
    answers = np.where(block.known, block.present, NOT_KNOWN).astype(np.int8)[rows]
    labels = np.array(network.condition_ids, dtype=object)
    return CaseMatrix(
        network.finding_ids,
        answers,
        _with_nan(block.age[rows]),
        block.sex[rows].astype(np.int8),
        block.care_setting[rows].astype(np.int8),
        _with_nan(block.duration_days[rows]),
        _with_nan(block.pain_score[rows]),
        labels[block.condition[rows]],
    )


def _with_nan(codes: Ints) -> Floats:
    return np.where(codes == NOT_KNOWN, np.nan, codes.astype(np.float64))
