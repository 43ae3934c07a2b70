"""P(finding present | condition, latents, age band, sex), from one profile."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from pipeline.knowledge import Knowledge
from pipeline.knowledge.schema import (
    ROOTS,
    SEVERITIES,
    Figure,
    Profile,
    StudySetting,
)
from pipeline.synthesis.context import (
    SEVERITY_STEPS,
    age_pmf,
    band_of_age,
    duration_pmf,
)
from pipeline.synthesis.requirements import Requirements
from pipeline.synthesis.solve import OwnPart, solve_own_part

Floats = NDArray[np.float64]
# The generator draws with 32 bits: no probability may round to never or to always.
SMALLEST = 1e-7
TINY = np.finfo(np.float64).tiny


def severity_mix(knowledge: Knowledge, setting: StudySetting) -> Floats:
    """Give the shares of mild, moderate and severe disease in a study setting."""
    mix = knowledge.settings.spectrum[setting]
    return np.array([getattr(mix, level) for level in SEVERITIES])


class ConditionTable:
    """Works out P(finding present | latents, band, sex) for one condition."""

    def __init__(
        self, knowledge: Knowledge, profile: Profile, requirements: Requirements
    ) -> None:
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
        self.requirements = requirements
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
                # A rate of 0 divides only the 0 of the child, which cannot exceed it.
                leak = np.minimum(self.background[..., j] / np.maximum(rate, TINY), 1.0)
            else:
                share = self.tail[math.ceil(limits.get(j, 0))]
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
        mixes = [severity_mix(self.knowledge, f.setting or "mixed") for f in figures]
        target = float(weights @ np.array([figure.value for figure in figures]))
        return target, weights @ np.array(mixes)


def _noisy_or(own: OwnPart, leak: Floats, shifts: Floats) -> Floats:
    absent: Floats = (1.0 - leak * own.thinning) * (1.0 - expit(own.log_odds + shifts))
    return 1.0 - absent
