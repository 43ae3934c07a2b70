"""Held-out cases as a classifier and the exact posterior read them."""

from __future__ import annotations

import numpy as np

from pipeline.model import Classifier
from pipeline.model.training import true_columns
from pipeline.stages.calibration_cases import Reading
from pipeline.synthesis import Request, posterior, reference_network, sample_cases


def read_natural(classifier: Classifier, n: int, seed: int = 8) -> Reading:
    """Read natural cases."""
    cases = sample_cases(n, Request(seed=seed))
    proba = classifier.predict_proba(cases)
    exact = posterior(cases, reference_network())
    return Reading("natural", cases, true_columns(cases), proba, exact)


def shuffled(read: Reading, seed: int = 3) -> Reading:
    """Give the same cases in another order."""
    order = np.random.default_rng(seed).permutation(len(read.cases))
    return Reading(
        read.name,
        read.cases[order],
        read.y_true[order],
        read.proba[order],
        read.exact[order],
    )
