"""A multilayer perceptron that learns from a stream, and from probabilities as targets.

scikit-learn's perceptron takes labels alone. Where somebody can say how probable each
class is, every case teaches all of it at once, without the noise of the drawn label.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from pipeline.model.adam import Adam

Floats = NDArray[np.float32]
FLOATS = (np.float32, np.float64)
# Of the first step's rate; past the budget it learns no more slowly than this.
LEAST_RATE = 0.002
ROWS_AT_ONCE = 8192


class SoftTargetMLPClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """One layer of rectified units, trained by Adam on cross-entropy.

    The units stand in for what is hidden in the cases and ties findings together.
    Columns whose meaning changes with another one (findings with age) can be
    multiplied by it on the way in.

    Parameters
    ----------
    hidden_units : int, default=256
    learning_rate : float, default=0.004
        Of the first step; falls along half a cosine over the budget.
    batch_size : int, default=128
    epochs : int, default=40
        Passes of `fit` over its rows.
    budget_rows : int, default=None
        Rows that `partial_fit` will see in all; without it the rate stays as it is.
    alpha : float, default=0
        L2 penalty.
    modulator : int, default=None
        Column that multiplies others.
    modulated : int, default=0
        How many of the first columns also enter multiplied by the modulator.
    random_state : int, RandomState instance or None, default=0

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
    weights_ : dict of str to ndarray
        `input` (n_features, hidden_units), `product` (modulated, hidden_units),
        `hidden` (hidden_units,), `output` (hidden_units, n_classes) and `shift`
        (n_classes,), in single precision.
    n_rows_seen_ : int

    References
    ----------
    .. [1] Hinton, Vinyals, Dean: Distilling the knowledge in a neural network, 2015,
       arXiv:1503.02531 (probabilities as targets).
    .. [2] Menon et al.: Long-tail learning via logit adjustment, ICLR 2021,
       arXiv:2007.07314 (`log_weights`).
    """

    def __init__(
        self,
        hidden_units: int = 256,
        learning_rate: float = 4e-3,
        batch_size: int = 128,
        epochs: int = 40,
        budget_rows: int | None = None,
        alpha: float = 0.0,
        modulator: int | None = None,
        modulated: int = 0,
        random_state: int | np.random.RandomState | None = 0,
    ) -> None:
        self.hidden_units = hidden_units
        self.learning_rate = learning_rate
        self.batch_size = batch_size
        self.epochs = epochs
        self.budget_rows = budget_rows
        self.alpha = alpha
        self.modulator = modulator
        self.modulated = modulated
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: ArrayLike) -> SoftTargetMLPClassifier:
        """Forget everything, and train on labelled rows `epochs` times.

        Parameters
        ----------
        X : array of shape (n_samples, n_features)
        y : array of shape (n_samples,)

        Returns
        -------
        SoftTargetMLPClassifier
            Itself.
        """
        self._check_settings()
        rows, labels = validate_data(self, X, y, dtype=FLOATS)
        check_classification_targets(labels)
        self.classes_, columns = np.unique(labels, return_inverse=True)
        shuffling = self._start(rows.shape[1])
        budget = self.epochs * len(rows)
        targets = np.eye(len(self.classes_), dtype=np.float32)[columns]
        for _ in range(self.epochs):
            order = shuffling.permutation(len(rows))
            self._learn(rows[order], targets[order], None, budget)
        return self

    def partial_fit(
        self, X: ArrayLike, y: ArrayLike, classes: ArrayLike | None = None
    ) -> SoftTargetMLPClassifier:
        """Learn from some more labelled rows, once.

        Parameters
        ----------
        X : array of shape (n_samples, n_features)
        y : array of shape (n_samples,)
        classes : array of shape (n_classes,), optional
            Every label that may ever come; needed at the first call.

        Returns
        -------
        SoftTargetMLPClassifier
            Itself.
        """
        rows, labels = validate_data(
            self, X, y, dtype=FLOATS, reset=not self._has_started()
        )
        self._start_once(rows.shape[1], classes)
        unknown = np.setdiff1d(labels, self.classes_)
        if len(unknown):
            message = f"y must hold known classes. Got {unknown.tolist()!r}."
            raise ValueError(message)
        targets = np.asarray(labels)[:, None] == self.classes_
        self._learn(rows, targets.astype(np.float32), None, self.budget_rows)
        return self

    def partial_fit_soft(
        self,
        X: ArrayLike,
        targets: ArrayLike,
        classes: ArrayLike | None = None,
        log_weights: Floats | None = None,
    ) -> SoftTargetMLPClassifier:
        """Learn from some more rows with a probability for each class, once.

        Parameters
        ----------
        X : array of shape (n_samples, n_features)
        targets : array of shape (n_samples, n_classes)
            Rows sum to 1.
        classes : array of shape (n_classes,), optional
            Labels of the columns, sorted; needed at the first call.
        log_weights : ndarray of shape (n_samples, n_classes), optional
            Added to the log-probabilities while learning: log of how much commoner
            each class is where the row and its targets come from than where the
            classifier will be used.

        Returns
        -------
        SoftTargetMLPClassifier
            Itself.
        """
        rows = validate_data(self, X, dtype=FLOATS, reset=not self._has_started())
        self._start_once(rows.shape[1], classes)
        wanted = np.asarray(targets, dtype=np.float32)
        shape = (len(rows), len(self.classes_))
        if wanted.shape != shape:
            message = f"targets must have shape {shape}. Got {wanted.shape}."
            raise ValueError(message)
        self._learn(rows, wanted, log_weights, self.budget_rows)
        return self

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """Give P(class | x), shape (n_samples, n_classes).

        Worked out in the precision of X.
        """
        check_is_fitted(self)
        rows = validate_data(self, X, dtype=FLOATS, reset=False)
        return self.predict_proba_unchecked(rows)

    def predict_proba_unchecked(self, X: NDArray[Any]) -> NDArray[np.float64]:
        """Give P(class | x) for rows that are known to be sound.

        Parameters
        ----------
        X : ndarray of shape (n_samples, n_features), float32 or float64
            Finite; on a few hundred rows, seeing to that takes as long as the answer.

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
        """
        proba = np.empty((len(X), len(self.classes_)))
        for first in range(0, len(X), ROWS_AT_ONCE):
            part = slice(first, first + ROWS_AT_ONCE)
            proba[part] = _softmax(self._forward(X[part])[1])
        return np.asarray(proba / proba.sum(axis=1, keepdims=True))

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Give the most probable class, shape (n_samples,)."""
        top = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[top])

    def _check_settings(self) -> None:
        for name in ("hidden_units", "batch_size", "epochs"):
            if getattr(self, name) < 1:
                message = f"{name} must be at least 1. Got {getattr(self, name)!r}."
                raise ValueError(message)

    def _has_started(self) -> bool:
        return hasattr(self, "weights_")

    def _start_once(self, n_features: int, classes: ArrayLike | None) -> None:
        if self._has_started():
            return
        if classes is None:
            message = "classes must be given at the first call of partial_fit."
            raise ValueError(message)
        self._check_settings()
        self.classes_ = np.unique(np.asarray(classes))
        self._start(n_features)

    def _start(self, n_features: int) -> np.random.RandomState:
        """Draw the first weights; give the random numbers that come after."""
        rng: np.random.RandomState = check_random_state(self.random_state)
        units, n_classes = self.hidden_units, len(self.classes_)
        shapes = {
            "input": (n_features, units),
            "product": (self.modulated, units),
            "hidden": (units,),
            "output": (units, n_classes),
            "shift": (n_classes,),
        }
        # As if a row had about as many values other than 0 as an interview answers.
        spread = {"input": 1 / np.sqrt(80), "output": 1 / np.sqrt(units)}
        self.weights_ = {
            name: _single(spread.get(name, 0.0) * rng.standard_normal(shape))
            for name, shape in shapes.items()
        }
        self._adam = Adam(self.weights_)
        self.n_rows_seen_ = 0
        return rng

    def _learn(
        self,
        rows: NDArray[Any],
        targets: Floats,
        log_weights: Floats | None,
        budget: int | None,
    ) -> None:
        for first in range(0, len(rows), self.batch_size):
            part = slice(first, first + self.batch_size)
            shift = None if log_weights is None else log_weights[part]
            X = _single(rows[part])
            gradients = self._gradients(X, targets[part], shift)
            self._adam.step(gradients, self._rate(budget))
            self.n_rows_seen_ += len(X)

    def _rate(self, budget: int | None) -> float:
        if budget is None:
            return self.learning_rate
        done = min(self.n_rows_seen_ / budget, 1.0)
        share = max((1.0 + np.cos(np.pi * done)) / 2.0, LEAST_RATE)
        return float(self.learning_rate * share)

    def _forward(self, X: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Give what the units show, and the log-odds of the classes."""
        w = {k: v.astype(X.dtype, copy=False) for k, v in self.weights_.items()}
        units = X @ w["input"]
        if self.modulator is not None:
            products = X[:, : self.modulated] @ w["product"]
            units += products * X[:, [self.modulator]]
        units += w["hidden"]
        np.maximum(units, 0.0, out=units)
        return units, units @ w["output"] + w["shift"]

    def _gradients(
        self, X: Floats, targets: Floats, log_weights: Floats | None
    ) -> dict[str, Floats]:
        units, scores = self._forward(X)
        if log_weights is not None:
            scores = scores + log_weights
        error = (_softmax(scores) - targets) / np.float32(len(X))
        back = error @ self.weights_["output"].T
        back *= units > 0.0
        found = {
            "input": X.T @ back,
            "hidden": back.sum(axis=0),
            "output": units.T @ error,
            "shift": error.sum(axis=0),
        }
        if self.modulator is not None:
            back *= X[:, [self.modulator]]
            found["product"] = X[:, : self.modulated].T @ back
        if self.alpha:
            for name in ("input", "output"):
                found[name] += np.float32(self.alpha) * self.weights_[name]
        return found

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is needed only while learning goes on."""
        state: dict[str, Any] = super().__getstate__()
        return {name: value for name, value in state.items() if name != "_adam"}


def _single(values: NDArray[Any]) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float32)


def _softmax(scores: NDArray[Any]) -> NDArray[Any]:
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))
