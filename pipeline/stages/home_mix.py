"""The case mix of the generator itself, and the one in which none is commoner."""

from __future__ import annotations

import numpy as np

from pipeline.model.case_mix import ReferenceMix
from pipeline.synthesis import reference_network


def home_mix() -> ReferenceMix:
    """Give the documented case mix by care setting, and over all settings.

    Returns
    -------
    tuple of tuple of float
        One row for each care setting; the last, for an unknown setting, is their
        average by the weights of the settings.
    """
    network = reference_network()
    together = network.setting_weights @ network.case_mix
    rows = np.vstack([network.case_mix, together])
    return tuple(tuple(row) for row in rows.tolist())


def level_mix() -> tuple[tuple[str, float], ...]:
    """Give the mix in which every condition is equally common, as a `Request` has it.

    Returns
    -------
    tuple of (str, float)
        Conditions in order, each with its share.
    """
    ids = reference_network().condition_ids
    return tuple((condition, 1.0 / len(ids)) for condition in ids)
