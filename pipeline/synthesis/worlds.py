"""Worlds: one value for every number of the knowledge.

The knowledge gives each number a distribution. A *world* is one draw of all of them;
a classifier must do well in worlds that it has not seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from pipeline.knowledge import Knowledge
from pipeline.knowledge.schema import AgeComponent, DurationComponent, Profile
from pipeline.synthesis.beliefs import Beliefs, Proportions, Shares, Shifts
from pipeline.synthesis.context import age_pmf, duration_pmf, pain_pmf
from pipeline.synthesis.draws import Draws

Floats = NDArray[np.float64]
OLDEST_MEAN, YOUNGEST_MEAN = 110.0, 16.0
MOST_PAIN = 10.0
# Of the middle of each age band from 50 years.
DECADES_FROM_MIDDLE = np.array([-2.7, -1.3, 0.0, 1.0, 2.0, 3.0])
# Above this a rate is drawn by how often the finding is absent.
MIDDLE = 0.5


@dataclass(frozen=True)
class World:
    """One value for every number: F findings, C conditions, S care settings.

    Parameters
    ----------
    observed : ndarray of shape (C, F)
        Proportion of patients with each finding; NaN where nothing is stated.
    background : ndarray of shape (n_bands, 2, F)
    severity_shift : ndarray of shape (F,)
    root_shift : ndarray of shape (3, F)
    age_shift : ndarray of shape (n_bands, F)
    setting_weights : ndarray of shape (S,)
    case_mix : ndarray of shape (S, C)
    severity_mix : ndarray of shape (S, 3)
    root_shares : ndarray of shape (C, 3)
    female : ndarray of shape (C,)
    age : ndarray of shape (C, 95)
    duration : ndarray of shape (C, 20001)
    pain : ndarray of shape (C, 3, 11)
    """

    observed: Floats
    background: Floats
    severity_shift: Floats
    root_shift: Floats
    age_shift: Floats
    setting_weights: Floats
    case_mix: Floats
    severity_mix: Floats
    root_shares: Floats
    female: Floats
    age: Floats
    duration: Floats
    pain: Floats


def draw_world(beliefs: Beliefs, draws: Draws) -> World:
    """Draw every number once.

    Parameters
    ----------
    beliefs : Beliefs
    draws : Draws
        By chance, evenly spread, or the means.

    Returns
    -------
    World
    """
    profiles = _drawn_profiles(beliefs.knowledge, draws)
    step = float(_shifts(beliefs.pain_step, draws)[0])
    duration = np.array([duration_pmf(profile) for profile in profiles])
    return World(
        observed=_observed(beliefs, duration, draws),
        background=_background(beliefs, draws),
        severity_shift=_shifts(beliefs.severity_shift, draws),
        root_shift=_shifts(beliefs.root_shift, draws),
        age_shift=np.multiply.outer(
            DECADES_FROM_MIDDLE, _shifts(beliefs.age_shift, draws)
        ),
        setting_weights=_shares(beliefs.settings, draws),
        case_mix=_shares(beliefs.case_mix, draws),
        severity_mix=_shares(beliefs.severity, draws),
        root_shares=_shares(beliefs.roots, draws),
        female=_proportions(beliefs.female, draws),
        age=np.array([age_pmf(profile) for profile in profiles]),
        duration=duration,
        pain=np.array([pain_pmf(profile, step) for profile in profiles]),
    )


def _observed(beliefs: Beliefs, duration: Floats, draws: Draws) -> Floats:
    """Draw what was observed; of a finding that requires another, the part of it."""
    needs = beliefs.requirements
    observed = _proportions(beliefs.observed, draws)
    part = _proportions(beliefs.of_required, draws)
    whole = np.ones_like(observed)
    whole[:, needs.child] = observed[:, needs.parent]
    for j, days in zip(needs.duration_finding, needs.duration_days, strict=True):
        whole[:, j] = duration[:, math.ceil(days) :].sum(axis=1)
    return np.where(np.isnan(part), observed, part * whole)


def _proportions(proportions: Proportions, draws: Draws) -> Floats:
    stated = ~np.isnan(proportions.present)
    drawn = np.full(proportions.mean.shape, np.nan)
    present, absent = proportions.present[stated], proportions.absent[stated]
    mean, middle = proportions.mean[stated], present / (present + absent)
    # The distribution keeps off 0 and 1; what is stated may be exactly one of them.
    drawn[stated] = draws.beta(present, absent) + (mean - middle)
    return np.asarray(np.clip(drawn, 0.0, 1.0), dtype=np.float64)


def _background(beliefs: Beliefs, draws: Draws) -> Floats:
    """Move the rates of a finding together, in all ages and both sexes."""
    mean = beliefs.background_mean.mean
    drawn = np.nan_to_num(_proportions(beliefs.background_mean, draws))
    rare = mean < MIDDLE
    factor = np.divide(drawn, mean, out=np.ones_like(mean), where=rare & (mean > 0))
    absent = np.divide(1.0 - drawn, 1.0 - mean, out=np.ones_like(mean), where=~rare)
    rates = np.where(
        rare, beliefs.background * factor, 1.0 - (1.0 - beliefs.background) * absent
    )
    return np.clip(rates, 0.0, 1.0)


def _shifts(shifts: Shifts, draws: Draws) -> Floats:
    return shifts.mean + shifts.sd * draws.normal(shifts.mean.shape)


def _shares(shares: Shares, draws: Draws) -> Floats:
    drawn = shares.mean * draws.gamma(shares.shape)
    return np.asarray(drawn / drawn.sum(axis=-1, keepdims=True), dtype=np.float64)


def _drawn_profiles(knowledge: Knowledge, draws: Draws) -> list[Profile]:
    """Profiles whose age, duration and pain have their means drawn."""
    profiles = [knowledge.profiles[key] for key in knowledge.condition_ids]
    z = draws.normal((sum(len(p.age) + len(p.duration) + 1 for p in profiles),))
    moves = iter(z.tolist())
    return [_drawn_profile(profile, moves) for profile in profiles]


def _drawn_profile(profile: Profile, moves: Iterator[float]) -> Profile:
    pain = profile.pain
    mean = pain.mean + next(moves) * pain.sd / sqrt(pain.n)
    return profile.model_copy(
        update={
            "age": tuple(_drawn_age(part, next(moves)) for part in profile.age),
            "duration": tuple(
                _drawn_duration(part, next(moves)) for part in profile.duration
            ),
            "pain": pain.model_copy(update={"mean": min(max(mean, 0.0), MOST_PAIN)}),
        }
    )


def _drawn_age(part: AgeComponent, move: float) -> AgeComponent:
    mean = part.mean + move * part.sd / sqrt(part.n)
    inside = min(max(mean, YOUNGEST_MEAN), OLDEST_MEAN)
    return part.model_copy(update={"mean": inside})


def _drawn_duration(part: DurationComponent, move: float) -> DurationComponent:
    factor = part.geometric_sd ** (move / sqrt(part.n))
    return part.model_copy(update={"median_days": part.median_days * factor})
