"""Draws from the distributions of the knowledge: by chance, or evenly spread.

By chance gives one plausible world. Evenly spread (Latin hypercube sampling [1]_) gives
a small set of worlds whose average is the average over all of them: every number goes
once through each slice of its distribution.

References
----------
.. [1] McKay, Beckman and Conover 1979, A comparison of three methods for selecting
   values of input variables, Technometrics 21:239-245,
   doi:10.1080/00401706.1979.10489755
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, gammaincinv, ndtri

Floats = NDArray[np.float64]


class Draws(Protocol):
    """Where a world takes its numbers from; the order of the calls matters."""

    def beta(self, present: Floats, absent: Floats) -> Floats:
        """Draw from beta distributions, given their counts."""

    def gamma(self, shape: Floats) -> Floats:
        """Draw from gamma distributions of mean 1, given their shapes."""

    def normal(self, size: tuple[int, ...]) -> Floats:
        """Draw from the standard normal distribution."""


class RandomDraws:
    """Draws by chance.

    Parameters
    ----------
    rng : numpy.random.Generator
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng

    def beta(self, present: Floats, absent: Floats) -> Floats:
        """Draw from beta distributions, given their counts."""
        return self._rng.beta(present, absent)

    def gamma(self, shape: Floats) -> Floats:
        """Draw from gamma distributions of mean 1, given their shapes."""
        return self._rng.gamma(shape) / shape

    def normal(self, size: tuple[int, ...]) -> Floats:
        """Draw from the standard normal distribution."""
        return self._rng.standard_normal(size)


class MeanDraws:
    """The middle of every distribution: the world as the tables state it."""

    def beta(self, present: Floats, absent: Floats) -> Floats:
        """Give the means."""
        return present / (present + absent)

    def gamma(self, shape: Floats) -> Floats:
        """Give ones."""
        return np.ones_like(shape)

    def normal(self, size: tuple[int, ...]) -> Floats:
        """Give zeros."""
        return np.zeros(size)


class EvenDraws:
    """A set of worlds that goes evenly through every distribution.

    Parameters
    ----------
    n_worlds : int
        How many slices each distribution is cut into.
    seed : int
        Of the order in which each number goes through its slices.
    """

    def __init__(self, n_worlds: int, seed: int) -> None:
        self._rng = np.random.Generator(np.random.Philox(seed))
        self._n_worlds = n_worlds
        self._calls: list[Floats] = []
        self._at = 0
        self._world = 0

    def world(self, number: int) -> EvenDraws:
        """Turn to the draws of one world of the set."""
        self._world, self._at = number, 0
        return self

    def beta(self, present: Floats, absent: Floats) -> Floats:
        """Draw from beta distributions, given their counts."""

        def spread(u: Floats) -> Floats:
            values = betaincinv(present, absent, u)
            mean = present / (present + absent)
            # The middles of the slices miss a little of the longer tail.
            even = values * (mean / values.mean(axis=0))
            return np.asarray(np.minimum(even, 1.0), dtype=np.float64)

        return self._next(present.shape, spread)

    def gamma(self, shape: Floats) -> Floats:
        """Draw from gamma distributions of mean 1, given their shapes."""

        def spread(u: Floats) -> Floats:
            values = gammaincinv(shape, u)
            return np.asarray(values / values.mean(axis=0), dtype=np.float64)

        return self._next(shape.shape, spread)

    def normal(self, size: tuple[int, ...]) -> Floats:
        """Draw from the standard normal distribution."""
        return self._next(size, ndtri)

    def _next(
        self, size: tuple[int, ...], spread: Callable[[Floats], Floats]
    ) -> Floats:
        """Give this world's part of the next call, working out all worlds' at once."""
        if self._at == len(self._calls):
            slices = np.arange(self._n_worlds, dtype=np.float64)
            tiled = np.broadcast_to(slices, (*size, self._n_worlds))
            shuffled = np.moveaxis(self._rng.permuted(tiled, axis=-1), -1, 0)
            self._calls.append(spread((shuffled + 0.5) / self._n_worlds))
        drawn = self._calls[self._at][self._world]
        self._at += 1
        return np.asarray(drawn, dtype=np.float64)
