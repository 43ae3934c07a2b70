"""Learn how far probabilities move between worlds, from cases read in many of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from sklearn.neural_network import MLPRegressor
from threadpoolctl import threadpool_limits

from pipeline.features import FeatureSchema
from pipeline.metrics import log_odds
from pipeline.model.spread import KNOTS, LEVEL, Spread
from pipeline.model.teacher import WorldShift

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# The last worlds teach nothing; they set how wide the intervals must be.
SHARE_HELD_OUT = 0.25
HIDDEN_UNITS, LEARNING_RATE, BATCH_SIZE = 64, 2e-3, 256
LEAST_ROWS = 2000


def fit_spread(
    worlds: Iterable[WorldShift], n_worlds: int, schema: FeatureSchema, seed: int
) -> Spread:
    """Learn the spread from cases read in many worlds.

    The size of the shift is learnt by squared error, which gives its mean for such
    answers; how many times the mean holds `LEVEL` of the worlds is counted for each
    condition on worlds that taught nothing (locally weighted conformal prediction),
    apart below and above, and apart for small and large probabilities.

    Parameters
    ----------
    worlds : iterable of WorldShift
    n_worlds : int
        At least 2.
    schema : FeatureSchema
    seed : int

    Returns
    -------
    Spread

    References
    ----------
    .. [1] Lei, G'Sell, Rinaldo, Tibshirani, Wasserman: Distribution-free predictive
       inference for regression, JASA 2018, doi:10.1080/01621459.2017.1307116.
    """
    stream = iter(worlds)
    n_held_out = max(1, round(SHARE_HELD_OUT * n_worlds))
    regressor = MLPRegressor(
        hidden_layer_sizes=(HIDDEN_UNITS,),
        learning_rate_init=LEARNING_RATE,
        random_state=seed,
    )
    for world in islice(stream, n_worlds - n_held_out):
        X = schema.encode(world.cases)
        regressor.set_params(batch_size=min(BATCH_SIZE, len(X)))
        with threadpool_limits(limits=1):
            regressor.partial_fit(X, np.abs(world.shift).astype(np.float32))
    (into, out), (hidden, last) = regressor.coefs_, regressor.intercepts_
    flat = np.ones((len(KNOTS), len(last)))
    spread = Spread(into, hidden, out, last, flat, flat)
    shifts, chances = [], []
    for world in stream:
        mean = spread.mean_shift(schema.encode(world.cases))
        shifts.append(world.shift / mean)
        chances.append(world.proba)
    below, above = _reaches(np.concatenate(shifts), np.concatenate(chances))
    return replace(spread, below=below, above=above)


def _reaches(shifts: Floats, proba: Floats) -> tuple[Floats, Floats]:
    """Give how many mean sizes hold all but the tails, around each knot."""
    n_conditions = shifts.shape[1]
    below, above = np.empty((2, len(KNOTS), n_conditions))
    tails = (1 - LEVEL) / 2, (1 + LEVEL) / 2
    nearest = _nearest_knot(proba)
    for k in range(len(KNOTS)):
        here = nearest == k
        together = shifts[here]
        for c in range(n_conditions):
            own = shifts[here[:, c], c]
            # Few cases of a condition say less than those of all conditions together.
            enough = own if len(own) >= LEAST_ROWS else together
            ends = np.quantile(enough, tails) if len(enough) else (-1.0, 1.0)
            below[k, c], above[k, c] = -ends[0], ends[1]
    return np.maximum(below, 0.0), np.maximum(above, 0.0)


def _nearest_knot(proba: Floats) -> Ints:
    """Give the knot that each probability lies nearest to, on the log-odds scale."""
    knots = log_odds(np.array(KNOTS))
    return np.searchsorted((knots[1:] + knots[:-1]) / 2, log_odds(proba))
