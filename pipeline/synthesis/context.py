"""Distributions of age, sex, duration and pain score for each condition."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from pipeline.knowledge import Knowledge
from pipeline.knowledge.schema import Profile

AGES = np.arange(16, 111)
DURATIONS = np.arange(0, 20001)
PAIN_SCORES = np.arange(0, 11)
SEVERITY_STEPS = np.array([-1.0, 0.0, 1.0])
Floats = NDArray[np.float64]
# The tail of a distribution rounds to no mass at all; a true case may still lie there,
# and must not end as 0 / 0 in the posterior.
LEAST_MASS = 1e-12
LEAST_PAIN_MASS = 1e-9


def age_pmf(profile: Profile) -> Floats:
    """Give P(age | condition), a mixture of normals cut to whole years 16 to 110.

    Returns
    -------
    ndarray of shape (95,)
    """
    mass = np.zeros(len(AGES))
    for part in profile.age:
        density = _normal_mass((np.r_[AGES - 0.5, 110.5] - part.mean) / part.sd)
        mass += part.weight * density / density.sum()
    return _with_tails(mass, LEAST_MASS)


def duration_pmf(profile: Profile) -> Floats:
    """Give P(duration | condition), a mixture of log-normals cut to whole days.

    Returns
    -------
    ndarray of shape (20001,)
    """
    mass = np.zeros(len(DURATIONS))
    edges = np.log(np.r_[1e-9, DURATIONS[:-1] + 0.5, 20000.5])
    for part in profile.duration:
        scale = np.log(part.geometric_sd)
        density = _normal_mass((edges - np.log(part.median_days)) / scale)
        mass += part.weight * density / density.sum()
    return _with_tails(mass, LEAST_MASS)


def pain_pmf(profile: Profile, step: float) -> Floats:
    """Give P(pain score | condition, severity), a normal cut to 0 to 10.

    Parameters
    ----------
    profile : Profile
        States mean and standard deviation at moderate severity.
    step : float
        Shift of the mean, in points.

    Returns
    -------
    ndarray of shape (3, 11)
        One row a severity, mild to severe.
    """
    means = profile.pain.mean + step * SEVERITY_STEPS
    edges = np.r_[-np.inf, PAIN_SCORES[:-1] + 0.5, np.inf]
    mass = _normal_mass((edges[None, :] - means[:, None]) / profile.pain.sd)
    return _with_tails(mass, LEAST_PAIN_MASS)


def _normal_mass(edges: Floats) -> Floats:
    """Mass of a standard normal between neighbouring edges of the last axis."""
    # Above the mean two values of the cdf agree in most digits; their tails do not.
    tail = ndtr(-np.abs(edges))
    below, above = tail[..., :-1], tail[..., 1:]
    beyond = np.where(edges[..., :-1] >= 0, below - above, above - below)
    around = (edges[..., :-1] < 0) & (edges[..., 1:] > 0)
    return np.asarray(np.where(around, 1.0 - below - above, beyond), dtype=np.float64)


def _with_tails(mass: Floats, least: float) -> Floats:
    """Lift every entry to the least mass; sum to 1 along the last axis."""
    mass = np.maximum(mass, least)
    return np.asarray(mass / mass.sum(axis=-1, keepdims=True), dtype=np.float64)


def band_of_age(knowledge: Knowledge) -> NDArray[np.int64]:
    """Give the age band of each age in `AGES`.

    Returns
    -------
    ndarray of shape (95,)
    """
    bands = np.array(knowledge.background.age_bands)
    return np.searchsorted(bands, AGES, side="right") - 1
