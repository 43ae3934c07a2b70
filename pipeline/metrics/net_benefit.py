"""What a decision is worth: true alarms less false ones, weighed by their harm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.metrics.gathered import Counts
from pipeline.metrics.resampled import resampled_means

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def net_benefit(events: Bools, treated: Bools, threshold: float) -> float:
    """Give the net benefit of a decision at a threshold probability.

    Who would act at a probability of 10% holds one missed event as bad as nine false
    alarms: the net benefit is the share of true alarms, less the share of false ones
    times the odds of the threshold. It is 0 for never acting.

    Parameters
    ----------
    events : ndarray of shape (n_cases,), bool
        Who has the disease.
    treated : ndarray of shape (n_cases,), bool
        For whom one acts.
    threshold : float
        Probability from which one would act, in (0, 1).

    Returns
    -------
    float
        In true alarms for each patient; never above the share of events.

    References
    ----------
    .. [1] Vickers, Elkin: Decision curve analysis: a novel method for evaluating
       prediction models, Med Decis Making 2006, doi:10.1177/0272989X06295361.

    Examples
    --------
    >>> events = np.array([True, True, False, False, False])
    >>> treated = np.array([True, False, True, False, False])
    >>> net_benefit(events, treated, 0.2)  # (1 - 1 * 0.25) / 5
    0.15
    """
    return float(_gains(events, treated, threshold).mean())


def resampled_net_benefit(
    events: Bools, treated: Bools, threshold: float, resamples: Counts
) -> Floats:
    """Give the net benefit as drawn, then of each resample.

    Parameters
    ----------
    events : ndarray of shape (n_cases,), bool
    treated : ndarray of shape (n_cases, n_strategies), bool
    threshold : float
    resamples : ndarray of shape (n_cases, n_resamples), float32
        As `resample` gives them.

    Returns
    -------
    ndarray of shape (1 + n_resamples, n_strategies)
    """
    return resampled_means(_gains(events[:, None], treated, threshold), resamples)


def _gains(events: Bools, treated: Bools, threshold: float) -> Floats:
    """Give what acting gains or costs for each case."""
    odds = threshold / (1.0 - threshold)
    return np.asarray(treated * np.where(events, 1.0, -odds))
