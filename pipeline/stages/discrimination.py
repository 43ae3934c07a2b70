"""How well conditions are told apart: areas under the curve, and syndromes mixed up."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.knowledge import load_knowledge
from pipeline.metrics.resampled import resampled_areas
from pipeline.stages.calibration_cases import READERS, Reading
from pipeline.stages.told import counted_share, told, told_share

Floats = NDArray[np.float64]
Item = dict[str, Any]
SERIOUS = "serious"
# With fewer cases an area says nothing.
LEAST_CASES = 10


def evaluate_discrimination(
    natural: Reading, flat: Reading, seed: int, n_resamples: int
) -> Item:
    """Measure how well each condition is told from all others, and which get mixed up.

    Parameters
    ----------
    natural : Reading
        Held-out cases as they come.
    flat : Reading
        Cases in which rare conditions are as many as common ones; see `read_flat`.
    seed : int
        Of the resamples.
    n_resamples : int

    Returns
    -------
    dict
        `by_condition`: of each population the cases `n` of the condition and the area
        under the ROC curve against all others of `model` and `posterior`, and their
        `difference`, resampled in pairs; `macro`: their plain mean over the conditions
        that have an area. `by_syndrome`: see `syndrome_confusion`.

    References
    ----------
    .. [1] Hand, Till: A simple generalisation of the area under the ROC curve for
       multiple class classification problems, Mach Learn 2001,
       doi:10.1023/A:1010920819831: one against the others, and means over classes.
    """
    profiles = load_knowledge().profiles
    rows: list[Item] = [
        {"condition": key, "name": profiles[key].name} for key in sorted(profiles)
    ]
    macro: Item = {}
    for read in (natural, flat):
        areas = _areas(read, read.resampled(n_resamples, seed))
        n = np.bincount(read.y_true, minlength=len(rows))
        for j, row in enumerate(rows):
            row[read.name] = {"n": int(n[j]), **_both(areas[:, j])}
        with_area = ~np.isnan(areas[0, :, 0])
        macro[read.name] = {
            "n_cases": len(read.cases),
            "n_conditions": int(with_area.sum()),
            **_both(_plain_mean(areas[:, with_area])),
        }
    return {
        "seed": seed,
        "n_resamples": n_resamples,
        "macro": macro,
        "by_condition": sorted(rows, key=lambda row: str(row["name"])),
        "by_syndrome": syndrome_confusion(natural),
    }


def _areas(read: Reading, drawn: NDArray[np.float32]) -> Floats:
    """Give the areas: (n_readers, n_conditions, 1 + n_resamples)."""
    n_conditions = read.proba.shape[1]
    areas = np.full((len(READERS), n_conditions, 1 + drawn.shape[1]), np.nan)
    for j in range(n_conditions):
        happened = read.y_true == j
        if happened.sum() < LEAST_CASES:
            continue
        for r, reader in enumerate(READERS):
            areas[r, j] = resampled_areas(read.by(reader)[:, j], happened, drawn)
    return areas


def _plain_mean(areas: Floats) -> Floats:
    """Average over conditions; nothing where there is none."""
    if areas.shape[1] == 0:
        return np.full((areas.shape[0], areas.shape[2]), np.nan)
    return np.asarray(areas.mean(axis=1))


def _both(areas: Floats) -> Item:
    """Tell the areas of the two readers, and how far they differ."""
    model, best = areas
    return {
        "model": told_share(model),
        "posterior": told_share(best),
        "difference": told(model - best),
    }


def leading_syndromes() -> list[str]:
    """Give each condition one syndrome of those that it belongs to.

    A serious condition counts as serious, whatever else it is: to take it for something
    harmless is the mistake that matters. Any other counts under the syndrome that its
    profile names first.

    Returns
    -------
    list of str
        In the order of the conditions.
    """
    profiles = load_knowledge().profiles
    return [
        SERIOUS if SERIOUS in profiles[key].syndromes else profiles[key].syndromes[0]
        for key in sorted(profiles)
    ]


def syndrome_confusion(read: Reading) -> Item:
    """Count the syndrome of the condition ranked first against that of the true one.

    Parameters
    ----------
    read : Reading

    Returns
    -------
    dict
        `groups` in order, serious first; `members` of each; and for each reader
        `counts` (rows: true, columns: ranked first) and `same`, the share of each row
        that stays in its group, with its Wilson interval.
    """
    leading = leading_syndromes()
    ids = sorted(load_knowledge().profiles)
    groups = sorted(set(leading), key=lambda group: (group != SERIOUS, group))
    of_condition = np.array([groups.index(group) for group in leading])
    members = {
        group: [key for key, own in zip(ids, leading, strict=True) if own == group]
        for group in groups
    }
    figures: Item = {"population": read.name, "groups": groups, "members": members}
    true = of_condition[read.y_true]
    for reader in READERS:
        first = of_condition[read.by(reader).argmax(axis=1)]
        counts = np.zeros((len(groups), len(groups)), dtype=np.int64)
        np.add.at(counts, (true, first), 1)
        figures[reader] = {
            "counts": counts.tolist(),
            "same": [
                counted_share(int(counts[i, i]), int(counts[i].sum()))
                for i in range(len(groups))
            ],
        }
    return figures
