"""The trained classifier: a calibrated estimator and what is needed to use it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import Case, CaseMatrix, CaseMix
from pipeline.errors import ArtifactError, Fault, shorten
from pipeline.features import FeatureSchema
from pipeline.model.bias_correction import BiasCorrection
from pipeline.model.case_mix import ReferenceMix, reference_rows, reweight
from pipeline.model.conformal import SetThresholds, prediction_set
from pipeline.model.spread import Spread
from pipeline.model.typicality import TypicalityCheck
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
    sets : SetThresholds
        What each condition must reach to enter the prediction set.
    urgency_thresholds : dict of Urgency to float
        Probability that the conditions of a tier or worse must reach together.
    coverage, emergency_coverage : float
        Of the prediction set.
    spread : Spread, optional
        How far the probabilities move from one plausible world to another.
    typicality : TypicalityCheck, optional
        Tells answers that fit none of the conditions.
    version, digest : str
        Version of the package that trained it, and sha256 of its artefact.
    reference_mix : tuple of tuple of float, optional
        The case mix that the probabilities stand for, by care setting; the last row for
        an unknown one. Without it no other case mix can be asked for.
    bias_correction : BiasCorrection, optional
        Applied before a case mix is estimated; None where it would not help.
    """

    estimator: Any
    schema: FeatureSchema
    condition_ids: tuple[str, ...]
    sets: SetThresholds
    urgency_thresholds: dict[Urgency, float]
    coverage: float
    emergency_coverage: float
    spread: Spread | None = None
    typicality: TypicalityCheck | None = None
    version: str = ""
    digest: str = ""
    reference_mix: ReferenceMix | None = None
    bias_correction: BiasCorrection | None = None
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

    @cached_property
    def _predict(self) -> Callable[[NDArray[np.float32]], Any]:
        # Whoever has an estimator has scikit-learn loaded; the rules alone do without.
        from pipeline.model.calibration import quick_predict_proba

        return quick_predict_proba(self.estimator)

    def _ask(self, X: NDArray[np.float32]) -> Floats:
        # What a broken estimator raises is not ours to foresee; whatever it is, it
        # must reach the caller as a fault of the model, never silence the rules.
        try:
            proba = np.asarray(self._predict(X), dtype=np.float64)
        except Exception as error:
            got = f"{type(error).__name__}, {shorten(str(error), 120)}"
            raise ArtifactError(_broken(got)) from error
        if proba.shape != (len(X), len(self._columns)) or np.any(proba < 0.0):
            raise ArtifactError(_broken("other numbers"))
        return proba

    def predict_proba(
        self, cases: CaseMatrix, case_mix: CaseMix | None = None
    ) -> Floats:
        """Give the probabilities of many cases.

        Parameters
        ----------
        cases : CaseMatrix
        case_mix : CaseMix, optional
            Instead of the one that the model stands for in each case's care setting.

        Returns
        -------
        ndarray of shape (n_cases, n_conditions)
        """
        parts = [
            self.predict_rows(self.schema.encode(cases[slice(i, i + ROWS_AT_ONCE)]))
            for i in range(0, len(cases), ROWS_AT_ONCE)
        ]
        proba = np.concatenate([np.empty((0, len(self.condition_ids))), *parts])
        if case_mix is None:
            return proba
        return reweight(proba, self.reference_rows(cases.care_setting), case_mix.row)

    def predict_case(self, case: Case) -> Floats:
        """Give the probabilities of one case, shape (n_conditions,)."""
        row: Floats = self.predict_rows(self.schema.encode_case(case))[0]
        return row

    def prediction_sets(self, cases: CaseMatrix, proba: Floats) -> NDArray[np.bool_]:
        """Tell which conditions are in the prediction set of each case.

        Parameters
        ----------
        cases : CaseMatrix
        proba : ndarray of shape (n_cases, n_conditions)
            Of these cases, under the mix that the model stands for.

        Returns
        -------
        ndarray of shape (n_cases, n_conditions), bool
        """
        return prediction_set(proba, cases.share_known, cases.care_setting, self.sets)

    def reference_rows(self, care_setting: NDArray[np.int8] | list[int]) -> Floats:
        """Give the case mix that the probabilities of each case stand for.

        Parameters
        ----------
        care_setting : sequence of int
            Index into `CARE_SETTINGS`; -1 when unknown.

        Returns
        -------
        ndarray of shape (n_cases, n_conditions)

        Raises
        ------
        ArtifactError
            If the model does not know it.
        """
        if self.reference_mix is None:
            must_be, to_do = "known to it", "Train it again with `lasegue train`."
            what = "the case mix that it stands for"
            raise ArtifactError(Fault("the model", what, must_be, "none", to_do))
        return reference_rows(self.reference_mix, care_setting)


def _broken(got: str) -> Fault:
    return Fault(
        "the model",
        "every row of probabilities",
        "finite, at least 0 and summing to 1",
        got,
        "Do not use this model; train it again.",
    )
