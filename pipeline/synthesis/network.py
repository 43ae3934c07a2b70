"""The knowledge compiled into the tables of a Bayesian network.

care setting -> condition -> age, sex, duration, pain score; severity and nerve root
are latent; every finding is a noisy-OR of the condition's own part and a background
rate. One column of the tables is one *state*: a condition, a severity, and a root.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from pipeline.cases import CARE_SETTINGS, SEXES
from pipeline.knowledge import Knowledge
from pipeline.knowledge.schema import ROOTS, SEVERITIES, Figure, Profile
from pipeline.synthesis.context import (
    SEVERITY_STEPS,
    age_pmf,
    band_of_age,
    duration_pmf,
    pain_pmf,
)
from pipeline.synthesis.solve import OwnPart, solve_own_part

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
N_SEXES = len(SEXES)
# The generator draws with 32 bits: no probability may round to never or to always.
SMALLEST = 1e-7


@dataclass(frozen=True)
class Requirements:
    """What must hold before a finding can be present.

    Parameters
    ----------
    child, parent : ndarray of shape (n_pairs,)
        Finding indices: the child needs the parent to be present.
    possible : ndarray of shape (n_bands, n_sexes, n_findings), bool
        False where age or sex rules a finding out.
    duration_finding, duration_days : ndarray of shape (n_limits,)
        Findings that need an episode of at least so many days.
    """

    child: Ints
    parent: Ints
    possible: NDArray[np.bool_]
    duration_finding: Ints
    duration_days: Floats


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
        P(finding present | state, band, sex), given that what it requires holds.
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
    requirements: Requirements

    @property
    def n_bands(self) -> int:
        """Number of age bands."""
        return self.present.shape[0]

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


def build_network(knowledge: Knowledge) -> Network:
    """Compile the knowledge into the reference world.

    Parameters
    ----------
    knowledge : Knowledge

    Returns
    -------
    Network
    """
    conditions = [knowledge.profiles[key] for key in knowledge.condition_ids]
    settings = knowledge.settings
    weights = np.array(
        [settings.care_settings[key].weight.value for key in CARE_SETTINGS]
    )
    mix = np.array(
        [
            [settings.case_mix[s][c].value for c in knowledge.condition_ids]
            for s in CARE_SETTINGS
        ]
    )
    severity = np.array([_severity_mix(knowledge, key) for key in CARE_SETTINGS])
    step = knowledge.latents.severity.pain_score_per_step.value
    tables = [_ConditionTable(knowledge, profile) for profile in conditions]
    codes = [np.full(len(t.root_share), i) for i, t in enumerate(tables)]
    return Network(
        condition_ids=knowledge.condition_ids,
        finding_ids=knowledge.finding_ids,
        setting_weights=weights / weights.sum(),
        case_mix=mix / mix.sum(axis=1, keepdims=True),
        severity_mix=severity,
        state_condition=np.concatenate(codes),
        state_severity=np.concatenate([t.severity for t in tables]),
        state_root_share=np.concatenate([t.root_share for t in tables]),
        age=np.array([age_pmf(p) for p in conditions]),
        female=np.array([p.female.value for p in conditions]),
        duration=np.array([duration_pmf(p) for p in conditions]),
        pain=np.array([pain_pmf(p, step) for p in conditions]),
        band_of_age=band_of_age(knowledge),
        present=np.concatenate([t.present() for t in tables], axis=2),
        requirements=_requirements(knowledge),
    )


def _severity_mix(knowledge: Knowledge, setting: str) -> Floats:
    mix = knowledge.settings.spectrum[setting]  # type: ignore[index]
    return np.array([getattr(mix, level) for level in SEVERITIES])


def _requirements(knowledge: Knowledge) -> Requirements:
    ids = knowledge.finding_ids
    bands = knowledge.background.age_bands
    highest = [*(low - 1 for low in bands[1:]), 110]
    possible = np.ones((len(bands), N_SEXES, len(ids)), dtype=bool)
    pairs, limits = [], []
    for j, finding in enumerate(ids):
        needs = knowledge.findings[finding].requires
        if needs is None:
            continue
        if needs.finding is not None:
            pairs.append((j, ids.index(needs.finding)))
        if needs.duration_days_min is not None:
            limits.append((j, needs.duration_days_min))
        for b, low in enumerate(bands):
            too_old = needs.age_max is not None and low > needs.age_max
            too_young = needs.age_min is not None and highest[b] < needs.age_min
            if too_old or too_young:
                possible[b, :, j] = False
        if needs.sex is not None:
            possible[:, 1 - SEXES.index(needs.sex), j] = False
    pair_array = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return Requirements(
        child=pair_array[:, 0],
        parent=pair_array[:, 1],
        possible=possible,
        duration_finding=np.array([j for j, _ in limits], dtype=np.int64),
        duration_days=np.array([days for _, days in limits]),
    )


class _ConditionTable:
    """Works out P(finding present | latents, band, sex) for one condition."""

    def __init__(self, knowledge: Knowledge, profile: Profile) -> None:
        self.knowledge = knowledge
        self.profile = profile
        self.index = {f: j for j, f in enumerate(knowledge.finding_ids)}
        roots = profile.roots
        shares = [getattr(roots, root) for root in ROOTS] if roots else [1.0]
        # States run over severity, then root.
        self.severity = np.repeat(np.arange(len(SEVERITIES)), len(shares))
        self.root_share = np.tile(shares, len(SEVERITIES)) / np.sum(shares)
        self.shifts = self._latent_shifts(len(shares))
        self.strata = self._strata()
        self.requirements = _requirements(knowledge)
        rates = knowledge.background.rates
        # (bands, sexes, findings): rates() gives female first, as SEXES does.
        self.background = np.array(
            [rates[f].rates() for f in knowledge.finding_ids]
        ).transpose(2, 1, 0)
        self.tail = duration_pmf(profile)[::-1].cumsum()[::-1]

    def _latent_shifts(self, n_roots: int) -> Floats:
        """Shape (n_states, n_findings): how severity and root move the own part."""
        shifts = np.zeros((len(self.severity), len(self.index)))
        for finding, shift in self.knowledge.latents.severity.findings.items():
            steps = SEVERITY_STEPS[self.severity]
            shifts[:, self.index[finding]] += shift.value * steps
        if n_roots > 1:
            for finding, root in self.knowledge.latents.roots.findings.items():
                by_root = [getattr(root, name) for name in ROOTS]
                column = np.tile(by_root, len(SEVERITIES))
                shifts[:, self.index[finding]] += column
        return shifts

    def _strata(self) -> Floats:
        """Shape (n_bands, n_sexes): P(band, sex | condition)."""
        ages = age_pmf(self.profile)
        bands = np.bincount(band_of_age(self.knowledge), weights=ages)
        female = self.profile.female.value
        shares: Floats = bands[:, None] * np.array([female, 1.0 - female])[None, :]
        return shares

    def present(self) -> Floats:
        """Shape (n_bands, n_sexes, n_states, n_findings)."""
        needs = self.requirements
        children = dict(zip(needs.child, needs.parent, strict=True))
        limits = dict(zip(needs.duration_finding, needs.duration_days, strict=True))
        shape = (*self.strata.shape, len(self.severity), len(self.index))
        table = np.empty(shape)
        first = [j for j in range(len(self.index)) if j not in children]
        for j in [*first, *children]:
            if j in children:
                # What happens to the child, given that the parent is present.
                parent = table[..., children[j]]
                rate = self.background[..., children[j]]
                leak = np.minimum(self.background[..., j] / rate, 1.0)
            else:
                days = int(limits.get(j, 0))
                share = self.tail[days]
                parent = np.full(shape[:3], share)
                leak = self.background[..., j]
            leak = leak * needs.possible[..., j]
            table[..., j] = self._one(j, leak, parent * needs.possible[..., j, None])
        table = np.clip(table, SMALLEST, 1.0 - SMALLEST)
        return np.where(needs.possible[:, :, None, :], table, 0.0)

    def _one(self, j: int, leak: Floats, possible: Floats) -> Floats:
        """One finding: shape (n_bands, n_sexes, n_states)."""
        figures = self.profile.findings.get(self.knowledge.finding_ids[j])
        shifts = self.shifts[:, j]
        if figures is None:
            return np.broadcast_to(leak[..., None], possible.shape)
        target, severity = self._pool(figures)
        latents = severity[self.severity] * self.root_share
        weights = self.strata[..., None] * latents * possible
        # The parent's probability differs by state, so strata and states stay joint.
        own = solve_own_part(
            target,
            leak.reshape(-1),
            shifts,
            weights.reshape(-1, len(shifts)),
        )
        return _noisy_or(own, leak[..., None], shifts)

    def _pool(self, figures: tuple[Figure, ...]) -> tuple[float, Floats]:
        """Pool several figures, weighted by their n, with the spectrum they saw.

        The expected proportion is linear in the severity mix, so pooling values and
        mixes with the same weights keeps the solution exact.
        """
        weights = np.array([figure.n for figure in figures])
        weights = weights / weights.sum()
        mixes = [_severity_mix(self.knowledge, f.setting or "mixed") for f in figures]
        target = float(weights @ np.array([figure.value for figure in figures]))
        return target, weights @ np.array(mixes)


def _noisy_or(own: OwnPart, leak: Floats, shifts: Floats) -> Floats:
    absent: Floats = (1.0 - leak * own.thinning) * (1.0 - expit(own.log_odds + shifts))
    return 1.0 - absent
