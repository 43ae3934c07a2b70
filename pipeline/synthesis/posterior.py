"""P(condition | answers), summed exactly over everything that is unknown.

All latents are discrete and few, so the sum over severity and root is finite; unknown
age and sex are summed over bands; an unknown care setting by its weights. A group of
findings that hang together has a kind of its own, summed out in a table of every
pattern of answers that the group can show. An answer that another known answer makes
impossible is left out of the sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import NOT_KNOWN, CaseMatrix
from pipeline.synthesis.context import AGES, DURATIONS
from pipeline.synthesis.network import (
    Floats,
    GroupTables,
    Ints,
    Network,
    mix_array,
)
from pipeline.synthesis.requirements import N_SEXES

ROWS_AT_ONCE = 4096
PRESENT, ABSENT = 1, 0
ANSWERS = (NOT_KNOWN, ABSENT, PRESENT)
Bools = NDArray[np.bool_]
# Stands for log 0 in sums of logs: no answer outweighs it, and exp of it is 0. A true
# minus infinity would turn into NaN where a matrix product multiplies it by 0.
NEVER = -1e6


def posterior(
    cases: CaseMatrix,
    network: Network,
    case_mix: Mapping[str, float] | None = None,
) -> Floats:
    """Compute the exact posterior of the generative model.

    Parameters
    ----------
    cases : CaseMatrix
        Known answers; the rest is summed out.
    network : Network
    case_mix : mapping of condition id to weight, optional
        Instead of the documented case mix, in every setting.

    Returns
    -------
    ndarray of shape (n_cases, n_conditions)
        Rows sum to 1; columns in the order of `network.condition_ids`.
    """
    tables = _Tables(network, mix_array(network, case_mix))
    result = np.empty((len(cases), len(network.condition_ids)))
    for first in range(0, len(cases), ROWS_AT_ONCE):
        rows = slice(first, first + ROWS_AT_ONCE)
        result[rows] = _posterior_of_part(cases[rows], tables)
    return result


class _Tables:
    """The network's logarithms, laid out so that one product scores all answers.

    Parameters
    ----------
    network : Network
    mix : ndarray of shape (n_settings, n_conditions)

    Attributes
    ----------
    answers : ndarray of shape (n_bands, n_sexes, n_columns, n_states)
        log P(answer | state, band, sex), one row for each column of `_design`.
    prior : ndarray of shape (n_settings + 1, n_states)
        log P(state | setting); the last row for an unknown setting.
    pain : ndarray of shape (12, n_states)
        log P(pain score | state); the last row for an unknown score.
    strata : ndarray of shape (n_bands, n_sexes, n_conditions)
        log P(band, sex | condition).
    within_band : ndarray of shape (95, n_conditions)
        log P(age | band, condition).
    membership : ndarray of shape (n_states, n_conditions)
        1 where a state belongs to a condition.
    patterns : tuple of ndarray of shape (n_bands, n_sexes, n_patterns, n_states)
        For each group, log P(pattern of answers | state, band, sex).
    """

    def __init__(self, network: Network, mix: Floats) -> None:
        self.network = network
        of_state = network.state_condition
        prior = network.state_prior(mix)
        self.prior = _log(np.vstack([prior, network.setting_weights @ prior]))
        pain = _log(network.pain[of_state, network.state_severity].T)
        self.pain = np.vstack([pain, np.zeros_like(pain[:1])])
        in_band = np.arange(network.n_bands)[:, None] == network.band_of_age
        bands = in_band.astype(float) @ network.age.T
        sexes = np.stack([network.female, 1.0 - network.female])
        self.strata = _log(bands[:, None, :] * sexes)
        self.within_band = _log(network.age.T) - _log(bands)[network.band_of_age]
        self.membership = (
            of_state[:, None] == np.arange(len(network.condition_ids))
        ).astype(float)
        self.answers = self._answers()
        self.patterns = tuple(_pattern_table(group) for group in network.groups)

    def _answers(self) -> Floats:
        network, needs = self.network, self.network.requirements
        own = network.present
        joint = own[..., needs.child] * own[..., needs.parent]
        # P(the episode is long enough | condition), one column for each limit.
        first_days = np.ceil(needs.duration_days).astype(int)
        tails = [network.duration[:, day:].sum(axis=1) for day in first_days]
        long = np.reshape(tails, (-1, len(network.condition_ids)))
        late = own[..., needs.duration_finding] * long.T[network.state_condition]
        chances = (own, joint, late)
        by_answer = [part for p in chances for part in (_log(p), _log(1.0 - p))]
        columns = np.maximum(np.concatenate(by_answer, axis=-1), NEVER)
        return np.ascontiguousarray(columns.swapaxes(-1, -2))


def _pattern_table(group: GroupTables) -> Floats:
    """Log P(pattern | state, band, sex), the group's kind summed out."""
    n = len(group.columns)
    patterns = np.arange(len(ANSWERS) ** n)[:, None] // len(ANSWERS) ** np.arange(n)
    answer = patterns % len(ANSWERS) + NOT_KNOWN
    shown = np.concatenate([answer == PRESENT, answer == ABSENT], axis=1).astype(float)
    chance = np.concatenate([_log(group.present), _log(1.0 - group.present)], axis=-1)
    by_kind = shown @ chance.swapaxes(-1, -2)
    weight = _log(group.kind_share)[:, :, None, None, :]
    return np.asarray(np.logaddexp(*(by_kind + weight)), dtype=np.float64)


def _pattern_codes(cases: CaseMatrix, group: GroupTables) -> Ints:
    """Give the number of the pattern of answers of each case in a group."""
    digits = cases.answers[:, group.columns].astype(np.int64) - NOT_KNOWN
    place = len(ANSWERS) ** np.arange(len(group.columns))
    return np.asarray(digits @ place, dtype=np.int64)


