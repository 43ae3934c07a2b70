from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from pipeline.features import FeatureSchema
from pipeline.model.soft_target_mlp import SoftTargetMLPClassifier
from pipeline.model.teacher import Lesson, Teacher, learn, mean_divergence
from pipeline.synthesis import Request, posterior, reference_network, sample_cases

NETWORK = reference_network()
SCHEMA = FeatureSchema(NETWORK.finding_ids)
SELECT = sample_cases(400, Request(seed=1))
N_LESSONS, N_EACH = 12, 500


def lessons() -> Iterator[Lesson]:
    for number in range(N_LESSONS):
        cases = sample_cases(N_EACH, Request(seed=100 + number))
        targets = posterior(cases, NETWORK).astype(np.float32)
        yield Lesson(cases, targets, np.zeros_like(targets))


TEACHER = Teacher(
    condition_ids=NETWORK.condition_ids,
    n_rows=N_LESSONS * N_EACH,
    lessons=lessons,
    select_posterior=posterior(SELECT, NETWORK),
    worlds=lambda: iter(()),
    n_worlds=0,
    level=SELECT,
    level_complete=SELECT,
    complete=SELECT,
)


def test_every_lesson_is_heard_once_and_the_curve_ends_with_the_last() -> None:
    estimator = SoftTargetMLPClassifier(hidden_units=16)
    X_select = SCHEMA.encode(SELECT)
    curve = learn(estimator, TEACHER, SCHEMA, X_select)
    assert estimator.n_rows_seen_ == TEACHER.n_rows
    assert curve[-1].n_rows == TEACHER.n_rows
    assert [p.n_rows for p in curve] == sorted({p.n_rows for p in curve})
    assert curve[-1].regret_nats < 0.8 * curve[0].regret_nats
    last = mean_divergence(TEACHER.select_posterior, estimator.predict_proba(X_select))
    assert curve[-1].regret_nats == pytest.approx(last, rel=1e-6)
    assert all(a.seconds <= b.seconds for a, b in pairwise(curve))


def test_divergence_from_oneself_is_nothing() -> None:
    best = TEACHER.select_posterior
    assert mean_divergence(best, best) == 0


def test_divergence_matches_one_worked_out_by_hand() -> None:
    best = np.array([[0.5, 0.5], [1.0, 0.0]])
    proba = np.array([[0.25, 0.75], [0.5, 0.5]])
    expected = (0.5 * np.log(2) + 0.5 * np.log(2 / 3) + np.log(2)) / 2
    assert mean_divergence(best, proba) == pytest.approx(expected)
