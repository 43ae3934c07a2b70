"""A quick classifier, fitted once: these tests read its words, not its skill."""

from __future__ import annotations

import pytest
from sklearn.naive_bayes import BernoulliNB

from pipeline.features import FeatureSchema
from pipeline.knowledge import load_knowledge
from pipeline.model import Classifier
from pipeline.model.conformal import SetThresholds
from pipeline.synthesis import Request, sample_cases
from pipeline.terms import Urgency

N_TRAINING = 4_000


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    """A real classifier over all conditions, trained on a few cases."""
    cases = sample_cases(N_TRAINING, Request(seed=5))
    schema = FeatureSchema(cases.finding_ids)
    ids = load_knowledge().condition_ids
    return Classifier(
        estimator=BernoulliNB().fit(schema.encode(cases), cases.condition),
        schema=schema,
        condition_ids=ids,
        sets=SetThresholds.of_probabilities((0.02,) * len(ids)),
        urgency_thresholds={
            Urgency.EMERGENCY: 0.1,
            Urgency.URGENT_SAME_DAY: 0.15,
            Urgency.URGENT_2_WEEKS: 0.2,
        },
        coverage=0.9,
        emergency_coverage=0.99,
        version="0.1.0",
        digest="5f2a90c1d7" + "0" * 54,
    )
