"""Whether the prediction sets keep what they promise, and how large they are for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from pipeline.cases import CARE_SETTINGS, CaseMatrix, withhold
from pipeline.knowledge import load_knowledge
from pipeline.model import Classifier
from pipeline.model.training import WITHHELD, true_columns
from pipeline.stages.by_condition import ROWS_APART, draw_by_condition
from pipeline.stages.params import MOST_WORLDS
from pipeline.stages.worlds import draw_cases
from pipeline.synthesis import Request, draw_population, sample_cases
from pipeline.synthesis.stream import world_rng
from pipeline.terms import Urgency

Bools = NDArray[np.bool_]
# Chance of any false alarm among the conditions, at one depth.
LEVEL = 0.01
N_CASES = 50_000
N_WORLDS = 8
N_WORLD_CASES = 20_000
# Worlds of the other evaluations have lower numbers.
_FIRST_WORLD = 10 * MOST_WORLDS


def evaluate_sets(
    classifier: Classifier,
    seed: int,
    n_per_condition: int = 2000,
    n_cases: int = N_CASES,
    n_worlds: int = N_WORLDS,
) -> dict[str, Any]:
    """Evaluate the prediction sets of a classifier at three depths of interview.

    The depths are that of ordinary visits, the same with 30% of the answers withheld,
    and the full interview.

    Parameters
    ----------
    classifier : Classifier
    seed : int
        Of a stream that no training has.
    n_per_condition : int, default=2000
        Fresh cases of each condition, about, from the care settings where its cases
        are seen.
    n_cases : int, default=50000
        Cases at the natural case mix, for the sizes.
    n_worlds : int, default=8
        Worlds that no training has seen.

    Returns
    -------
    dict
        `by_condition`: wanted and reached coverage of each condition at each depth,
        with the chance of so many misses or more if the wanted coverage held; `below`:
        where that chance is under `level`. `sizes`: of the sets at each depth, and the
        share of them that hold an emergency condition. `worlds`: coverage elsewhere.
    """
    drawn = _depths(draw_by_condition(seed, n_per_condition), seed)
    drawn["full"] = draw_by_condition(seed, n_per_condition, complete=True)
    start = len(CARE_SETTINGS) * ROWS_APART
    mixed = _depths(sample_cases(n_cases, Request(seed), start=start), seed)
    mixed["full"] = sample_cases(n_cases, Request(seed, complete=True), start=start)
    level = LEVEL / len(classifier.condition_ids)
    rows = _coverage_rows(classifier, drawn)
    return {
        "seed": seed,
        "n_per_condition": n_per_condition,
        "withheld": WITHHELD,
        "level": level,
        "wanted_coverage": classifier.coverage,
        "wanted_emergency_coverage": classifier.emergency_coverage,
        "by_condition": rows,
        "below": [
            {"condition": row["condition"], "depth": depth}
            for row in rows
            for depth in drawn
            if row[depth]["p_value"] < level
        ],
        "sizes": {
            depth: {"n_cases": len(cases), **_sizes(inside_sets(classifier, cases))}
            for depth, cases in mixed.items()
        },
        "worlds": _worlds(classifier, seed, n_worlds),
    }


def inside_sets(classifier: Classifier, cases: CaseMatrix) -> Bools:
    """Give the prediction sets of many cases, shape (n_cases, n_conditions)."""
    return classifier.prediction_sets(cases, classifier.predict_proba(cases))


def _depths(cases: CaseMatrix, seed: int) -> dict[str, CaseMatrix]:
    rng = np.random.default_rng(seed)
    return {"natural": cases, "withheld": withhold(cases, WITHHELD, rng)}


def _coverage_rows(
    classifier: Classifier, drawn: Mapping[str, CaseMatrix]
) -> list[dict[str, Any]]:
    wanted = np.where(
        _emergencies(), classifier.emergency_coverage, classifier.coverage
    )
    by_depth = {
        depth: _coverage(classifier, cases, wanted) for depth, cases in drawn.items()
    }
    profiles = load_knowledge().profiles
    rows = [
        {
            "condition": condition,
            "name": profiles[condition].name,
            "tier": profiles[condition].tier.value,
            "wanted": float(wanted[j]),
            **{depth: columns[j] for depth, columns in by_depth.items()},
        }
        for j, condition in enumerate(classifier.condition_ids)
    ]
    return sorted(rows, key=lambda row: str(row["name"]))


def _coverage(
    classifier: Classifier, cases: CaseMatrix, wanted: NDArray[np.float64]
) -> list[dict[str, float]]:
    """Give each condition's coverage, with the exact one-sided binomial test."""
    y_true, n_conditions = true_columns(cases), len(wanted)
    missed = ~_covered(inside_sets(classifier, cases), y_true)
    n = np.bincount(y_true, minlength=n_conditions)
    misses = np.bincount(y_true[missed], minlength=n_conditions)
    chance = binom.sf(misses - 1, n, 1.0 - wanted)
    return [
        {
            "n_cases": int(n[j]),
            "coverage": float(1.0 - misses[j] / max(n[j], 1)),
            "p_value": float(chance[j]),
        }
        for j in range(n_conditions)
    ]


def _covered(inside: Bools, y_true: NDArray[np.int64]) -> Bools:
    return np.asarray(inside[np.arange(len(y_true)), y_true])


def _emergencies() -> Bools:
    profiles = load_knowledge().profiles
    return np.array([profiles[k].tier is Urgency.EMERGENCY for k in sorted(profiles)])


def _sizes(inside: Bools) -> dict[str, float]:
    sizes = inside.sum(axis=1)
    return {
        "median": float(np.median(sizes)),
        "mean": float(sizes.mean()),
        "holds_emergency": float(inside[:, _emergencies()].any(axis=1).mean()),
    }


def _worlds(classifier: Classifier, seed: int, n_worlds: int) -> dict[str, Any]:
    """Give the coverage in unseen worlds, at the depth of ordinary visits."""
    others, emergencies, sizes = [], [], []
    for number in range(_FIRST_WORLD, _FIRST_WORLD + n_worlds):
        network = draw_population(world_rng(seed, number))
        cases = draw_cases(network, seed, number, N_WORLD_CASES)
        inside, y_true = inside_sets(classifier, cases), true_columns(cases)
        covered, emergency = _covered(inside, y_true), _emergencies()[y_true]
        others.append(float(covered[~emergency].mean()))
        emergencies.append(float(covered[emergency].mean()))
        sizes.append(float(inside.sum(axis=1).mean()))
    return {
        "n_worlds": n_worlds,
        "n_cases": n_worlds * N_WORLD_CASES,
        "coverage": _spread(others),
        "emergency_coverage": _spread(emergencies),
        "mean_size": float(np.mean(sizes)),
    }


def _spread(values: list[float]) -> dict[str, float]:
    return {"mean": float(np.mean(values)), "lowest": float(np.min(values))}
