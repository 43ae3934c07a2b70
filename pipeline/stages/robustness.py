"""The same patients with answers withheld, and with answers that are wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CaseMatrix
from pipeline.cases.flipping import flip
from pipeline.cases.withholding import withhold
from pipeline.metrics import log_losses, resample
from pipeline.metrics.resampled import resampled_means
from pipeline.model import Classifier
from pipeline.model.tiers import tier_ranks
from pipeline.model.training import true_columns
from pipeline.stages.calibration_cases import READERS
from pipeline.stages.headline import found_within
from pipeline.stages.merged import Merged, read_merged
from pipeline.stages.told import told, told_share
from pipeline.synthesis import Request, sample_cases
from pipeline.terms import Urgency

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Item = dict[str, Any]
WITHHELD, FLIPPED = (0.10, 0.30, 0.50), (0.02, 0.05)
FIGURES = ("top1", "log_loss", "sent_to_emergency", "emergency_sensitivity")

# Where it falls, something is lost.
FALLING = ("top1", "emergency_sensitivity")


def evaluate_robustness(
    classifier: Classifier, seed: int, n: int, n_resamples: int
) -> Item:
    """Degrade the answers of simulated patients and read them again.

    Both readers see the degraded answers; the exact posterior does not know that some
    are wrong. What is lost is compared patient by patient.

    Parameters
    ----------
    classifier : Classifier
    seed : int
        Of the patients, of what is degraded, and of the resamples.
    n : int
        Patients as they come.
    n_resamples : int

    Returns
    -------
    dict
        `n_cases`, `n_emergencies` and `rows`, the first with the answers as given:
        `how` (`as_given`, `withheld` or `flipped`), `share`, and of each reader `top1`,
        `log_loss`, `sent_to_emergency` (the share of all patients) and
        `emergency_sensitivity` (that of those with an emergency condition), and the
        same with `lost_` in front: how much worse than with the answers as given.
    """
    patients = sample_cases(n, Request(seed=seed))
    y_true = true_columns(patients)
    emergency = tier_ranks()[y_true] == Urgency.EMERGENCY.rank
    whole = read_merged(patients, classifier)
    keys = (patients.age, y_true, whole.proba.max(axis=1), whole.exact.max(axis=1))
    times = resample(keys, n_resamples, seed)
    before = {reader: _measured(whole, reader, y_true) for reader in READERS}
    rows = []
    for how, share, degraded in _degraded(patients, seed):
        merged = whole if how == "as_given" else read_merged(degraded, classifier)
        row: Item = {"how": how, "share": share}
        for reader in READERS:
            now = _measured(merged, reader, y_true)
            row[reader] = _told(now, before[reader], emergency, times)
        rows.append(row)
    return {
        "seed": seed,
        "n_cases": len(patients),
        "n_emergencies": int(emergency.sum()),
        "n_resamples": n_resamples,
        "rows": rows,
    }


def _degraded(
    patients: CaseMatrix, seed: int
) -> Iterator[tuple[str, float, CaseMatrix]]:
    """Give the patients as they are, then degraded, each way by draws of its own."""
    yield "as_given", 0.0, patients
    ways = [
        *(("withheld", share, withhold) for share in WITHHELD),
        *(("flipped", share, flip) for share in FLIPPED),
    ]
    for i, (how, share, degrade) in enumerate(ways):
        yield how, share, degrade(patients, share, np.random.default_rng([seed, i]))


def _measured(merged: Merged, reader: str, y_true: Ints) -> Floats:
    """Give what the figures are means of: (n_cases, 3)."""
    proba, urgency = merged.by(reader)
    return np.column_stack(
        [
            found_within(y_true, proba)[:, 0],
            log_losses(y_true, proba),
            urgency == Urgency.EMERGENCY.rank,
        ]
    )


def _told(
    now: Floats,
    before: Floats,
    emergency: NDArray[np.bool_],
    times: NDArray[np.float32],
) -> Item:
    """Tell the figures, and what each has lost."""
    told_of: Item = {}
    for values, prefix in ((now, ""), (now - before, "lost_")):
        over_all = resampled_means(values, times).T
        columns = [*over_all, resampled_means(values[:, 2], times, emergency)]
        for name, column in zip(FIGURES, columns, strict=True):
            is_share = not prefix and name != "log_loss"
            worse = -column if prefix and name in FALLING else column
            told_of[f"{prefix}{name}"] = told_share(worse) if is_share else told(worse)
    return told_of
