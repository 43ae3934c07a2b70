"""How well a test tells two groups apart, with the usual intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Bools = NDArray[np.bool_]
Interval = tuple[float, float]
# Two-sided 95%.
Z = 1.959963984540054
# Added to each cell where one is empty, so that its logarithm has a variance.
CONTINUITY = 0.5
# What rounding leaves of an empty cell.
SMALLEST_CELL = 1e-9


@dataclass(frozen=True)
class TwoByTwo:
    """The four cells of a test against a reference standard.

    Parameters
    ----------
    true_positive, false_positive, false_negative, true_negative : float
        Counts. A ratio whose denominator is empty is NaN, or infinite.

    Examples
    --------
    >>> table = TwoByTwo(80, 10, 20, 90)
    >>> table.sensitivity, table.specificity, table.ppv, table.npv
    (0.8, 0.9, 0.8888888888888888, 0.8181818181818182)
    >>> round(table.lr_pos, 6), round(table.lr_neg, 6), table.odds_ratio
    (8.0, 0.222222, 36.0)
    """

    true_positive: float
    false_positive: float
    false_negative: float
    true_negative: float

    @property
    def sensitivity(self) -> float:
        """Share of the diseased who test positive."""
        return _ratio(self.true_positive, self.true_positive + self.false_negative)

    @property
    def specificity(self) -> float:
        """Share of the others who test negative."""
        return _ratio(self.true_negative, self.true_negative + self.false_positive)

    @property
    def ppv(self) -> float:
        """Share of the positive who are diseased."""
        return _ratio(self.true_positive, self.true_positive + self.false_positive)

    @property
    def npv(self) -> float:
        """Share of the negative who are not diseased."""
        return _ratio(self.true_negative, self.true_negative + self.false_negative)

    @property
    def lr_pos(self) -> float:
        """Likelihood ratio of a positive test."""
        return _ratio(self.sensitivity, 1 - self.specificity)

    @property
    def lr_neg(self) -> float:
        """Likelihood ratio of a negative test."""
        return _ratio(1 - self.sensitivity, self.specificity)

    @property
    def odds_ratio(self) -> float:
        """Odds of a positive test in the diseased over those in the others."""
        return _ratio(
            self.true_positive * self.true_negative,
            self.false_positive * self.false_negative,
        )


def _ratio(above: float, below: float) -> float:
    if below == 0:
        return float("nan") if above == 0 else float("inf")
    return float(above / below)


def two_by_two(positive: Bools, diseased: Bools) -> TwoByTwo:
    """Count the four cells.

    Parameters
    ----------
    positive, diseased : ndarray of shape (n_samples,), bool

    Returns
    -------
    TwoByTwo
    """
    return TwoByTwo(
        int((positive & diseased).sum()),
        int((positive & ~diseased).sum()),
        int((~positive & diseased).sum()),
        int((~positive & ~diseased).sum()),
    )


def area_under_curve(score: NDArray[np.float64], diseased: Bools) -> float:
    """Chance that a diseased case scores above another; ties count half.

    Parameters
    ----------
    score : ndarray of shape (n_samples,)
    diseased : ndarray of shape (n_samples,), bool

    Returns
    -------
    float
        NaN where one group is empty.

    Examples
    --------
    >>> area_under_curve(np.array([1.0, 2.0, 2.0]), np.array([False, False, True]))
    0.75
    """
    n_target = int(diseased.sum())
    n_others = len(diseased) - n_target
    if n_target == 0 or n_others == 0:
        return float("nan")
    rank_sum = float(rankdata(score)[diseased].sum())
    return (rank_sum - n_target * (n_target + 1) / 2) / (n_target * n_others)


def wilson_interval(share: float, n: float) -> Interval:
    """Give the 95% score interval of a proportion.

    Parameters
    ----------
    share : float
        Observed, in [0, 1].
    n : float
        Patients.

    Returns
    -------
    (float, float)

    References
    ----------
    .. [1] Wilson: Probable inference, the law of succession, and statistical inference,
       J Am Stat Assoc 1927, doi:10.1080/01621459.1927.10502953.

    Examples
    --------
    >>> [round(limit, 4) for limit in wilson_interval(0.52, 23)]
    [0.3281, 0.7062]
    """
    z2 = Z**2 / n
    centre = (share + z2 / 2) / (1 + z2)
    half = Z / (1 + z2) * float(np.sqrt(share * (1 - share) / n + z2 / (4 * n)))
    return max(0.0, centre - half), min(1.0, centre + half)


def likelihood_ratio_interval(
    ratio: float, of_target: float, n_target: float, of_others: float, n_others: float
) -> Interval:
    """Give the 95% interval of a likelihood ratio by the log method.

    Parameters
    ----------
    ratio : float
        Above 0; the middle of the interval on the log scale.
    of_target, of_others : float
        Shares of the two groups with this result: sensitivity and 1 - specificity for
        a positive test, 1 - sensitivity and specificity for a negative one.
    n_target, n_others : float
        Patients.

    Returns
    -------
    (float, float)

    References
    ----------
    .. [1] Simel, Samsa, Matchar: Likelihood ratios with confidence, J Clin Epidemiol
       1991, doi:10.1016/0895-4356(91)90128-v.

    Examples
    --------
    >>> limits = likelihood_ratio_interval(8.0, 0.8, 100, 0.1, 100)
    >>> [round(limit, 2) for limit in limits]
    [4.41, 14.52]
    """
    shares = [(of_target, n_target), (of_others, n_others)]
    if any(share * n < SMALLEST_CELL for share, n in shares):
        shares = [_continued(share, n) for share, n in shares]
    variance = sum((1 - share) / (share * n) for share, n in shares)
    return _on_log_scale(ratio, variance)


def _continued(share: float, n: float) -> tuple[float, float]:
    """Add half a patient to a group's two cells."""
    return (share * n + CONTINUITY) / (n + 2 * CONTINUITY), n + 2 * CONTINUITY


