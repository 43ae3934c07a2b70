"""The trained classifier: a calibrated estimator and what is needed to use it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import Case, CaseMatrix
from pipeline.features import FeatureSchema
from pipeline.terms import Urgency

Floats = NDArray[np.float64]
ROWS_AT_ONCE = 65536


@dataclass(frozen=True)
class Classifier:
    """A calibrated classifier over all conditions.

    Parameters
    ----------
    estimator : object
        Fitted; follows scikit-learn's contract for classifiers.
    schema : FeatureSchema
        How cases become X.
    condition_ids : tuple of str
        Columns of the probabilities: every condition, whether or not it was seen in
        training.
    set_thresholds : tuple of float
        Lowest probability with which each condition enters the prediction set.
    urgency_thresholds : dict of Urgency to float
        Probability that the conditions of a tier or worse must reach together.
    coverage, emergency_coverage : float
        Of the prediction set.
    version, digest : str
        Version of the package that trained it, and sha256 of its artefact.
    """

    estimator: Any
    schema: FeatureSchema
    condition_ids: tuple[str, ...]
    set_thresholds: tuple[float, ...]
    urgency_thresholds: dict[Urgency, float]
    coverage: float
    emergency_coverage: float
    version: str = ""
    digest: str = ""
    _columns: NDArray[np.int64] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index = {key: j for j, key in enumerate(self.condition_ids)}
        columns = np.array([index[str(label)] for label in self.estimator.classes_])
        object.__setattr__(self, "_columns", columns)

    def predict_rows(self, X: NDArray[np.float32]) -> Floats:
        """Give the probabilities of encoded rows.

        Parameters
        ----------
        X : ndarray of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_conditions)
            Rows sum to 1; a condition that training never saw gets 0.
        """
        proba = np.zeros((len(X), len(self.condition_ids)))
        if len(X):
            proba[:, self._columns] = self.estimator.predict_proba(X)
        return proba / np.maximum(proba.sum(axis=1, keepdims=True), 1e-300)

    def predict_proba(self, cases: CaseMatrix) -> Floats:
        """Give the probabilities of many cases, shape (n_cases, n_conditions)."""
        parts = [
            self.predict_rows(self.schema.encode(cases[slice(i, i + ROWS_AT_ONCE)]))
            for i in range(0, len(cases), ROWS_AT_ONCE)
        ]
        return np.concatenate([np.empty((0, len(self.condition_ids))), *parts])

    def predict_case(self, case: Case) -> Floats:
        """Give the probabilities of one case, shape (n_conditions,)."""
        row: Floats = self.predict_rows(self.schema.encode_case(case))[0]
        return row

    def tier(self, proba: Floats, tier_ranks: NDArray[np.int64]) -> Urgency:
        """Give the highest tier that the probabilities ask for.

        Parameters
        ----------
        proba : ndarray of shape (n_conditions,)
        tier_ranks : ndarray of shape (n_conditions,)
            Rank of each condition's own tier.
        """
        ranks = sorted(self.urgency_thresholds, reverse=True)
        for urgency in ranks:
            together = proba[tier_ranks >= urgency.rank].sum()
            if together >= self.urgency_thresholds[urgency]:
                return urgency
        return Urgency.ROUTINE
