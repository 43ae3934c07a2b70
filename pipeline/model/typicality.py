"""Whether a patient's answers fit any of the conditions at all.

A classifier shares all probability out among what it knows. Here real patients are
told from recombined ones by a small network that sees the answers and how surprising
they are under each condition; held-out patients then say how high the score must be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.model.answer_bands import STEPS, AnswerBands
from pipeline.model.condition_tables import ConditionTables

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Floats64 = NDArray[np.float64]
MAX_FALSE_FLAGS = 0.05


@dataclass(frozen=True, eq=False)
class Network:
    """One hidden layer, as arrays: quick to load, and the same bytes every time.

    Parameters
    ----------
    from_row : ndarray of shape (n_features, n_hidden)
    from_fit : ndarray of shape (n_fit_features, n_hidden)
    bias : ndarray of shape (n_hidden,)
    to_score : ndarray of shape (n_hidden,)
    """

    from_row: Floats
    from_fit: Floats
    bias: Floats
    to_score: Floats

    def score(self, X: Floats, fit: Floats) -> Floats:
        """Give the log-odds, but for a constant, that a row is a recombined one."""
        hidden = X @ self.from_row
        hidden += fit @ self.from_fit
        hidden += self.bias
        np.maximum(hidden, 0.0, out=hidden)
        return np.asarray(hidden @ self.to_score, dtype=np.float32)


@dataclass(frozen=True, eq=False)
class TypicalityCheck:
    """Says how untypical answers are of every condition.

    Parameters
    ----------
    tables : ConditionTables
    network : Network
    bands : AnswerBands
    max_false_flags : float
        Share of patients with one of the conditions who are flagged at most.
    """

    tables: ConditionTables
    network: Network
    bands: AnswerBands
    max_false_flags: float = MAX_FALSE_FLAGS

    def score_rows(self, X: Floats) -> Floats64:
        """Score encoded rows.

        Parameters
        ----------
        X : ndarray of shape (n_samples, n_features), float32

        Returns
        -------
        ndarray of shape (n_samples,)
            In [0, 1]: one minus the conformal p-value among patients with one of the
            conditions and about as many answers, rounded down to thousandths.
        """
        raw = self.network.score(X, self.tables.fit_features(X))
        return self.bands.rank(raw, self.tables.count_answers(X))

    def flags(self, scores: Floats64) -> Bools:
        """Tell which scores say that a patient has none of the conditions."""
        least = np.ceil(np.round((1.0 - self.max_false_flags) * STEPS, 6)) / STEPS
        return np.asarray(scores >= least, dtype=bool)
