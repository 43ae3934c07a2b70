"""What speaks for and against, and what to ask next, from the probabilities alone.

Every figure comes from asking the same classifier again with one answer taken away or
one answer added; nothing here knows how the classifier works inside.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from pipeline.cases import Case
from pipeline.metrics import log_odds
from pipeline.model.case_mix import reweight
from pipeline.model.classifier import Classifier
from pipeline.model.information import chance_of_present, expected_information

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Explanation:
    """One classifier, one case, and its neighbours one answer away.

    Parameters
    ----------
    proba : ndarray of shape (n_conditions,)
        For the case itself.
    known : tuple of str
        Findings with an answer.
    without : ndarray of shape (n_known, n_conditions)
        With that answer taken away.
    unknown : tuple of str
        Findings without an answer.
    if_present, if_absent : ndarray of shape (n_unknown, n_conditions)
        With that answer added.
    turned : ndarray of shape (n_known, n_conditions)
        With that answer turned into its opposite.
    """

    proba: Floats
    known: tuple[str, ...]
    without: Floats
    unknown: tuple[str, ...]
    if_present: Floats
    if_absent: Floats
    turned: Floats

    def weights(self, condition: int) -> Floats:
        """How much each known answer speaks for a condition.

        Returns
        -------
        ndarray of shape (n_known,)
            Change of the condition's log-odds that the answer brings; above 0 speaks
            for it.
        """
        return log_odds(self.proba[condition]) - log_odds(self.without[:, condition])

    def chance_of_present(self) -> Floats:
        """Give the chance that each unknown finding is present: (n_unknown,)."""
        return chance_of_present(self.proba, self.if_present, self.if_absent)

    def expected_information(self) -> Floats:
        """Give how far each unknown answer would lower the entropy: (n_unknown,)."""
        chance = self.chance_of_present()
        return expected_information(chance, self.if_present, self.if_absent)

    def under_mix(self, reference: Floats, target: Floats) -> Explanation:
        """Give the same for another case mix: of the case and all its neighbours.

        Parameters
        ----------
        reference, target : ndarray of shape (n_conditions,)
            The mix that the probabilities stand for, and the one that they shall.

        Returns
        -------
        Explanation
        """
        return replace(
            self,
            proba=reweight(self.proba[None, :], reference, target)[0],
            without=reweight(self.without, reference, target),
            if_present=reweight(self.if_present, reference, target),
            if_absent=reweight(self.if_absent, reference, target),
            turned=reweight(self.turned, reference, target),
        )


def explain(
    classifier: Classifier, case: Case, row: NDArray[np.float32] | None = None
) -> Explanation:
    """Ask the classifier about a case and all its neighbours, in one call.

    Parameters
    ----------
    classifier : Classifier
    case : Case
    row : ndarray of shape (1, n_features), optional
        The case as the classifier's schema encodes it, where that is at hand.

    Returns
    -------
    Explanation
    """
    schema = classifier.schema
    ids = schema.finding_ids
    row = schema.encode_case(case) if row is None else row
    known = tuple(finding for finding in ids if finding in case.findings)
    unknown = tuple(finding for finding in ids if finding not in case.findings)
    n_known, n_unknown = len(known), len(unknown)
    X = np.tile(row, (1 + 2 * n_known + 2 * n_unknown, 1))
    rows = 1 + np.arange(n_known)
    for present in (True, False):
        columns = schema.columns(known, present)
        X[rows, columns] = 0.0
        X[rows + n_known, columns] = 1.0 - row[0, columns]
    rows = 1 + 2 * n_known + np.arange(n_unknown)
    X[rows, schema.columns(unknown, present=True)] = 1.0
    X[rows + n_unknown, schema.columns(unknown, present=False)] = 1.0
    # A few hundred rows gain nothing from threads, and lose tenfold when something
    # else keeps the cores busy.
    with _threads().limit(limits=1):
        proba = classifier.predict_rows(X)
    ends = np.cumsum([1, n_known, n_known, n_unknown])
    own, without, turned, if_present, if_absent = np.split(proba, ends)
    return Explanation(own[0], known, without, unknown, if_present, if_absent, turned)


@cache
def _threads() -> ThreadpoolController:
    """Find the numerical libraries' threads, once: by now all are loaded."""
    return ThreadpoolController()
