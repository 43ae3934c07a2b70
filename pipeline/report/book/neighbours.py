"""Which conditions look alike, and by what they are told apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.knowledge import Knowledge
from pipeline.knowledge.pooling import pool
from pipeline.knowledge.showing import percent
from pipeline.report.book.addresses import condition_page
from pipeline.report.book.findings import usual_rates
from pipeline.report.words import without_brackets

N_NEIGHBOURS = 4
N_DIFFERENCES = 3


@dataclass(frozen=True)
class Difference:
    """A finding that two conditions show in different shares."""

    label: str
    here: str
    there: str


@dataclass(frozen=True)
class Neighbour:
    """A condition that looks much like the one in question."""

    name: str
    href: str
    differences: tuple[Difference, ...]


def neighbours(knowledge: Knowledge) -> dict[str, list[Neighbour]]:
    """Find the conditions whose findings are most like those of each.

    Likeness is the Bhattacharyya distance [1]_ between the findings, taken one by one:
    how hard two conditions are to tell apart when everything is asked.

    Parameters
    ----------
    knowledge : Knowledge

    Returns
    -------
    dict of str to list of Neighbour
        By condition, nearest first.

    References
    ----------
    .. [1] Bhattacharyya 1946, On a measure of divergence between two multinomial
       populations, Sankhya 7:401-406
    """
    shares = {key: _shares(knowledge, key) for key in knowledge.condition_ids}
    return {key: _nearest(knowledge, key, shares) for key in knowledge.condition_ids}


def _shares(knowledge: Knowledge, condition: str) -> NDArray[np.float64]:
    """Pooled share of each finding, that of anybody where a profile lists none."""
    profile = knowledge.profiles[condition]
    usual = usual_rates(knowledge, profile)
    return np.array(
        [
            pool(profile.findings[key]).mean if key in profile.findings else usual[key]
            for key in knowledge.finding_ids
        ]
    )


def _nearest(
    knowledge: Knowledge, condition: str, shares: Mapping[str, NDArray[np.float64]]
) -> list[Neighbour]:
    here = shares[condition]
    apart = {
        other: _distances(here, there)
        for other, there in shares.items()
        if other != condition
    }
    order = sorted(
        apart, key=lambda other: (round(float(apart[other].sum()), 9), other)
    )
    return [
        _neighbour(knowledge, other, here, shares[other], apart[other])
        for other in order[:N_NEIGHBOURS]
    ]


def _distances(p: NDArray[np.float64], q: NDArray[np.float64]) -> NDArray[np.float64]:
    alike = np.sqrt(p * q) + np.sqrt((1.0 - p) * (1.0 - q))
    return np.asarray(-np.log(np.maximum(alike, 1e-12)), dtype=np.float64)


def _neighbour(
    knowledge: Knowledge,
    other: str,
    here: NDArray[np.float64],
    there: NDArray[np.float64],
    distances: NDArray[np.float64],
) -> Neighbour:
    order = np.lexsort((np.arange(len(distances)), -np.round(distances, 9)))
    ids = knowledge.finding_ids
    return Neighbour(
        name=without_brackets(knowledge.profiles[other].name),
        href=condition_page(other),
        differences=tuple(
            Difference(
                without_brackets(knowledge.findings[ids[i]].label),
                percent(float(here[i])),
                percent(float(there[i])),
            )
            for i in order[:N_DIFFERENCES]
        ),
    )
