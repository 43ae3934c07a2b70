"""How far published studies agree with each other.

A generator with one profile for each condition cannot agree with studies better than
they agree among themselves. This is the yardstick for its replays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.knowledge.book import Knowledge
from pipeline.knowledge.coverage import kind_of
from pipeline.knowledge.schema import Figure
from pipeline.knowledge.showing import jeffreys_interval


@dataclass(frozen=True)
class Agreement:
    """Published figures that others of the same finding and condition stand beside.

    Parameters
    ----------
    n_figures : int
        Figures with at least one other source beside them.
    inside : int
        Of these, how many have the mean of the others in their own 95% interval.
    """

    n_figures: int
    inside: int


def agreement(knowledge: Knowledge) -> Agreement:
    """Count how often the mean of the other studies lies in a study's own interval.

    Each published figure of a profile is left out in turn; the figures of other
    sources for the same finding in the same condition, weighted by n, stand for what
    one profile could say without it.

    Parameters
    ----------
    knowledge : Knowledge

    Returns
    -------
    Agreement
    """
    hits = [low <= others <= high for (low, high), others in _left_out(knowledge)]
    return Agreement(len(hits), sum(hits))


def _left_out(knowledge: Knowledge) -> Iterator[tuple[tuple[float, float], float]]:
    for profile in knowledge.profiles.values():
        for figures in profile.findings.values():
            published = [f for f in figures if kind_of(f) == "published"]
            for one in published:
                others = [f for f in published if f.source != one.source]
                if others:
                    yield jeffreys_interval(one.value, one.n), _mean(others)


def _mean(figures: list[Figure]) -> float:
    return sum(f.value * f.n for f in figures) / sum(f.n for f in figures)
