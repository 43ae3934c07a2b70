"""A tiny model, trained once, and the app started with it and without any."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sklearn.linear_model import LogisticRegression
from streamlit.testing.v1 import AppTest

from pipeline.assess import MODEL_VARIABLE
from pipeline.features import FeatureSchema
from pipeline.knowledge import KNOWLEDGE_FOLDER, load_knowledge
from pipeline.model import Classifier
from pipeline.model.artifact import save_classifier
from pipeline.model.conformal import SetThresholds
from pipeline.synthesis import Request, sample_cases
from pipeline.terms import Urgency

MAIN = KNOWLEDGE_FOLDER.parents[1] / "app" / "main.py"
N_TRAINING = 16_000
LONGEST_SECONDS = 60


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """Give `__main__` back after AppTest, or later tests can start no process."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a real classifier, good enough to be shown."""
    knowledge = load_knowledge()
    schema = FeatureSchema(knowledge.finding_ids)
    cases = sample_cases(N_TRAINING, Request(seed=5))
    estimator = LogisticRegression(C=0.1, tol=0.01)
    estimator.fit(schema.encode(cases), cases.condition)
    classifier = Classifier(
        estimator=estimator,
        schema=schema,
        condition_ids=knowledge.condition_ids,
        sets=SetThresholds.of_probabilities((0.02,) * len(knowledge.condition_ids)),
        urgency_thresholds={Urgency.EMERGENCY: 0.3, Urgency.URGENT_SAME_DAY: 0.3},
        coverage=0.90,
        emergency_coverage=0.99,
    )
    folder = tmp_path_factory.mktemp("model")
    save_classifier(folder, classifier, seed=5, metrics={}, notes={})
    return folder


@pytest.fixture
def app_with_model(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv(MODEL_VARIABLE, str(tiny_model))
    return AppTest.from_file(str(MAIN), default_timeout=LONGEST_SECONDS).run()


@pytest.fixture
def app_without_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv(MODEL_VARIABLE, str(tmp_path))
    return AppTest.from_file(str(MAIN), default_timeout=LONGEST_SECONDS).run()


@pytest.fixture(params=["app_with_model", "app_without_model"])
def app(request: pytest.FixtureRequest) -> AppTest:
    """The app in both states; what a test shows of it holds in both."""
    started: AppTest = request.getfixturevalue(request.param)
    return started
