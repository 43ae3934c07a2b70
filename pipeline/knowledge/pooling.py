"""Pool the figures of one finding, and say how far a new population may lie from them.

The mean is weighted by the weight of evidence; what the figures disagree about beyond
chance widens the uncertainty (inverse-variance heterogeneity model [1]_, with the
moment estimator of the variance between studies [2]_, on the log-odds scale).

References
----------
.. [1] Doi et al. 2015, Advances in the meta-analysis of heterogeneous clinical trials
   I, Contemporary Clinical Trials 45:130-138, doi:10.1016/j.cct.2015.05.009
.. [2] DerSimonian and Laird 1986, Meta-analysis in clinical trials, Controlled Clinical
   Trials 7:177-188, doi:10.1016/0197-2456(86)90046-2
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import beta

from pipeline.knowledge.schema import Figure

Floats = NDArray[np.float64]
# A beta distribution whose smaller count is below this piles up at never or always:
# nobody who says "1% of 20 patients" means that it probably never happens.
LEAST_COUNT = 2.0
CLOSEST = 1e-4
_TAILS = (0.025, 0.975)


@dataclass(frozen=True)
class Pooled:
    """What several figures say together.

    Parameters
    ----------
    mean : float
        Proportion, weighted by the figures' n.
    n : float
        Weight of evidence of the whole: that of a beta distribution which is as wide
        as chance and disagreement make it.
    tau2 : float
        Variance between studies of the log-odds; 0 when chance explains them.
    """

    mean: float
    n: float
    tau2: float

    @property
    def low(self) -> float:
        """Lower end of the 95% interval."""
        return float(beta.ppf(_TAILS[0], *self.counts))

    @property
    def high(self) -> float:
        """Upper end of the 95% interval."""
        return float(beta.ppf(_TAILS[1], *self.counts))

    @property
    def counts(self) -> tuple[float, float]:
        """Counts of the beta distribution, present and absent."""
        return beta_counts(self.mean, self.n)


def pool(figures: Sequence[Figure], expected: Sequence[float] | None = None) -> Pooled:
    """Pool figures of one finding.

    Parameters
    ----------
    figures : sequence of Figure
        At least one.
    expected : sequence of float, optional
        What each figure's setting would be expected to show, where settings see
        different severity; only disagreement beyond it counts as conflict.

    Returns
    -------
    Pooled

    Examples
    --------
    >>> alone = pool([Figure(value=0.4, n=50, source="a")])
    >>> alone.mean, round(alone.n), alone.tau2
    (0.4, 50, 0.0)
    >>> torn = [Figure(value=v, n=50, source="a") for v in (0.2, 0.8)]
    >>> round(pool(torn).n, 1)
    0.7
    """
    weights = np.array([figure.n for figure in figures])
    values = np.array([figure.value for figure in figures])
    share = weights / weights.sum()
    mean = float(share @ values)
    inner = _open(mean)
    centre = np.full(len(values), mean) if expected is None else np.array(expected)
    tau2 = _between(values, weights, centre)
    within = 1.0 / (weights.sum() * inner * (1.0 - inner))
    variance = within + tau2 * (1.0 + float(share @ share))
    # One study's own spread lies in its n; only a conflict asks for more than that.
    return Pooled(mean, 1.0 / float(variance * inner * (1.0 - inner)), tau2)


def beta_counts(mean: float, n: float) -> tuple[float, float]:
    """Give the counts of the beta distribution with a mean and a weight of evidence.

    Examples
    --------
    >>> beta_counts(0.4, 50)
    (20.0, 30.0)
    >>> beta_counts(0.01, 20)
    (2.0, 198.0)
    """
    inner = _open(mean)
    weight = max(n, LEAST_COUNT / min(inner, 1.0 - inner))
    return round(inner * weight, 12), round((1.0 - inner) * weight, 12)


def _open(value: float) -> float:
    """Keep a proportion off 0 and 1, where nothing could ever be learnt."""
    return min(max(value, CLOSEST), 1.0 - CLOSEST)


def _between(values: Floats, n: Floats, centre: Floats) -> float:
    """Variance between studies of the log-odds, by DerSimonian and Laird."""
    if len(values) == 1:
        return 0.0
    # Half a patient more on either side keeps 0 and 1 finite.
    observed = logit((n * values + 0.5) / (n + 1.0))
    expected = logit((n * centre + 0.5) / (n + 1.0))
    apart = observed - expected
    middle = expit(expected)
    precision = n * middle * (1.0 - middle)
    mean = float(precision @ apart / precision.sum())
    q = float(precision @ (apart - mean) ** 2)
    scale = precision.sum() - float(precision @ precision) / precision.sum()
    return max(0.0, (q - (len(values) - 1)) / float(scale))
