"""What speaks for and against, and what to ask next, from the probabilities alone.

Every figure comes from asking the same classifier again with one answer taken away or
one answer added; nothing here knows how the classifier works inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from pipeline.cases import Case
from pipeline.model.classifier import Classifier

Floats = NDArray[np.float64]
_TINY = 1e-12


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
    """

    proba: Floats
    known: tuple[str, ...]
    without: Floats
    unknown: tuple[str, ...]
    if_present: Floats
    if_absent: Floats

    def weights(self, condition: int) -> Floats:
        """How much each known answer speaks for a condition.

        Returns
        -------
        ndarray of shape (n_known,)
            Change of the condition's log-odds that the answer brings; above 0 speaks
            for it.
        """
        return _log_odds(self.proba[condition]) - _log_odds(self.without[:, condition])

    def chance_of_present(self) -> Floats:
        """Chance that each unknown finding is present, implied by the classifier.

        For coherent probabilities p = a p(.|present) + (1 - a) p(.|absent); the a that
        fits best in least squares is the chance.

        Returns
        -------
        ndarray of shape (n_unknown,)
        """
        difference = self.if_present - self.if_absent
        aligned = ((self.proba - self.if_absent) * difference).sum(axis=1)
        size = (difference**2).sum(axis=1)
        chance: Floats = np.clip(aligned / np.maximum(size, _TINY), 0.0, 1.0)
        return chance

    def expected_information(self) -> Floats:
        """Compute how far each unknown answer would lower the entropy, on average.

        Returns
        -------
        ndarray of shape (n_unknown,)
            In nats, at least 0.

        References
        ----------
        .. [1] Lindley: On a measure of the information provided by an experiment,
           Ann Math Stat 1956, doi:10.1214/aoms/1177728069.
        """
        chance = self.chance_of_present()[:, None]
        # Before the answer: the average of both, which for coherent probabilities is
        # the case's own, and for others still gives no negative information.
        before = chance * self.if_present + (1.0 - chance) * self.if_absent
        after = chance[:, 0] * _entropy(self.if_present)
        after += (1.0 - chance[:, 0]) * _entropy(self.if_absent)
        return np.maximum(_entropy(before) - after, 0.0)


def explain(classifier: Classifier, case: Case) -> Explanation:
    """Ask the classifier about a case and all its neighbours, in one call.

    Parameters
    ----------
    classifier : Classifier
    case : Case

    Returns
    -------
    Explanation
    """
    schema = classifier.schema
    ids = schema.finding_ids
    row = schema.encode_case(case)[0]
    known = tuple(finding for finding in ids if finding in case.findings)
    unknown = tuple(finding for finding in ids if finding not in case.findings)
    X = np.tile(row, (1 + len(known) + 2 * len(unknown), 1))
    first = 1 + len(known)
    rows = np.arange(1, first)
    X[rows, schema.columns(known, present=True)] = 0.0
    X[rows, schema.columns(known, present=False)] = 0.0
    rows = first + np.arange(len(unknown))
    X[rows, schema.columns(unknown, present=True)] = 1.0
    X[rows + len(unknown), schema.columns(unknown, present=False)] = 1.0
    # A few hundred rows gain nothing from threads, and lose tenfold when something
    # else keeps the cores busy.
    with _threads().limit(limits=1):
        proba = classifier.predict_rows(X)
    return Explanation(
        proba=proba[0],
        known=known,
        without=proba[1:first],
        unknown=unknown,
        if_present=proba[first : first + len(unknown)],
        if_absent=proba[first + len(unknown) :],
    )


@cache
def _threads() -> ThreadpoolController:
    """Find the numerical libraries' threads, once: by now all are loaded."""
    return ThreadpoolController()


def _log_odds(p: Floats) -> Floats:
    clipped = np.clip(p, _TINY, 1.0 - _TINY)
    return np.asarray(np.log(clipped / (1.0 - clipped)), dtype=np.float64)


def _entropy(p: Floats) -> Floats:
    clipped = np.clip(p, _TINY, 1.0)
    return np.asarray(-(clipped * np.log(clipped)).sum(axis=1), dtype=np.float64)
