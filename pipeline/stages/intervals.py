"""Whether the interval around a probability holds what other worlds make of it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.knowledge import load_knowledge
from pipeline.metrics import standard_error
from pipeline.model import Classifier
from pipeline.model.spread import LEVEL
from pipeline.stages.params import MOST_WORLDS
from pipeline.stages.worlds import draw_cases
from pipeline.synthesis import draw_population, posterior
from pipeline.synthesis.stream import world_rng

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
# Worlds of the other evaluations have other numbers.
_FIRST_WORLD = 20 * MOST_WORLDS
LEAST_PROBABILITY = 0.01
# Lower ends of the kinds of probability that are told apart.
BANDS = (0.01, 0.05, 0.20, 0.50, 0.90)


def evaluate_intervals(
    classifier: Classifier, seed: int, n_worlds: int, n_cases: int
) -> dict[str, Any] | None:
    """Count how often a world's own probability lies in the classifier's interval.

    Parameters
    ----------
    classifier : Classifier
    seed : int
        Of worlds that no training has.
    n_worlds, n_cases : int
        How many, and cases of each at the natural case mix.

    Returns
    -------
    dict or None
        Of the conditions to which the classifier gives at least 1%: the share held,
        over all worlds (mean, standard error, and the worst), by size of the
        probability with the mean width, and by condition. None for a classifier that
        gives no intervals.
    """
    spread = classifier.spread
    if spread is None:
        return None
    counts = []
    for number in range(_FIRST_WORLD, _FIRST_WORLD + n_worlds):
        world = draw_population(world_rng(seed, number))
        cases = draw_cases(world, seed, number, n_cases)
        X = classifier.schema.encode(cases)
        proba = classifier.predict_rows(X)
        low, high = spread.interval(X, proba)
        there = posterior(cases, world)
        held = (low <= there) & (there <= high)
        counts.append(_counted(proba, held, high - low))
    n_in_world = np.array([count["by_band"][:, 0].sum() for count in counts])
    held_in_world = np.array([count["by_band"][:, 1].sum() for count in counts])
    share = held_in_world / n_in_world
    return {
        "seed": seed,
        "level": LEVEL,
        "n_worlds": n_worlds,
        "held": float(share.mean()),
        "held_se": standard_error(share),
        "held_lowest": float(share.min()),
        "by_band": _band_rows(sum(count["by_band"] for count in counts)),
        "by_condition": _condition_rows(sum(c["by_condition"] for c in counts)),
    }


def _counted(proba: Floats, held: Bools, width: Floats) -> dict[str, Floats]:
    """Count pairs of case and condition, those held, and sum the widths."""
    asked = proba >= LEAST_PROBABILITY
    band = np.searchsorted(BANDS, proba, side="right") - 1
    by_band = [
        [(band == b).sum(), held[band == b].sum(), width[band == b].sum()]
        for b in range(len(BANDS))
    ]
    by_condition = [asked.sum(axis=0), (held & asked).sum(axis=0)]
    return {
        "by_band": np.array(by_band, dtype=float),
        "by_condition": np.array(by_condition, dtype=float),
    }


def _band_rows(counts: Any) -> list[dict[str, Any]]:
    ends = (*BANDS[1:], 1.0)
    return [
        {
            "from": low,
            "to": high,
            "n": int(n),
            "held": float(held / n) if n else None,
            "width": float(width / n) if n else None,
        }
        for low, high, (n, held, width) in zip(BANDS, ends, counts, strict=True)
    ]


def _condition_rows(counts: Any) -> list[dict[str, Any]]:
    profiles = load_knowledge().profiles
    return [
        {
            "condition": condition,
            "name": profiles[condition].name,
            "n": int(n),
            "held": float(held / n) if n else None,
        }
        for condition, (n, held) in zip(sorted(profiles), counts.T, strict=True)
    ]
