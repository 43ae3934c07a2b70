"""What the knowledge says, with how surely it says it, as arrays.

Every number of the knowledge is an estimate with a weight of evidence. This module
lays out the estimates and their weights; `worlds` draws from them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from pipeline.knowledge import Knowledge
from pipeline.knowledge.latent_schema import Shift
from pipeline.knowledge.pooling import LEAST_COUNT, beta_counts, pool
from pipeline.knowledge.schema import (
    ROOTS,
    SEVERITIES,
    Figure,
    Profile,
    Sourced,
    StudySetting,
)
from pipeline.synthesis.context import SEVERITY_STEPS, duration_pmf
from pipeline.synthesis.requirements import Requirements, build_requirements
from pipeline.terms import CareSetting

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_NOT_CERTAIN = (1e-3, 1.0 - 1e-3)


@dataclass(frozen=True)
class Proportions:
    """Beta distributions; NaN where nothing is stated.

    Parameters
    ----------
    mean : ndarray
        As stated.
    present, absent : ndarray
        Counts of the distribution.
    """

    mean: Floats
    present: Floats
    absent: Floats


@dataclass(frozen=True)
class Shares:
    """Shares of a whole, along the last axis.

    Parameters
    ----------
    mean : ndarray
        Sums to 1.
    shape : ndarray
        Of the gamma distribution of each share, before they are made to sum to 1.
    """

    mean: Floats
    shape: Floats


@dataclass(frozen=True)
class Shifts:
    """Normal distributions of shifts on the log-odds scale (or of points, of pain)."""

    mean: Floats
    sd: Floats


@dataclass(frozen=True)
class Beliefs:
    """The knowledge as distributions: F findings, C conditions, S care settings.

    Parameters
    ----------
    knowledge : Knowledge
    observed : Proportions of shape (C, F)
        Of patients with each finding.
    of_required : Proportions of shape (C, F)
        Of those who have what a finding requires, where a profile states both: a
        part can never be drawn larger than its whole.
    requirements : Requirements
    spectrum : ndarray of shape (C, F, 3)
        Severity mix of the patients in whom each proportion was observed.
    background : ndarray of shape (n_bands, 2, F)
    background_mean : Proportions of shape (F,)
        Of the background rate averaged over bands and sexes.
    severity_shift : Shifts of shape (F,)
    root_shift : Shifts of shape (3, F)
    age_shift : Shifts of shape (F,)
        For each ten years of age.
    pain_step : Shifts of shape (1,)
    female : Proportions of shape (C,)
    roots : Shares of shape (C, 3)
    severity : Shares of shape (S, 3)
    case_mix : Shares of shape (S, C)
    settings : Shares of shape (S,)
    """

    knowledge: Knowledge
    observed: Proportions
    of_required: Proportions
    requirements: Requirements
    spectrum: Floats
    background: Floats
    background_mean: Proportions
    severity_shift: Shifts
    root_shift: Shifts
    age_shift: Shifts
    pain_step: Shifts
    female: Proportions
    roots: Shares
    severity: Shares
    case_mix: Shares
    settings: Shares


def severity_mix(knowledge: Knowledge, setting: StudySetting) -> Floats:
    """Give the shares of mild, moderate and severe disease in a study setting."""
    mix = knowledge.settings.spectrum[setting]
    return np.array([getattr(mix, level) for level in SEVERITIES])


def shift_sd(number: Sourced) -> float:
    """Give the standard error of a shift from its weight of evidence.

    That of a difference in log-odds between two samples of n patients, near one half;
    two steps lie between the samples, so that one step has half of it.
    """
    return float(np.sqrt(8.0 / number.n) / 2.0)


def build_beliefs(knowledge: Knowledge) -> Beliefs:
    """Lay the knowledge out as distributions.

    Parameters
    ----------
    knowledge : Knowledge

    Returns
    -------
    Beliefs
    """
    settings, latents = knowledge.settings, knowledge.latents
    profiles = [knowledge.profiles[key] for key in knowledge.condition_ids]
    mean, n, spectrum = _observed(knowledge)
    requirements = build_requirements(knowledge)
    whole = _required(profiles, requirements, mean)
    part = np.minimum(mean / np.where(whole > 0, whole, np.nan), 1.0)
    rates = [knowledge.background.rates[key] for key in knowledge.finding_ids]
    # (bands, sexes, findings): rates() gives female first, as SEXES does.
    background = np.array([rate.rates() for rate in rates]).transpose(2, 1, 0)
    spectra = [settings.spectrum[key.value] for key in CareSetting]
    in_settings = [settings.care_settings[key].weight for key in CareSetting]
    mixes = [
        [settings.case_mix[key][c] for c in knowledge.condition_ids]
        for key in CareSetting
    ]
    return Beliefs(
        knowledge=knowledge,
        observed=_proportions(mean, n, ~np.isnan(mean)),
        of_required=_proportions(part, n, ~np.isnan(part)),
        requirements=requirements,
        spectrum=spectrum,
        background=background,
        background_mean=_proportions(
            background.mean(axis=(0, 1)),
            _weights(rates),
            np.asarray(background.any(axis=(0, 1))),
        ),
        severity_shift=_finding_shifts(knowledge, latents.severity.findings),
        age_shift=_finding_shifts(knowledge, latents.age.findings),
        root_shift=_root_shifts(knowledge),
        pain_step=Shifts(
            np.array([latents.severity.pain_score_per_step.value]),
            np.array([shift_sd(latents.severity.pain_score_per_step)]),
        ),
        female=_proportions(
            np.array([p.female.value for p in profiles]),
            _weights(p.female for p in profiles),
        ),
        roots=_root_shares(profiles),
        severity=_shares(
            np.array(
                [[getattr(mix, level) for level in SEVERITIES] for mix in spectra]
            ),
            _weights(spectra)[:, None],
        ),
        case_mix=_shares(
            np.array([[figure.value for figure in mix] for mix in mixes]),
            np.array([_weights(mix) for mix in mixes]),
        ),
        settings=_shares(
            np.array([figure.value for figure in in_settings]), _weights(in_settings)
        ),
    )


def _weights(numbers: Iterable[Sourced]) -> Floats:
    return np.array([number.n for number in numbers], dtype=np.float64)


def _proportions(mean: Floats, n: Floats, stated: Bools | None = None) -> Proportions:
    stated = np.ones(mean.shape, dtype=bool) if stated is None else stated
    present, absent = np.full(mean.shape, np.nan), np.full(mean.shape, np.nan)
    for where in zip(*np.nonzero(stated), strict=True):
        counts = beta_counts(float(mean[where]), float(n[where]))
        present[where], absent[where] = counts
    return Proportions(mean, present, absent)


def _shares(mean: Floats, n: Floats) -> Shares:
    mean = mean / mean.sum(axis=-1, keepdims=True)
    return Shares(mean, np.maximum(mean * n, LEAST_COUNT))


def _root_shares(profiles: Iterable[Profile]) -> Shares:
    shares, n = [], []
    for profile in profiles:
        roots = profile.roots
        shares.append([getattr(roots, r) for r in ROOTS] if roots else [1.0] * 3)
        n.append([roots.n if roots else 1.0])
    return _shares(np.array(shares), np.array(n))


def _finding_shifts(knowledge: Knowledge, shifts: Mapping[str, Shift]) -> Shifts:
    mean, sd = np.zeros((2, len(knowledge.finding_ids)))
    for finding, shift in shifts.items():
        j = knowledge.finding_ids.index(finding)
        mean[j], sd[j] = shift.value, shift_sd(shift)
    return Shifts(mean, sd)


def _root_shifts(knowledge: Knowledge) -> Shifts:
    mean, sd = np.zeros((2, len(ROOTS), len(knowledge.finding_ids)))
    for finding, shift in knowledge.latents.roots.findings.items():
        j = knowledge.finding_ids.index(finding)
        mean[:, j] = [getattr(shift, root) for root in ROOTS]
        sd[:, j] = shift_sd(shift)
    return Shifts(mean, sd)


def _required(
    profiles: list[Profile], requirements: Requirements, mean: Floats
) -> Floats:
    """Share who have what a finding requires; NaN where nothing is required."""
    whole = np.full(mean.shape, np.nan)
    whole[:, requirements.child] = mean[:, requirements.parent]
    limits = zip(requirements.duration_finding, requirements.duration_days, strict=True)
    for j, days in limits:
        whole[:, j] = [duration_pmf(p)[math.ceil(days) :].sum() for p in profiles]
    return whole


def _observed(knowledge: Knowledge) -> tuple[Floats, Floats, Floats]:
    """Pool the figures of every finding: mean, weight, and severity mix behind them."""
    index = {key: j for j, key in enumerate(knowledge.finding_ids)}
    shape = len(knowledge.condition_ids), len(index)
    mean, n = np.full(shape, np.nan), np.full(shape, np.nan)
    spectrum = np.full((*shape, len(SEVERITIES)), 1.0 / len(SEVERITIES))
    shifts = knowledge.latents.severity.findings
    for c, key in enumerate(knowledge.condition_ids):
        for finding, figures in knowledge.profiles[key].findings.items():
            mixes = np.array(
                [severity_mix(knowledge, f.severity_setting) for f in figures]
            )
            weights = _weights(figures) / _weights(figures).sum()
            shift = shifts[finding].value if finding in shifts else 0.0
            pooled = pool(figures, _expected(figures, weights, mixes, shift))
            mean[c, index[finding]], n[c, index[finding]] = pooled.mean, pooled.n
            # The expected proportion is linear in the severity mix, so pooling values
            # and mixes with the same weights keeps the solution exact.
            spectrum[c, index[finding]] = weights @ mixes
    return mean, n, spectrum


def _expected(
    figures: tuple[Figure, ...], weights: Floats, mixes: Floats, shift: float
) -> list[float]:
    """Give what one profile would show in the spectrum of each figure's setting."""
    mean = float(weights @ [figure.value for figure in figures])
    steps = mixes @ SEVERITY_STEPS
    centre = logit(np.clip(mean, *_NOT_CERTAIN)) + shift * (steps - weights @ steps)
    return [float(p) for p in expit(centre)]
