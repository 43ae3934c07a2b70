"""How often each finding is present in each condition, counted from labelled cases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.features import FeatureSchema

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Rates = NDArray[np.float64]
# Band 0 is for an unknown age, and holds the rates over all ages.
BAND_COLUMNS = ("age_known", "age_from_45", "age_from_65")
N_BANDS = len(BAND_COLUMNS) + 1
# A rate leans on the rate one level up with the weight of so many answers.
BAND_LEANS_ON_CONDITION = 6.0
CONDITION_LEANS_ON_ALL = 2.0
LEAST_RATE = 1e-4
LEAST_SHARE = 1e-5
# So that the first few answers make no case stand out.
VARIANCE_FLOOR = 1.0
# Bring every feature to about the size of the answers themselves.
SURPRISE_SCALE, PLAUSIBLE_SCALE, LIKELIHOOD_SCALE = 3.0, 2.0, 5.0
FARTHEST_BEHIND = 20.0  # nats; how far beyond does not matter
BACKGROUND_QUANTILE = 0.15


@dataclass(frozen=True, eq=False)
class ConditionTables:
    """Rates of present among the answers, by age band and condition.

    Parameters
    ----------
    rates : ndarray of shape (n_bands, n_conditions, n_findings)
    log_mix : ndarray of shape (n_conditions,)
        Logarithm of the case mix.
    band_columns : ndarray of shape (n_bands - 1,)
        Columns of X whose sum is the age band.
    products : ndarray of shape (n_bands, 2 * n_findings, 3 * n_conditions + 1)
        What each answer adds: to the log-likelihood under each condition, to the same
        less its expectation, to its variance, and to the log-likelihood under the
        average of all conditions.
    """

    rates: Floats
    log_mix: Floats
    band_columns: Ints
    products: Floats

    def bands(self, X: Floats) -> Ints:
        """Give the age band of each row, shape (n_samples,)."""
        return np.asarray(X[:, self.band_columns].sum(axis=1), dtype=np.int64)

    def count_answers(self, X: Floats) -> NDArray[np.float64]:
        """Count the findings of each row that are known, shape (n_samples,)."""
        counts = X[:, : self.products.shape[1]].sum(axis=1)
        return np.asarray(counts, dtype=np.float64)

    def fit_features(self, X: Floats) -> Floats:
        """Say how well the answers fit each condition, and any of them.

        Questions are taken as independent given the condition. Expectation and variance
        are those of exactly the questions that were answered, so that an unknown
        answer counts for nothing.

        Parameters
        ----------
        X : ndarray of shape (n_samples, n_features), float32

        Returns
        -------
        ndarray of shape (n_samples, 2 * n_conditions + 2)
            Standardised log-likelihood under each condition; how far each is behind the
            likeliest; the first, averaged over the plausible conditions; and the
            log-likelihood ratio of the case mix to the average of all conditions.
        """
        n_conditions = self.rates.shape[1]
        likelihood, excess, variance, average = np.split(
            self._sums(X), np.arange(1, 4) * n_conditions, axis=1
        )
        surprise = excess / np.sqrt(variance + np.float32(VARIANCE_FLOOR))
        joint = likelihood + self.log_mix
        highest = joint.max(axis=1, keepdims=True)
        behind = joint - highest
        posterior = np.exp(behind)
        total = posterior.sum(axis=1, keepdims=True)
        plausible = (posterior * surprise).sum(axis=1, keepdims=True) / total
        ratio = highest + np.log(total) - average
        return np.hstack(
            [
                surprise / np.float32(SURPRISE_SCALE),
                np.maximum(behind, -FARTHEST_BEHIND) / np.float32(LIKELIHOOD_SCALE),
                plausible / np.float32(PLAUSIBLE_SCALE),
                ratio / np.float32(LIKELIHOOD_SCALE),
            ]
        )

    def _sums(self, X: Floats) -> Floats:
        """Sum what the answers add, each row by the table of its age band."""
        n_answers, n_columns = self.products.shape[1:]
        sums = np.empty((len(X), n_columns), dtype=np.float32)
        bands = self.bands(X)
        for band in np.unique(bands):
            here = bands == band
            sums[here] = X[here, :n_answers] @ self.products[band]
        return sums

    def background(self) -> Floats:
        """Give the rates that hardly any condition falls below.

        Returns
        -------
        ndarray of shape (n_bands, n_findings)
            A finding that a condition does not cause is about that common in it.
        """
        low = np.quantile(self.rates, BACKGROUND_QUANTILE, axis=1)
        return np.asarray(low, dtype=np.float32)


def count_tables(
    X: Floats, condition: Ints, mix: NDArray[np.float64], schema: FeatureSchema
) -> ConditionTables:
    """Count rates; few answers lean on the condition's rate, and that on everybody's.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
        Encoded by `schema`.
    condition : ndarray of shape (n_samples,)
        From 0 to n_conditions - 1, each at least once.
    mix : ndarray of shape (n_conditions,)
        Share of each condition among the patients that come.
    schema : FeatureSchema

    Returns
    -------
    ConditionTables
    """
    n_answers = 2 * len(schema.finding_ids)
    columns = np.array([schema.names.index(name) for name in BAND_COLUMNS])
    counts = np.zeros((N_BANDS, len(mix), n_answers))
    for c in range(len(mix)):
        rows = X[condition == c]
        band = rows[:, columns].sum(axis=1)
        counts[0, c] = rows[:, :n_answers].sum(axis=0)
        for b in range(1, N_BANDS):
            counts[b, c] = rows[band == b, :n_answers].sum(axis=0)
    rates = _leaning_rates(*np.split(counts, 2, axis=2))
    log_mix = np.log(np.maximum(mix, LEAST_SHARE)).astype(np.float32)
    return ConditionTables(rates.astype(np.float32), log_mix, columns, _products(rates))


def _leaning_rates(present: Rates, absent: Rates) -> Rates:
    """Give rates by age band and condition from counts of the answers."""

    def lean(yes: Rates, no: Rates, on: Rates | float, weight: float) -> Rates:
        return np.asarray((yes + weight * on) / (yes + no + weight))

    everybody = lean(present[0].sum(axis=0), absent[0].sum(axis=0), 0.5, 1.0)
    overall = lean(present[0], absent[0], everybody, CONDITION_LEANS_ON_ALL)
    rates = lean(present, absent, overall, BAND_LEANS_ON_CONDITION)
    rates[0] = overall
    return np.clip(rates, LEAST_RATE, 1.0 - LEAST_RATE)


def _products(rates: Rates) -> Floats:
    """Lay out what a present and an absent answer add, so that one product sums it."""
    if_present, if_absent = np.log(rates), np.log1p(-rates)
    expected = rates * if_present + (1.0 - rates) * if_absent
    variance = rates * (1.0 - rates) * (if_present - if_absent) ** 2
    average = rates.mean(axis=1, keepdims=True)
    added = [
        np.concatenate([if_present, if_absent], axis=2),
        np.concatenate([if_present - expected, if_absent - expected], axis=2),
        np.concatenate([variance, variance], axis=2),
        np.concatenate([np.log(average), np.log1p(-average)], axis=2),
    ]
    table = np.concatenate(added, axis=1).swapaxes(1, 2)
    return np.ascontiguousarray(table, dtype=np.float32)
