"""What must hold before a finding can be present, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import SEXES
from pipeline.knowledge import Knowledge

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
N_SEXES = len(SEXES)


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


def build_requirements(knowledge: Knowledge) -> Requirements:
    """Compile the `requires` entries of findings.yaml."""
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
