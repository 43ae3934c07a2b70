"""The headline figures with intervals, from resamples of the held-out cases."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.metrics import calibration_error, gather, log_losses
from pipeline.metrics.resampled import resampled_means
from pipeline.stages.calibration_cases import READERS, Reading
from pipeline.stages.told import told, told_share

Floats = NDArray[np.float64]
Item = dict[str, Any]
TOP_K = (1, 3, 5)


def evaluate_headline(natural: Reading, seed: int, n_resamples: int) -> Item:
    """Give every headline figure with its 95% bootstrap interval.

    Parameters
    ----------
    natural : Reading
        The held-out cases.
    seed : int
        Of the resamples.
    n_resamples : int

    Returns
    -------
    dict
        `seed`, `n_resamples`, `n_cases` and `figures`: `regret_nats`, and `top1`,
        `top3`, `top5`, `log_loss`, `ece` of the model and, with `posterior_` in front,
        of the exact posterior, each with `value`, `low` and `high`. The same resamples
        serve both.
    """
    drawn = natural.resampled(n_resamples, seed)
    losses = {
        reader: log_losses(natural.y_true, natural.by(reader)) for reader in READERS
    }
    model, best = READERS
    regret = resampled_means(losses[model] - losses[best], drawn)
    figures: Item = {"regret_nats": told(regret)}
    for reader in READERS:
        prefix = "" if reader == model else "posterior_"
        proba = natural.by(reader)
        means = resampled_means(
            np.column_stack([found_within(natural.y_true, proba), losses[reader]]),
            drawn,
        )
        for k, values in zip(TOP_K, means.T, strict=False):
            figures[f"{prefix}top{k}"] = told_share(values)
        figures[f"{prefix}log_loss"] = told(means[:, -1], 0.0)
        errors = calibration_error(gather(*top_events(natural.y_true, proba), drawn))
        figures[f"{prefix}ece"] = told(errors, 0.0)
    return {
        "seed": seed,
        "n_resamples": n_resamples,
        "n_cases": len(natural.cases),
        "figures": figures,
    }


def found_within(y_true: NDArray[np.int64], proba: Floats) -> NDArray[np.bool_]:
    """Tell of each case whether its condition is among the first k, for each k.

    Ties count against the reader, as in `top_k_accuracy`.
    """
    of_truth = proba[np.arange(len(y_true)), y_true]
    ahead = (proba >= of_truth[:, None]).sum(axis=1) - 1
    return np.asarray(ahead[:, None] < np.array(TOP_K))


def top_events(y_true: NDArray[np.int64], proba: Floats) -> tuple[Floats, Floats]:
    """Give whether the condition ranked first was true, and its probability.

    Of conditions that tie for the first place, the true one counts its share.
    """
    top = proba.max(axis=1)
    ties = (proba == top[:, None]).sum(axis=1)
    return (proba[np.arange(len(y_true)), y_true] == top) / ties, top
