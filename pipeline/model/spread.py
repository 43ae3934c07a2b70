"""How far a probability moves with what the literature does not know.

Every number behind the cases is known only within limits. A *world* is one choice of
all of them; the spread is how far the log-odds of a condition move from world to world,
for these answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.metrics import log_odds

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
LEVEL = 0.90
LEAST_SPREAD = 0.05
# Probabilities at which the reach of the intervals is set.
KNOTS = (0.003, 0.02, 0.1, 0.3, 0.6, 0.85, 0.97)
STEEPEST = 700.0


@dataclass(frozen=True, eq=False)
class Spread:
    """A fitted regression of the size of the shift on the answers, as arrays.

    Parameters
    ----------
    from_row : ndarray of shape (n_features, n_hidden)
    hidden_bias : ndarray of shape (n_hidden,)
    to_size : ndarray of shape (n_hidden, n_conditions)
    size_bias : ndarray of shape (n_conditions,)
        One layer of rectified units; it gives the mean absolute shift of each
        condition's log-odds between worlds.
    below, above : ndarray of shape (n_knots, n_conditions)
        How many times that size the interval reaches down and up, at the log-odds of
        `KNOTS`; in between they are interpolated. A probability near 1 falls further
        than it rises.
    """

    from_row: Singles
    hidden_bias: Singles
    to_size: Singles
    size_bias: Singles
    below: Floats
    above: Floats

    def mean_shift(self, X: Singles) -> Floats:
        """Give the mean absolute shift of the log-odds, (n_samples, n_conditions)."""
        hidden = np.maximum(X @ self.from_row + self.hidden_bias, 0.0)
        size = hidden @ self.to_size + self.size_bias
        return np.asarray(np.maximum(size, LEAST_SPREAD), dtype=np.float64)

    def interval(self, X: Singles, proba: Floats) -> tuple[Floats, Floats]:
        """Give the interval around each probability.

        Parameters
        ----------
        X : ndarray of shape (n_samples, n_features)
        proba : ndarray of shape (n_samples, n_conditions)

        Returns
        -------
        low, high : ndarray of shape (n_samples, n_conditions)
            Between them the probability would lie in 9 of 10 plausible worlds.
        """
        middle, size = log_odds(proba), self.mean_shift(X)
        down = size * _between_knots(middle, self.below)
        up = size * _between_knots(middle, self.above)
        # Rounding at the ends of the scale must not push a probability out.
        low = np.minimum(_from_log_odds(middle - down), proba)
        high = np.maximum(_from_log_odds(middle + up), proba)
        return low, high


def _between_knots(middle: Floats, at_knots: Floats) -> Floats:
    """Interpolate along the log-odds, each condition apart: the shape of `middle`."""
    knots = log_odds(np.array(KNOTS))
    place = np.clip(middle, knots[0], knots[-1])
    left = np.clip(np.searchsorted(knots, place, side="right") - 1, 0, len(knots) - 2)
    part = (place - knots[left]) / (knots[left + 1] - knots[left])
    column = np.arange(middle.shape[1])
    values = (1 - part) * at_knots[left, column] + part * at_knots[left + 1, column]
    return np.asarray(values, dtype=np.float64)


def _from_log_odds(scores: Floats) -> Floats:
    # Beyond this the exponential overflows, and the probability is 0.
    steep = np.exp(np.minimum(-scores, STEEPEST))
    return np.asarray(1.0 / (1.0 + steep), dtype=np.float64)
