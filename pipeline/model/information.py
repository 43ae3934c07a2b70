"""What an answer is expected to tell, from the probabilities on either side of it.

All functions take arrays with any number of leading axes, so that one case and many
are worked out in the same way.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_TINY = 1e-12


def chance_of_present(proba: Floats, if_present: Floats, if_absent: Floats) -> Floats:
    """Chance that each unknown finding is present, implied by the classifier.

    For coherent probabilities p = a p(.|present) + (1 - a) p(.|absent); the a that
    fits best in least squares is the chance.

    Parameters
    ----------
    proba : ndarray of shape (..., n_conditions)
        For the case as it is.
    if_present, if_absent : ndarray of shape (..., n_findings, n_conditions)
        With one answer added.

    Returns
    -------
    ndarray of shape (..., n_findings)
    """
    difference = if_present - if_absent
    aligned = ((proba[..., None, :] - if_absent) * difference).sum(axis=-1)
    size = (difference**2).sum(axis=-1)
    chance: Floats = np.clip(aligned / np.maximum(size, _TINY), 0.0, 1.0)
    return chance


def expected_information(
    chance: Floats, if_present: Floats, if_absent: Floats
) -> Floats:
    """Compute how far each unknown answer would lower the entropy, on average.

    Parameters
    ----------
    chance : ndarray of shape (..., n_findings)
        That the finding is present.
    if_present, if_absent : ndarray of shape (..., n_findings, n_outcomes)
        Probabilities with that answer; they sum to 1 over the outcomes.

    Returns
    -------
    ndarray of shape (..., n_findings)
        In nats, at least 0.

    References
    ----------
    .. [1] Lindley: On a measure of the information provided by an experiment,
       Ann Math Stat 1956, doi:10.1214/aoms/1177728069.
    """
    share = chance[..., None]
    # Before the answer: the average of both, which for coherent probabilities is
    # the case's own, and for others still gives no negative information.
    before = share * if_present + (1.0 - share) * if_absent
    after = chance * _entropy(if_present) + (1.0 - chance) * _entropy(if_absent)
    return np.maximum(_entropy(before) - after, 0.0)


def _entropy(p: Floats) -> Floats:
    clipped = np.clip(p, _TINY, 1.0)
    return np.asarray(-(clipped * np.log(clipped)).sum(axis=-1), dtype=np.float64)
