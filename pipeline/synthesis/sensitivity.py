"""How much each uncertain number of the profiles costs.

Whoever classifies with the averaged tables loses, against somebody who knew a number
exactly, about half its variance times the Fisher information [1]_ that the answers hold
about it. With the posterior P of condition c, and p the probability of a finding in c,
that information is P (1 - P) / p^2 where the finding is present, and P (1 - P) /
(1 - p)^2 where it is absent, averaged over cases.

References
----------
.. [1] Cover and Thomas 2006, Elements of Information Theory, 2nd ed., section 11.10
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CaseMatrix
from pipeline.synthesis.beliefs import Beliefs
from pipeline.synthesis.network import Network
from pipeline.synthesis.posterior import ABSENT, PRESENT, posterior

Floats = NDArray[np.float64]


def expected_losses(beliefs: Beliefs, network: Network, cases: CaseMatrix) -> Floats:
    """Give what not knowing each stated proportion exactly costs.

    Parameters
    ----------
    beliefs : Beliefs
        The proportions and how sure they are.
    network : Network
        The tables averaged over that uncertainty.
    cases : CaseMatrix
        Cases as they come, unknown answers included.

    Returns
    -------
    ndarray of shape (n_conditions, n_findings)
        Expected loss of log score, in nats a case, to second order; 0 where nothing
        is stated.
    """
    proba = posterior(cases, network)
    doubt = proba * (1.0 - proba)
    present = doubt.T @ (cases.answers == PRESENT)
    absent = doubt.T @ (cases.answers == ABSENT)
    p = np.clip(beliefs.observed.mean, 1e-4, 1.0 - 1e-4)
    n = beliefs.observed.present + beliefs.observed.absent
    variance = p * (1.0 - p) / (n + 1.0)
    information = (present / p**2 + absent / (1.0 - p) ** 2) / len(cases)
    losses = np.nan_to_num(0.5 * variance * information)
    return np.asarray(losses, dtype=np.float64)
