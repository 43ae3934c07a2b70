"""Hand-made estimators whose probabilities are known without training."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.assess import Assessment
from pipeline.features import FeatureSchema
from pipeline.knowledge import load_knowledge
from pipeline.model import Classifier
from pipeline.model.conformal import SetThresholds
from pipeline.terms import Urgency

KNOWLEDGE = load_knowledge()
IDS = KNOWLEDGE.condition_ids
FINDINGS = KNOWLEDGE.finding_ids
THRESHOLDS = {
    Urgency.EMERGENCY: 0.10,
    Urgency.URGENT_SAME_DAY: 0.15,
    Urgency.URGENT_2_WEEKS: 0.25,
}


class ExactNaiveBayes:
    """The exact posterior of a world where findings are independent given the cause.

    Unknown answers drop out of it exactly, and the context says nothing.
    """

    def __init__(
        self,
        classes: tuple[str, ...],
        prior: NDArray[np.float64],
        rates: NDArray[np.float64],
    ) -> None:
        self.classes_ = np.array(classes)
        self.prior = prior
        self.rates = rates

    def predict_proba(self, X: NDArray[np.float32]) -> NDArray[np.float64]:
        n = self.rates.shape[1]
        present, absent = X[:, :n].astype(float), X[:, n : 2 * n].astype(float)
        logs = np.log(self.prior) + present @ np.log(self.rates).T
        logs += absent @ np.log1p(-self.rates).T
        proba = np.exp(logs - logs.max(axis=1, keepdims=True))
        return np.asarray(proba / proba.sum(axis=1, keepdims=True))


class Fixed:
    """The same row of probabilities, whatever is asked."""

    def __init__(self, row: NDArray[np.float64]) -> None:
        self.classes_ = np.array(IDS)
        self.row = row

    def predict_proba(self, X: NDArray[np.float32]) -> NDArray[np.float64]:
        return np.tile(self.row, (len(X), 1))


def exact_estimator(
    classes: tuple[str, ...] = IDS, seed: int = 0, spread: float = 1.0
) -> ExactNaiveBayes:
    rng = np.random.default_rng(seed)
    rates = 1 / (1 + np.exp(-rng.normal(-1, spread, (len(classes), len(FINDINGS)))))
    return ExactNaiveBayes(classes, rng.dirichlet(np.full(len(classes), 3.0)), rates)


def classifier_of(estimator: object) -> Classifier:
    return Classifier(
        estimator=estimator,
        schema=FeatureSchema(FINDINGS),
        condition_ids=IDS,
        sets=SetThresholds.of_probabilities((0.05,) * len(IDS)),
        urgency_thresholds=THRESHOLDS,
        coverage=0.90,
        emergency_coverage=0.99,
        version="0",
        digest="made by hand",
    )


def fixed(**probabilities: float) -> Classifier:
    """A model that always says the same; what is not named shares the rest."""
    row = np.zeros(len(IDS))
    for condition, value in probabilities.items():
        row[IDS.index(condition)] = value
    others = row == 0
    row[others] = (1.0 - row.sum()) / others.sum()
    return classifier_of(Fixed(row))


def likeliest(result: Assessment) -> str:
    return str(max(result.differential, key=lambda e: e["probability"])["condition"])
