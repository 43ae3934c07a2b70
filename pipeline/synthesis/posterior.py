"""P(condition | answers), summed exactly over everything that is unknown.

All latents are discrete and few, so the sum over severity and root is finite; unknown
age and sex are summed over bands; an unknown care setting by its weights. An answer
that another known answer makes impossible is left out of the sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from pipeline.cases import NOT_KNOWN, CaseMatrix
from pipeline.synthesis.context import AGES, DURATIONS
from pipeline.synthesis.network import Floats, Ints, Network, mix_array

ROWS_AT_ONCE = 8192
PRESENT, ABSENT = 1, 0


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
    parts = [
        _posterior_of_part(cases[slice(i, i + ROWS_AT_ONCE)], network, case_mix)
        for i in range(0, len(cases), ROWS_AT_ONCE)
    ]
    return np.concatenate([np.empty((0, len(network.condition_ids))), *parts])


def _posterior_of_part(
    cases: CaseMatrix, network: Network, case_mix: Mapping[str, float] | None
) -> Floats:
    evidence = _context_evidence(cases, network, mix_array(network, case_mix))
    design = _design(cases, network)
    strata = _stratum_evidence(cases, network)
    n_states = len(network.state_condition)
    total = np.full((len(cases), n_states), -np.inf)
    for band in range(network.n_bands):
        for sex in range(network.present.shape[1]):
            weight = strata[:, band, sex][:, network.state_condition]
            rows = np.flatnonzero(np.isfinite(weight).any(axis=1))
            if len(rows) == 0:
                continue
            findings = design.rows(rows).log_likelihood(network, band, sex)
            total[rows] = np.logaddexp(total[rows], weight[rows] + findings)
    total += evidence
    by_condition = np.stack(
        [
            logsumexp(total[:, network.state_condition == c], axis=1)
            for c in range(len(network.condition_ids))
        ],
        axis=1,
    )
    by_condition -= logsumexp(by_condition, axis=1, keepdims=True)
    return np.asarray(np.exp(by_condition), dtype=np.float64)


def _context_evidence(cases: CaseMatrix, network: Network, mix: Floats) -> Floats:
    """log P(state, duration, pain | setting), setting summed out when unknown."""
    prior = network.state_prior(mix)
    unknown = network.setting_weights @ prior
    by_code = np.vstack([prior, unknown[None, :]])
    evidence = _log(by_code[cases.care_setting])
    known = ~np.isnan(cases.duration_days)
    days = np.clip(np.round(cases.duration_days[known]), 0, DURATIONS[-1]).astype(int)
    evidence[known] += _log(network.duration[network.state_condition][:, days].T)
    known = ~np.isnan(cases.pain_score)
    points = np.round(cases.pain_score[known]).astype(int)
    by_state = network.pain[network.state_condition, network.state_severity]
    evidence[known] += _log(by_state[:, points].T)
    return evidence


def _stratum_evidence(cases: CaseMatrix, network: Network) -> Floats:
    """log P(age or band, sex | condition): shape (n, n_bands, n_sexes, n_conditions).

    A known age puts all its mass into one band; -inf elsewhere.
    """
    n, n_conditions = len(cases), len(network.condition_ids)
    ages = np.zeros((n, network.n_bands, n_conditions))
    of_band = np.stack(
        [
            network.age[:, network.band_of_age == band].sum(axis=1)
            for band in range(network.n_bands)
        ]
    )
    known = ~np.isnan(cases.age)
    index = (cases.age[known] - AGES[0]).astype(int)
    ages[~known] = of_band
    ages[np.flatnonzero(known), network.band_of_age[index]] = network.age[:, index].T
    both = np.stack([network.female, 1.0 - network.female])
    sexes = np.broadcast_to(both, (n, 2, n_conditions)).copy()
    for sex in (0, 1):
        sexes[cases.sex == 1 - sex, sex] = 0.0
    return _log(ages[:, :, None, :] * sexes[:, None, :, :])


@dataclass(frozen=True)
class _Design:
    """Answers sorted by the factor that each contributes."""

    present: Floats
    absent: Floats
    pair_joint_present: Floats
    pair_joint_absent: Floats
    late_present: Floats
    late_absent: Floats

    def rows(self, index: Ints) -> _Design:
        return _Design(*(getattr(self, name)[index] for name in self.__annotations__))

    def log_likelihood(self, network: Network, band: int, sex: int) -> Floats:
        """log P(answers | state, band, sex), shape (n_rows, n_states)."""
        table = network.present[band, sex]
        needs = network.requirements
        total = self.present @ _finite_log(table).T
        total += self.absent @ _log(1.0 - table).T
        joint = table[:, needs.child] * table[:, needs.parent]
        total += self.pair_joint_present @ _finite_log(joint).T
        total += self.pair_joint_absent @ _log(1.0 - joint).T
        for k, (j, days) in enumerate(
            zip(needs.duration_finding, needs.duration_days, strict=True)
        ):
            late = network.duration[:, int(days) :].sum(axis=1)
            share = late[network.state_condition] * table[:, j]
            total += np.outer(self.late_present[:, k], _finite_log(share))
            total += np.outer(self.late_absent[:, k], _log(1.0 - share))
        impossible = ~needs.possible[band, sex]
        broken = self.present[:, impossible].any(axis=1)
        total[broken] = -np.inf
        return np.asarray(total, dtype=np.float64)


def _design(cases: CaseMatrix, network: Network) -> _Design:
    answers = _consistent_answers(cases, network)
    needs = network.requirements
    child, parent = answers[:, needs.child], answers[:, needs.parent]
    joint = np.where(parent == NOT_KNOWN, child, NOT_KNOWN)
    answers[:, needs.child] = np.where(parent == PRESENT, child, NOT_KNOWN)
    limited = answers[:, needs.duration_finding]
    days = cases.duration_days[:, None]
    late = np.where(np.isnan(days), limited, NOT_KNOWN)
    certain = days >= needs.duration_days
    answers[:, needs.duration_finding] = np.where(certain, limited, NOT_KNOWN)
    columns = (answers, joint, late)
    parts = [(c == code) for c in columns for code in (PRESENT, ABSENT)]
    return _Design(*(part.astype(np.float64) for part in parts))


def _consistent_answers(cases: CaseMatrix, network: Network) -> NDArray[np.int8]:
    """Copy the answers without those that another known answer makes impossible."""
    answers = cases.answers.copy()
    needs = network.requirements
    for child, parent in zip(needs.child, needs.parent, strict=True):
        broken = (answers[:, child] == PRESENT) & (answers[:, parent] == ABSENT)
        answers[broken, child] = NOT_KNOWN
    for j, days in zip(needs.duration_finding, needs.duration_days, strict=True):
        broken = (answers[:, j] == PRESENT) & (cases.duration_days < days)
        answers[broken, j] = NOT_KNOWN
    age = np.nan_to_num(cases.age, nan=0.0).astype(int)
    bands = network.band_of_age[np.clip(age - AGES[0], 0, len(AGES) - 1)]
    age_known = ~np.isnan(cases.age)
    sex_known = cases.sex != NOT_KNOWN
    sexes = np.maximum(cases.sex, 0)
    limited = np.flatnonzero(~needs.possible.all(axis=(0, 1)))
    for j in limited:
        allowed = needs.possible[:, :, j]
        given = allowed[bands, sexes]
        given = np.where(age_known & ~sex_known, allowed[bands].any(axis=1), given)
        given = np.where(~age_known & sex_known, allowed[:, sexes].any(axis=0), given)
        given |= ~age_known & ~sex_known
        answers[(answers[:, j] == PRESENT) & ~given, j] = NOT_KNOWN
    return answers


def _log(values: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(values), dtype=np.float64)


def _finite_log(values: Floats) -> Floats:
    """log, with 0 where the value is 0: those rows are ruled out by hand.

    A matrix product would turn 0 * -inf into NaN.
    """
    return np.where(values > 0, _log(np.maximum(values, 1e-300)), 0.0)
