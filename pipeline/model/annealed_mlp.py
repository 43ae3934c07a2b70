"""A multilayer perceptron whose learning rate is annealed over the epochs."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

FLOATS = (np.float64, np.float32)


class AnnealedMLPClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """scikit-learn's MLP, trained for a fixed number of epochs on a cosine schedule.

    Hidden units stand in for the latent severity and nerve root, which tie findings
    together in a way that no sum over findings can follow.

    Parameters
    ----------
    hidden_units : int, default=256
    epochs : int, default=8
    learning_rate : float, default=0.002
        Of the first epoch; falls to near 0 along half a cosine.
    batch_size : int, default=1024
    alpha : float, default=1e-5
        L2 penalty.
    random_state : int, RandomState instance or None, default=0

    References
    ----------
    .. [1] Loshchilov & Hutter, SGDR: stochastic gradient descent with warm restarts,
       ICLR 2017, arXiv:1608.03983 (one cycle, no restart).
    """

    def __init__(
        self,
        hidden_units: int = 256,
        epochs: int = 8,
        learning_rate: float = 2e-3,
        batch_size: int = 1024,
        alpha: float = 1e-5,
        random_state: int | np.random.RandomState | None = 0,
    ) -> None:
        self.hidden_units = hidden_units
        self.epochs = epochs
        self.learning_rate = learning_rate
        self.batch_size = batch_size
        self.alpha = alpha
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: ArrayLike) -> AnnealedMLPClassifier:
        """Train on all rows, `epochs` times.

        Parameters
        ----------
        X : array of shape (n_samples, n_features)
        y : array of shape (n_samples,)

        Returns
        -------
        AnnealedMLPClassifier
            Itself.
        """
        if self.epochs < 1:
            message = f"epochs must be at least 1. Got {self.epochs!r}."
            raise ValueError(message)
        rows, labels = validate_data(self, X, y, dtype=FLOATS)
        mlp = MLPClassifier(
            (self.hidden_units,),
            alpha=self.alpha,
            batch_size=min(self.batch_size, len(labels)),
            max_iter=1,
            warm_start=True,
        )
        seeds = check_random_state(self.random_state)
        for epoch in range(self.epochs):
            fraction = epoch / self.epochs
            rate = self.learning_rate * (1 + np.cos(np.pi * fraction)) / 2
            # With a warm start the seed only shuffles the rows, each epoch anew.
            seed = seeds.randint(np.iinfo(np.int32).max)
            mlp.set_params(learning_rate_init=rate, random_state=seed)
            with warnings.catch_warnings():
                # One epoch a call is meant; that it did not converge is no news.
                warnings.simplefilter("ignore", ConvergenceWarning)
                mlp.fit(rows, labels)
        self.mlp_ = mlp
        self.classes_ = mlp.classes_
        return self

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """Give P(class | x), shape (n_samples, n_classes)."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=FLOATS, reset=False)
        return np.asarray(self.mlp_.predict_proba(X))

    def predict(self, X: ArrayLike) -> NDArray[np.object_]:
        """Give the most probable class, shape (n_samples,)."""
        top = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[top])
