"""Whether probabilities mean what they say, as a whole and in every kind of case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.knowledge import load_knowledge
from pipeline.metrics import (
    Gathered,
    Interval,
    calibration_figures,
    gather,
    interval,
    multiclass_brier,
    smooth_curve,
)
from pipeline.stages.calibration_cases import (
    READERS,
    Reading,
    by_ages,
    by_depths,
    by_settings,
)

Floats = NDArray[np.float64]
Item = dict[str, Any]
N_RESAMPLES = 200
LEAST_SLOPE, LARGEST_SLOPE = 0.95, 1.05
# Gaps without a sign: none is below 0.
GAPS = ("ici", "e50", "e90", "ece")
ERRORS = ("slope_se", "intercept_se")
TOP, EACH = "top_label", "each_condition"
# A curve is drawn at so many points, where at least so many cases lie.
N_POINTS, LEAST_AT_POINT = 41, 25


def evaluate_calibration(
    natural: Reading, flat: Reading, seed: int, n_resamples: int = N_RESAMPLES
) -> Item:
    """Measure calibration as a whole, by condition, and by kind of case.

    Parameters
    ----------
    natural : Reading
        Held-out cases as they come.
    flat : Reading
        Cases in which rare conditions are as many as common ones; see `read_flat`.
    seed : int
        Of the resamples.
    n_resamples : int, default=200

    Returns
    -------
    dict
        Ready for JSON. Each row of `overall`, `by_setting`, `by_age` and `by_answers`
        (natural cases) and of `by_condition` (flat ones: that condition against all
        others) holds the figures of `model` and `posterior` on the same cases as
        `value`, `low` and `high`, and their `difference`, resampled in pairs.
        `what` tells whether it is the condition ranked first that is judged, or each
        condition's probability, all pooled. `curves` are smooth, `summary` counts.
    """
    drawn = natural.resampled(n_resamples, seed)
    everyone = np.ones(len(natural.cases), dtype=bool)
    rows = {
        name: [
            {"group": group, **row}
            for group, chosen in groups
            for row in _both_rows(natural, chosen, drawn)
        ]
        for name, groups in (
            ("by_setting", by_settings(natural)),
            ("by_age", by_ages(natural)),
            ("by_answers", by_depths(natural)),
        )
    }
    figures: Item = {
        "seed": seed,
        "n_resamples": n_resamples,
        "populations": {
            read.name: {"n_cases": len(read.cases)} for read in (natural, flat)
        },
        "overall": [
            {"group": "all", **row} for row in _both_rows(natural, everyone, drawn)
        ],
        "brier_multiclass": _multiclass(natural, drawn),
        "curves": {
            what: {
                reader: _curve(gather(*_events(natural, reader, what), drawn))
                for reader in READERS
            }
            for what in (TOP, EACH)
        },
        **rows,
    }
    del drawn
    figures["by_condition"] = _by_condition(flat, flat.resampled(n_resamples, seed))
    figures["summary"] = _summary(figures)
    return figures


def _events(
    read: Reading,
    reader: str,
    what: str,
    chosen: NDArray[np.bool_] | slice = slice(None),
) -> tuple[Floats, Floats]:
    """Give what happened, and its probability.

    Of conditions that tie for the first place, the true one counts its share.
    """
    y_true, proba = read.y_true[chosen], read.by(reader)[chosen]
    if what == EACH:
        return np.eye(proba.shape[1])[y_true], proba
    top = proba.max(axis=1)
    ties = (proba == top[:, None]).sum(axis=1)
    return (proba[np.arange(len(y_true)), y_true] == top) / ties, top


def _both_rows(
    read: Reading, chosen: NDArray[np.bool_], drawn: NDArray[np.float32]
) -> Iterator[Item]:
    if not chosen.any():
        return
    part = drawn[chosen]
    for what in (TOP, EACH):
        events = {reader: _events(read, reader, what, chosen) for reader in READERS}
        yield {"what": what, **_row(read, events, part)}


def _row(
    read: Reading,
    events: dict[str, tuple[Floats, Floats]],
    drawn: NDArray[np.float32],
) -> Item:
    """Measure both readers on the same events, and how far they differ."""
    happened = events[READERS[0]][0]
    figures = {
        reader: calibration_figures(gather(*events[reader], drawn))
        for reader in READERS
    }
    told = {reader: _told(figures[reader]) for reader in READERS}
    model, best = (figures[reader] for reader in READERS)
    apart = {name: model[name] - best[name] for name in model if name not in ERRORS}
    band = interval(best["ece"], 0.0)
    return {
        "population": read.name,
        "n_cases": len(happened),
        "n_events": round(float(happened.sum()), 1),
        **told,
        "difference": {name: _ends(interval(v)) for name, v in apart.items()},
        # Below the band is luck, and no fault.
        "ece_like_posterior": bool(model["ece"][0] <= band.high),
        "slope_within": {r: _within(told[r]["slope"]["value"]) for r in READERS},
    }


def _told(figures: dict[str, Floats]) -> Item:
    """Give each figure with its interval; standard errors without."""
    return {
        name: _number(values[0])
        if name in ERRORS
        else _ends(interval(values, 0.0 if name in GAPS else -np.inf))
        for name, values in figures.items()
    }


def _ends(told: Interval) -> dict[str, float | None]:
    return {name: _number(end) for name, end in vars(told).items()}


def _number(value: float) -> float | None:
    """Give a number that JSON knows, or nothing."""
    return float(value) if np.isfinite(value) else None


def _within(slope: float | None) -> bool | None:
    return None if slope is None else LEAST_SLOPE <= slope <= LARGEST_SLOPE


def _by_condition(flat: Reading, drawn: NDArray[np.float32]) -> list[Item]:
    """Judge each condition's probability apart, against all others."""
    rows = []
    for j, (condition, profile) in enumerate(sorted(load_knowledge().profiles.items())):
        happened = (flat.y_true == j).astype(np.float64)
        events = {reader: (happened, flat.by(reader)[:, j]) for reader in READERS}
        names = {"condition": condition, "name": profile.name}
        rows.append({**names, "what": condition, **_row(flat, events, drawn)})
    return sorted(rows, key=lambda row: str(row["name"]))


