"""Discrimination, calibration and loss: arrays in, numbers out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SMALLEST_PROBABILITY = 1e-15
ECE_BINS = 15


def log_losses(y_true: Ints, y_proba: Floats) -> Floats:
    """Give the loss of each case, -log of the probability of what was true.

    Parameters
    ----------
    y_true : ndarray of shape (n_samples,)
        Column of the true class.
    y_proba : ndarray of shape (n_samples, n_classes)
        Rows sum to 1.

    Returns
    -------
    ndarray of shape (n_samples,)
        In nats.
    """
    of_truth = y_proba[np.arange(len(y_true)), y_true]
    return -np.log(np.clip(of_truth, SMALLEST_PROBABILITY, 1.0))


def top_k_accuracy(y_true: Ints, y_proba: Floats, k: int) -> float:
    """Share of cases whose true class is among the k most probable.

    Ties count against the model: a class tied with the k-th does not enter.

    Parameters
    ----------
    y_true : ndarray of shape (n_samples,)
    y_proba : ndarray of shape (n_samples, n_classes)
    k : int

    Returns
    -------
    float
        In [0, 1].
    """
    of_truth = y_proba[np.arange(len(y_true)), y_true]
    ahead = (y_proba >= of_truth[:, None]).sum(axis=1) - 1
    return float((ahead < k).mean())


@dataclass(frozen=True)
class Reliability:
    """A reliability curve in bins.

    Parameters
    ----------
    predicted, observed : ndarray of shape (n_bins,)
        Mean predicted probability and observed frequency.
    counts : ndarray of shape (n_bins,)
        Cases in each bin.
    """

    predicted: Floats
    observed: Floats
    counts: Ints

    @property
    def expected_calibration_error(self) -> float:
        """Mean gap between predicted and observed, weighted by counts."""
        gaps = np.abs(self.predicted - self.observed)
        return float(np.average(gaps, weights=self.counts))


def reliability(
    correct: Ints | Floats, proba: Floats, n_bins: int = ECE_BINS
) -> Reliability:
    """Compare probabilities with frequencies in bins of equal mass.

    Cases with the same probability share a bin, so that the order of the rows does
    not matter.

    Parameters
    ----------
    correct : ndarray of shape (n_samples,)
        1 where the event happened, 0 where not; or its share in between.
    proba : ndarray of shape (n_samples,)
        Its predicted probability.
    n_bins : int, default=15

    Returns
    -------
    Reliability
        Bins without cases are left out.

    References
    ----------
    .. [1] Naeini, Cooper, Hauskrecht: Obtaining well calibrated probabilities using
       Bayesian binning, AAAI 2015; equal-mass bins as in Nguyen & O'Connor, EMNLP
       2015, doi:10.18653/v1/D15-1182.
    """
    inner = np.quantile(proba, np.arange(1, n_bins) / n_bins)
    bins = np.searchsorted(inner, proba, side="right")
    counts = np.bincount(bins, minlength=n_bins)
    kept = counts > 0
    predicted = np.bincount(bins, weights=proba, minlength=n_bins)[kept] / counts[kept]
    observed = np.bincount(bins, weights=correct, minlength=n_bins)[kept] / counts[kept]
    return Reliability(predicted, observed, counts[kept])


def top_label_reliability(y_true: Ints, y_proba: Floats) -> Reliability:
    """Give the reliability of the most probable class.

    Of m classes that tie for the top, the true one counts 1/m, so that the order of the
    classes does not matter.
    """
    top = y_proba.max(axis=1)
    ties = (y_proba == top[:, None]).sum(axis=1)
    of_truth = y_proba[np.arange(len(y_true)), y_true]
    return reliability((of_truth == top) / ties, top)


@dataclass(frozen=True)
class Scores:
    """The figures of one set of probabilities on labelled cases."""

    n_cases: int
    log_loss: float
    top1: float
    top3: float
    top5: float
    ece: float


def score(y_true: Ints, y_proba: Floats) -> Scores:
    """Compute the standard figures.

    Parameters
    ----------
    y_true : ndarray of shape (n_samples,)
        Column of the true class.
    y_proba : ndarray of shape (n_samples, n_classes)
        Rows sum to 1.

    Returns
    -------
    Scores
        `ece` is of the top label in 15 bins of equal mass.
    """
    return Scores(
        n_cases=len(y_true),
        log_loss=float(log_losses(y_true, y_proba).mean()),
        top1=top_k_accuracy(y_true, y_proba, 1),
        top3=top_k_accuracy(y_true, y_proba, 3),
        top5=top_k_accuracy(y_true, y_proba, 5),
        ece=top_label_reliability(y_true, y_proba).expected_calibration_error,
    )


def standard_error(values: Floats) -> float:
    """Give the standard error of a mean."""
    return float(np.std(values, ddof=1) / np.sqrt(len(values)))