def odds_ratio_interval(
    ratio: float,
    sensitivity: float,
    n_target: float,
    specificity: float,
    n_others: float,
) -> Interval:
    """Give the 95% interval of an odds ratio by the log method.

    Parameters
    ----------
    ratio : float
        Above 0; the middle of the interval on the log scale.
    sensitivity, specificity : float
    n_target, n_others : float
        Patients.

    Returns
    -------
    (float, float)

    References
    ----------
    .. [1] Woolf: On estimating the relation between blood group and disease, Ann Hum
       Genet 1955, doi:10.1111/j.1469-1809.1955.tb01348.x.

    Examples
    --------
    >>> [round(limit, 2) for limit in odds_ratio_interval(36.0, 0.8, 100, 0.9, 100)]
    [15.91, 81.46]
    """
    cells = np.array(
        [
            sensitivity * n_target,
            (1 - sensitivity) * n_target,
            specificity * n_others,
            (1 - specificity) * n_others,
        ]
    )
    if cells.min() < SMALLEST_CELL:
        cells = cells + CONTINUITY
    return _on_log_scale(ratio, float((1 / cells).sum()))


def _on_log_scale(ratio: float, variance: float) -> Interval:
    factor = float(np.exp(Z * np.sqrt(variance)))
    return ratio / factor, ratio * factor


def area_interval(area: float, n_target: float, n_others: float) -> Interval:
    """Give the 95% interval of an area under the curve from the area alone.

    Parameters
    ----------
    area : float
        In [0, 1].
    n_target, n_others : float
        Patients.

    Returns
    -------
    (float, float)
        Cut to [0, 1].

    References
    ----------
    .. [1] Hanley, McNeil: The meaning and use of the area under a receiver operating
       characteristic (ROC) curve, Radiology 1982,
       doi:10.1148/radiology.143.1.7063747.

    Examples
    --------
    >>> [round(limit, 4) for limit in area_interval(0.893, 51, 58)]
    [0.8293, 0.9567]
    """
    two_targets = area / (2 - area)
    two_others = 2 * area**2 / (1 + area)
    variance = (
        area * (1 - area)
        + (n_target - 1) * (two_targets - area**2)
        + (n_others - 1) * (two_others - area**2)
    ) / (n_target * n_others)
    half = Z * float(np.sqrt(variance))
    return max(0.0, area - half), min(1.0, area + half)