def _multiclass(read: Reading, drawn: NDArray[np.float32]) -> Item:
    told = {}
    for reader in READERS:
        brier = vars(multiclass_brier(read.y_true, read.by(reader), drawn))
        told[reader] = {name: _ends(interval(v)) for name, v in brier.items()}
    return told


def _curve(gathered: Gathered) -> Item:
    """Give a smooth curve with its band, at even steps over what was predicted."""
    shown = gathered.proba[gathered.counts[0] >= LEAST_AT_POINT]
    if not len(shown):
        shown = gathered.proba
    at = np.linspace(shown.min(), shown.max(), N_POINTS)
    curve = smooth_curve(gathered)
    heights = np.array([np.interp(at, gathered.proba, row) for row in curve])
    told = [interval(column, 0.0) for column in heights.T]
    return {
        "predicted": at.tolist(),
        "observed": [point.value for point in told],
        "low": [_number(point.low) for point in told],
        "high": [_number(np.minimum(point.high, 1.0)) for point in told],
    }


def _summary(figures: Item) -> Item:
    """Count what is as it should be."""
    by_condition = figures["by_condition"]
    first = next(row for row in figures["overall"] if row["what"] == TOP)
    summary: Item = {
        "slope_limits": [LEAST_SLOPE, LARGEST_SLOPE],
        "n_conditions": len(by_condition),
        "ece_like_posterior": first["ece_like_posterior"],
    }
    for reader in READERS:
        summary[reader] = {
            "slopes_within": sum(
                row["slope_within"][reader] is True for row in by_condition
            ),
            "slopes_outside": [
                row["condition"]
                for row in by_condition
                if row["slope_within"][reader] is not True
            ],
            "largest_ici": max(row[reader]["ici"]["value"] for row in by_condition),
        }
    return summary
