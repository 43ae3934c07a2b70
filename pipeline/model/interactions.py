"""Multinomial logistic regression with the interactions that the latents call for."""

from __future__ import annotations

import warnings
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_is_fitted, validate_data

Floats = NDArray[np.float32]
FLOATS = (np.float64, np.float32)
# Findings that the nerve root moves together, and those that the severity moves most:
# given the condition they still hang together, so their products carry information.
ROOT_FINDINGS = (
    "ankle_reflex_reduced",
    "knee_reflex_reduced",
    "femoral_stretch_positive",
    "anterior_thigh_pain",
    "foot_drop",
    "slr_positive",
    "calf_pain",
)
SEVERITY_FINDINGS = (
    "numbness",
    "paraesthesia",
    "leg_weakness",
    "motor_deficit",
    "sensory_deficit",
    "claudication",
    "urinary_retention",
    "saddle_numbness",
    "fever",
    "unwell",
)
# Background rates rise with age, so these findings mean less in older people.
AGE_FINDINGS = (
    "ankle_reflex_reduced",
    "distal_vibration_loss",
    "osteoporosis",
    "cardiovascular_disease",
    "absent_foot_pulses",
    "history_of_cancer",
)


def interaction_pairs(feature_names: tuple[str, ...]) -> list[tuple[int, int]]:
    """Give pairs of columns whose products are added.

    Parameters
    ----------
    feature_names : tuple of str

    Returns
    -------
    list of (int, int)
        Pairs whose findings are not in the vocabulary are left out.
    """
    index = {name: j for j, name in enumerate(feature_names)}
    names: list[tuple[str, str]] = []
    for group in (ROOT_FINDINGS, SEVERITY_FINDINGS):
        answers = [f"{f}={answer}" for f in group for answer in ("present", "absent")]
        names += [
            pair
            for pair in combinations(answers, 2)
            if pair[0].split("=")[0] != pair[1].split("=")[0]
        ]
    names += [
        (f"{finding}={answer}", "age")
        for finding in AGE_FINDINGS
        for answer in ("present", "absent")
    ]
    return [(index[a], index[b]) for a, b in names if a in index and b in index]


class InteractingLogisticRegression(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """scikit-learn's logistic regression on X and chosen products of its columns.

    Parameters
    ----------
    feature_names : tuple of str
        Names of the columns of X, to find the products.
    C : float, default=3.0
        Inverse strength of the L2 penalty.
    max_iter : int, default=100
    tol : float, default=1e-3
    """

    def __init__(
        self,
        feature_names: tuple[str, ...] = (),
        C: float = 3.0,
        max_iter: int = 100,
        tol: float = 1e-3,
    ) -> None:
        self.feature_names = feature_names
        self.C = C
        self.max_iter = max_iter
        self.tol = tol

    def fit(self, X: Floats, y: NDArray[np.object_]) -> InteractingLogisticRegression:
        """Fit by L-BFGS for at most `max_iter` steps; a rougher optimum is accepted.

        Parameters
        ----------
        X : array of shape (n_samples, n_features)
        y : array of shape (n_samples,)

        Returns
        -------
        InteractingLogisticRegression
            Itself.
        """
        X, y = validate_data(self, X, y, dtype=FLOATS)
        self.pairs_ = interaction_pairs(tuple(self.feature_names))
        self.logistic_ = LogisticRegression(
            C=self.C, max_iter=self.max_iter, tol=self.tol
        )
        _fit_quietly(self.logistic_, self._with_products(X), y)
        self.classes_ = self.logistic_.classes_
        self.n_iter_ = self.logistic_.n_iter_
        return self

    def _with_products(self, X: Floats) -> Floats:
        if not self.pairs_:
            return X
        left, right = np.array(self.pairs_).T
        return np.hstack([X, X[:, left] * X[:, right]])

    def predict_proba(self, X: Floats) -> NDArray[np.float64]:
        """Give P(class | x), shape (n_samples, n_classes)."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=FLOATS, reset=False)
        return np.asarray(self.logistic_.predict_proba(self._with_products(X)))

    def predict(self, X: Floats) -> NDArray[np.object_]:
        """Give the most probable class, shape (n_samples,)."""
        top = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[top])


def _fit_quietly(model: LogisticRegression, X: Floats, y: NDArray[np.object_]) -> None:
    """Fit without the warning that the step limit, which we set, was reached."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(X, y)
