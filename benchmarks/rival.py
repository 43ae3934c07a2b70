"""The rival: pgmpy with a plain naive-Bayes network of the same size."""

from __future__ import annotations

import logging
import warnings

import numpy as np
from numpy.typing import NDArray

from pipeline.synthesis import Network


def pgmpy_network(network: Network) -> object:
    """Condition -> each finding, at moderate severity in the middle age band."""
    logging.getLogger("pgmpy").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pgmpy.factors.discrete import TabularCPD
        from pgmpy.models import DiscreteBayesianNetwork
    prior = network.setting_weights @ network.case_mix
    n_conditions = len(prior)
    of_condition = network.state_condition
    first = [int(np.argmax(of_condition == c)) for c in range(n_conditions)]
    present: NDArray[np.float64] = network.present[2, 0][first]
    model = DiscreteBayesianNetwork([("condition", f) for f in network.finding_ids])
    model.add_cpds(TabularCPD("condition", len(prior), prior[:, None]))
    for j, finding in enumerate(network.finding_ids):
        row = present[:, j]
        values = np.vstack([1 - row, row])
        model.add_cpds(TabularCPD(finding, 2, values, ["condition"], [n_conditions]))
    return model
