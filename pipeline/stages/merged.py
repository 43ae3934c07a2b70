"""The urgency of rules, of a reader's probabilities, and of both as they are merged."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.assess.many import score_cases
from pipeline.cases import CaseMatrix
from pipeline.model import Classifier
from pipeline.model.tiers import asked_tiers
from pipeline.synthesis import posterior, reference_network

Floats = NDArray[np.float64]
Ranks = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Merged:
    """Cases as the assessment sees them, one entry a case.

    Parameters
    ----------
    proba, exact : ndarray of shape (n_cases, n_conditions)
        Of the model and of the exact posterior.
    rules : ndarray of shape (n_cases,)
        Rank of the worst fired rule, as in `Urgency.rank`; -1 where none fired.
    model, both : ndarray of shape (n_cases,)
        Rank that the model asks for, and that of the assessment.
    posterior_both : ndarray of shape (n_cases,)
        As `both`, had the exact posterior stood in for the model.
    """

    proba: Floats
    exact: Floats
    rules: Ranks
    model: Ranks
    both: Ranks
    posterior_both: Ranks

    def by(self, reader: str) -> tuple[Floats, Ranks]:
        """Give the probabilities of a reader, and the urgency with it."""
        if reader == "model":
            return self.proba, self.both
        return self.exact, self.posterior_both


def read_merged(cases: CaseMatrix, classifier: Classifier) -> Merged:
    """Assess cases as everywhere else, and again with the exact posterior.

    Parameters
    ----------
    cases : CaseMatrix
    classifier : Classifier

    Returns
    -------
    Merged
    """
    # Whether the answers fit none of the conditions has no say in the urgency.
    scores = score_cases(cases, replace(classifier, typicality=None))
    proba = np.asarray(scores.proba, dtype=np.float64)
    exact = posterior(cases, reference_network())
    rules = scores.rules.floor.astype(np.int64)
    thresholds = classifier.urgency_thresholds
    return Merged(
        proba=proba,
        exact=exact,
        rules=rules,
        model=asked_tiers(proba, thresholds),
        both=scores.urgency.astype(np.int64),
        posterior_both=np.maximum(rules, asked_tiers(exact, thresholds)),
    )