def _possible_strata(cases: CaseMatrix, network: Network) -> Bools:
    """Whether each case may be of each age band and sex: (n, n_bands, n_sexes)."""
    band_of = network.band_of_age[_age_index(cases)][:, None]
    in_band = (band_of == np.arange(network.n_bands)) | np.isnan(cases.age)[:, None]
    sex_of = cases.sex[:, None]
    of_sex = (sex_of == np.arange(N_SEXES)) | (sex_of == NOT_KNOWN)
    return np.asarray(in_band[:, :, None] & of_sex[:, None, :])


def _design(cases: CaseMatrix, strata: Bools, network: Network) -> Floats:
    """Sort the answers by the factor that each contributes.

    Columns: present, absent of (findings on their own, children whose parent is
    unknown, findings with a duration limit and no known duration), each 1 or 0.
    """
    answers = cases.answers.copy()
    for group in network.groups:
        answers[:, group.columns] = NOT_KNOWN
    needs = network.requirements
    for j in np.flatnonzero(~needs.possible.all(axis=(0, 1))):
        possible = (strata & needs.possible[:, :, j]).any(axis=(1, 2))
        answers[(answers[:, j] == PRESENT) & ~possible, j] = NOT_KNOWN
    child, parent = answers[:, needs.child], answers[:, needs.parent]
    joint = np.where(parent == NOT_KNOWN, child, NOT_KNOWN)
    # Beside an absent parent, or in a short episode, the answer says nothing: absent
    # is certain, and present is left out as impossible.
    answers[:, needs.child] = np.where(parent == PRESENT, child, NOT_KNOWN)
    limited = answers[:, needs.duration_finding]
    days = cases.duration_days[:, None]
    late = np.where(np.isnan(days), limited, NOT_KNOWN)
    certain = days >= needs.duration_days
    answers[:, needs.duration_finding] = np.where(certain, limited, NOT_KNOWN)
    parts = [(c == code) for c in (answers, joint, late) for code in (PRESENT, ABSENT)]
    return np.concatenate(parts, axis=1, dtype=np.float64)


@dataclass(frozen=True)
class _Hypotheses:
    """What age band and sex each case may have: one entry for each possibility.

    Parameters
    ----------
    case, band, sex : ndarray of shape (n_hypotheses,)
        Sorted by case; every case has at least one.
    first : ndarray of shape (n_cases,)
        Where the entries of each case begin.
    """

    case: Ints
    band: Ints
    sex: Ints
    first: Ints


def _hypotheses(strata: Bools) -> _Hypotheses:
    counts = strata.sum(axis=(1, 2))
    case, band, sex = np.nonzero(strata)
    return _Hypotheses(case, band, sex, np.cumsum(counts) - counts)


def _posterior_of_part(cases: CaseMatrix, tables: _Tables) -> Floats:
    network = tables.network
    strata = _possible_strata(cases, network)
    hypotheses = _hypotheses(strata)
    design = _design(cases, strata, network)
    codes = [_pattern_codes(cases, group) for group in network.groups]
    evidence = _context_evidence(cases, tables)
    total = np.empty((len(hypotheses.case), len(network.state_condition)))
    weight = tables.strata[hypotheses.band, hypotheses.sex]
    stratum = hypotheses.band * N_SEXES + hypotheses.sex
    for code in np.unique(stratum):
        here = np.flatnonzero(stratum == code)
        case = hypotheses.case[here]
        band, sex = divmod(int(code), N_SEXES)
        scores = design[case] @ tables.answers[band, sex]
        for pattern, of_case in zip(tables.patterns, codes, strict=True):
            scores += pattern[band, sex][of_case[case]]
        scores += evidence[case]
        scores += weight[here[0]][network.state_condition]
        total[here] = scores
    return _normalised(total, hypotheses, tables.membership)


def _normalised(total: Floats, hypotheses: _Hypotheses, membership: Floats) -> Floats:
    """Sum over hypotheses and states; rows then sum to 1."""
    highest = np.maximum.reduceat(total.max(axis=1), hypotheses.first)
    total -= highest[hypotheses.case, None]
    shares = np.exp(total, out=total) @ membership
    by_condition = np.add.reduceat(shares, hypotheses.first, axis=0)
    by_condition /= by_condition.sum(axis=1, keepdims=True)
    return np.asarray(by_condition, dtype=np.float64)


def _context_evidence(cases: CaseMatrix, tables: _Tables) -> Floats:
    """Sum the logs of P(state, duration, pain | setting) and P(age | band)."""
    network = tables.network
    evidence = tables.prior[cases.care_setting]
    points = np.where(np.isnan(cases.pain_score), NOT_KNOWN, cases.pain_score)
    evidence += tables.pain[np.round(points).astype(int)]
    by_condition = np.zeros((len(cases), len(network.condition_ids)))
    known = ~np.isnan(cases.duration_days)
    days = np.clip(np.round(cases.duration_days[known]), 0, DURATIONS[-1]).astype(int)
    by_condition[known] = _log(network.duration[:, days].T)
    known = ~np.isnan(cases.age)
    by_condition[known] += tables.within_band[_age_index(cases)[known]]
    evidence += by_condition[:, network.state_condition]
    return np.asarray(evidence, dtype=np.float64)


def _age_index(cases: CaseMatrix) -> Ints:
    """Position in `AGES`; 0 where the age is unknown."""
    years = np.nan_to_num(cases.age, nan=AGES[0]).astype(np.int64)
    index = np.clip(years - AGES[0], 0, len(AGES) - 1)
    return np.asarray(index, dtype=np.int64)


def _log(values: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(values), dtype=np.float64)
