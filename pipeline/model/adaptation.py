"""The case mix of a place, estimated from cases that nobody has labelled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CaseMatrix
from pipeline.metrics import log_odds
from pipeline.model.classifier import Classifier

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# So many cases in the mix that the model stands for count beside those given: a sample
# without a rare emergency does not say that none comes. Without them 300 cases of a
# drawn mix cost 0.3 nats more than knowing the mix; with them, 0.06.
PSEUDO_CASES = 10.0
TOLERANCE = 1e-7
MOST_STEPS = 2000
INTERVAL = 0.95
# Twice the log-likelihood that may be lost: 95% point of chi-squared, one degree.
MOST_LOST = 3.841
HALVINGS = 14
# Enough for a log-likelihood, which is flat where it is highest.
ROUGH_TOLERANCE = 1e-5
# Shares beyond these are as good as none, and as good as all.
_LEAST = 1e-9
_NOTHING = 10 * _LEAST
_FURTHEST_LEAP = 1e3
_TINY = 1e-300


@dataclass(frozen=True, eq=False)
class Adaptation:
    """An estimated case mix with its intervals.

    Parameters
    ----------
    weights : ndarray of shape (n_conditions,)
        Sum to 1.
    low, high : ndarray of shape (n_conditions,)
        95% interval of each share, from the number of cases; what the model itself
        gets wrong is not in it.
    reference : ndarray of shape (n_conditions,)
        The mix that the model stands for in these cases' settings.
    n_cases : int
    """

    weights: Floats
    low: Floats
    high: Floats
    reference: Floats
    n_cases: int


def adapt_to(classifier: Classifier, cases: CaseMatrix) -> Adaptation:
    """Estimate the case mix of cases, from their answers alone.

    Parameters
    ----------
    classifier : Classifier
        That knows the mix it stands for.
    cases : CaseMatrix
        At least one; labels are not looked at.

    Returns
    -------
    Adaptation

    Raises
    ------
    ArtifactError
        If the classifier does not know its mix, or fails.
    """
    proba = classifier.predict_proba(cases)
    if classifier.bias_correction is not None:
        proba = classifier.bias_correction.apply(proba)
    rows = classifier.reference_rows(cases.care_setting)
    weights = estimate_case_mix(proba, rows)
    low, high = case_mix_intervals(proba, rows, weights)
    return Adaptation(weights, low, high, rows.mean(axis=0), len(cases))


def estimate_case_mix(proba: Floats, reference: Floats) -> Floats:
    """Estimate the case mix under which cases came about, by EM.

    Assumes that the findings of each condition are what they were in training, so
    that only the shares of the conditions differ.

    Parameters
    ----------
    proba : ndarray of shape (n_cases, n_conditions)
        Calibrated probabilities of unlabelled cases.
    reference : ndarray of shape (n_cases, n_conditions)
        The mix that each row stands for.

    Returns
    -------
    ndarray of shape (n_conditions,)
        Sum to 1; each above 0.

    References
    ----------
    .. [1] Saerens, Latinne, Decaestecker: Adjusting the outputs of a classifier to new
       a priori probabilities, Neural Comput 2002, doi:10.1162/089976602753284446.
    .. [2] Varadhan, Roland: Simple and globally convergent methods for accelerating
       the convergence of any EM algorithm, Scand J Stat 2008,
       doi:10.1111/j.1467-9469.2007.00585.x.
    """
    shares = _Shares(proba, reference)
    estimated = shares.by_em(shares.prior[:, None], TOLERANCE)
    return np.asarray(estimated[:, 0], dtype=np.float64)


def case_mix_intervals(
    proba: Floats, reference: Floats, weights: Floats
) -> tuple[Floats, Floats]:
    """Give an interval of each share by its profile likelihood.

    Unlike an interval from resampled cases, it has room for a rare condition of which
    the sample happens to hold no case.

    Parameters
    ----------
    proba, reference : ndarray of shape (n_cases, n_conditions)
        As for `estimate_case_mix`.
    weights : ndarray of shape (n_conditions,)
        What it gave.

    Returns
    -------
    low, high : ndarray of shape (n_conditions,)
        Of 95%.

    References
    ----------
    .. [1] Venzon, Moolgavkar: A method for computing profile-likelihood-based
       confidence intervals, Appl Stat 1988, doi:10.2307/2347496.
    """
    shares, n = _Shares(proba, reference), len(weights)
    best = shares.log_likelihood(weights[:, None])
    # The first n columns look for the low ends, the others for the high ends.
    held = np.tile(np.arange(n), 2)
    inside = log_odds(np.tile(weights, 2))
    outside = np.repeat(log_odds(np.array([0.0, 1.0])), n)
    mixes = np.tile(weights[:, None], (1, 2 * n))
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        mixes = _hold(mixes, held, 1 / (1 + np.exp(-middle)))
        mixes = shares.by_em(mixes, ROUGH_TOLERANCE, held)
        kept = 2 * (best - shares.log_likelihood(mixes)) <= MOST_LOST
        inside = np.where(kept, middle, inside)
        outside = np.where(kept, outside, middle)
    low, high = np.split(1 / (1 + np.exp(-inside)), 2)
    return np.where(low < _NOTHING, 0.0, low), high


class _Shares:
    """The likelihood of case mixes, given unlabelled cases.

    Parameters
    ----------
    proba, reference : ndarray of shape (n_cases, n_conditions)
    """

    def __init__(self, proba: Floats, reference: Floats) -> None:
        self.prior = reference.mean(axis=0)
        self.pseudo = PSEUDO_CASES * self.prior[:, None]
        # P(answers | condition), up to a factor a row.
        self.likelihoods = np.divide(
            proba, reference, where=reference > 0, out=np.zeros_like(proba)
        )
        highest = self.likelihoods.max(axis=1, keepdims=True)
        self.likelihoods /= np.maximum(highest, _TINY)

    def log_likelihood(self, mixes: Floats) -> Floats:
        """Give that of each column, pseudo-cases included, shape (n_mixes,)."""
        of_cases = np.log(self.likelihoods @ mixes).sum(axis=0)
        of_pseudo = self.pseudo * np.log(np.maximum(mixes, _TINY))
        return np.asarray(of_cases + of_pseudo.sum(axis=0), dtype=np.float64)

    def by_em(
        self, mixes: Floats, tolerance: float, held: Ints | None = None
    ) -> Floats:
        """Climb from each column to its maximum, with one share of it held or none."""
        mixes = np.maximum(mixes, _LEAST) if held is None else mixes
        for _ in range(MOST_STEPS):
            first = self._step(mixes, held)
            second = self._step(first, held)
            if np.abs(second - first).max() < tolerance:
                return second
            mixes = _leap(mixes, first, second)
        return mixes

    def _step(self, mixes: Floats, held: Ints | None) -> Floats:
        cases = self.likelihoods.T @ (1.0 / (self.likelihoods @ mixes))
        expected = mixes * cases + self.pseudo
        if held is None:
            return np.asarray(expected / expected.sum(axis=0), dtype=np.float64)
        return _hold(expected, held, mixes[held, np.arange(len(held))])


def _hold(mixes: Floats, held: Ints, share: Floats) -> Floats:
    """Set one share of each column, and rescale the others to what is left."""
    columns = np.arange(len(held))
    others = mixes.copy()
    others[held, columns] = 0.0
    others *= (1.0 - share) / others.sum(axis=0)
    others[held, columns] = share
    return others


def _leap(start: Floats, first: Floats, second: Floats) -> Floats:
    """Go on in the direction of two steps, as far as shares stay shares (SQUAREM)."""
    change = first - start
    bend = second - first - change
    ratio = np.linalg.norm(change, axis=0) / (np.linalg.norm(bend, axis=0) + _TINY)
    ahead = np.clip(ratio, 1.0, _FURTHEST_LEAP)
    leapt = start + 2 * ahead * change + ahead**2 * bend
    return np.asarray(np.where((leapt > 0).all(axis=0), leapt, second))
