"""The trained classifier: a calibrated estimator and what is needed to use it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import Case, CaseMatrix
from pipeline.errors import ArtifactError, Fault, shorten
from pipeline.features import FeatureSchema
from pipeline.terms import Urgency

Floats = NDArray[np.float64]
ROWS_AT_ONCE = 65536
# Single-precision estimators miss 1 by about 1e-6.
WIDEST_GAP_FROM_ONE = 1e-3


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

        Raises
        ------
        ArtifactError
            If the estimator fails, or gives anything but probabilities.
        """
        proba = np.zeros((len(X), len(self.condition_ids)))
        if len(X):
            proba[:, self._columns] = self._ask(X)
        total = proba.sum(axis=1, keepdims=True)
        if not np.all(np.abs(total - 1.0) < WIDEST_GAP_FROM_ONE):  # NaN fails this too
            raise ArtifactError(_broken("NaN, or another sum"))
        return np.asarray(proba / total, dtype=np.float64)

    def _ask(self, X: NDArray[np.float32]) -> Floats:
        # What a broken estimator raises is not ours to foresee; whatever it is, it
        # must reach the caller as a fault of the model, never silence the rules.
        try:
            proba = np.asarray(self.estimator.predict_proba(X), dtype=np.float64)
        except Exception as error:
            got = f"{type(error).__name__}, {shorten(str(error), 120)}"
            raise ArtifactError(_broken(got)) from error
        if proba.shape != (len(X), len(self._columns)) or np.any(proba < 0.0):
            raise ArtifactError(_broken("other numbers"))
        return proba

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


def _broken(got: str) -> Fault:
    return Fault(
        "the model",
        "every row of probabilities",
        "finite, at least 0 and summing to 1",
        got,
        "Do not use this model; train it again.",
    )
