import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.metrics import log_loss
from sklearn.naive_bayes import BernoulliNB

from pipeline.metrics import score
from pipeline.model.calibration import (
    METHODS,
    choose_calibration,
    quick_predict_proba,
)
from pipeline.model.soft_target_mlp import SoftTargetMLPClassifier
from tests.model.drawn import bytes_of, drawn_problem

Problem = tuple[NDArray[np.float32], NDArray[np.str_]]


def doubled(problem: Problem) -> Problem:
    """Every column twice: naive Bayes then counts all evidence twice."""
    X, y = problem
    return np.hstack([X, X]), y


FIT, CALIBRATE, CHOOSE, TEST = (
    doubled((X[part], y[part]))
    for X, y in [drawn_problem(12_000)]
    for part in np.split(np.arange(12_000), 4)
)


@pytest.fixture(scope="module")
def overconfident() -> BernoulliNB:
    return BernoulliNB().fit(*FIT)


def test_every_method_is_tried_and_the_least_loss_wins(
    overconfident: BernoulliNB,
) -> None:
    chosen = choose_calibration(overconfident, *CALIBRATE, *CHOOSE)
    assert set(chosen.log_loss) == set(METHODS)
    assert chosen.log_loss[chosen.method] == min(chosen.log_loss.values())
    own = log_loss(CHOOSE[1], chosen.estimator.predict_proba(CHOOSE[0]))
    assert chosen.log_loss[chosen.method] == pytest.approx(own)


def test_calibration_mends_what_counts_evidence_twice(
    overconfident: BernoulliNB,
) -> None:
    chosen = choose_calibration(overconfident, *CALIBRATE, *CHOOSE)
    y = np.searchsorted(overconfident.classes_, TEST[1])
    before = score(y, overconfident.predict_proba(TEST[0]))
    after = score(y, np.asarray(chosen.estimator.predict_proba(TEST[0])))
    assert chosen.method != "none"
    assert before.ece > 0.03 > after.ece
    assert after.log_loss < before.log_loss


def test_the_given_estimator_is_not_touched(overconfident: BernoulliNB) -> None:
    before = bytes_of(overconfident)
    choose_calibration(overconfident, *CALIBRATE, *CHOOSE)
    assert bytes_of(overconfident) == before


def test_nothing_is_changed_when_nothing_does_better(
    overconfident: BernoulliNB,
) -> None:
    chosen = choose_calibration(overconfident, *CALIBRATE, *CHOOSE, ("none",))
    assert chosen.estimator is overconfident
    assert (chosen.method, list(chosen.log_loss)) == ("none", ["none"])


@pytest.mark.parametrize("left", [0, 1])
def test_a_class_missing_from_calibration_leaves_only_none(
    overconfident: BernoulliNB, left: int
) -> None:
    X, y = CALIBRATE
    rare = np.flatnonzero(y == "condition_0")
    kept = np.delete(np.arange(len(y)), rare[left:])
    chosen = choose_calibration(overconfident, X[kept], y[kept], *CHOOSE)
    assert list(chosen.log_loss) == ["none"]
    assert chosen.estimator is overconfident


def test_two_cases_of_a_class_are_enough_to_try(overconfident: BernoulliNB) -> None:
    X, y = CALIBRATE
    kept = np.delete(np.arange(len(y)), np.flatnonzero(y == "condition_0")[2:])
    chosen = choose_calibration(overconfident, X[kept], y[kept], *CHOOSE)
    assert set(chosen.log_loss) == set(METHODS)


def test_a_class_that_training_never_saw_costs_but_does_not_break(
    overconfident: BernoulliNB,
) -> None:
    X, y = CHOOSE
    strange = y.copy()
    strange[0] = "condition_9"
    plain = choose_calibration(overconfident, *CALIBRATE, X[1:], y[1:])
    chosen = choose_calibration(overconfident, *CALIBRATE, X, strange)
    assert chosen.method == plain.method
    for method, loss in chosen.log_loss.items():
        expected = (plain.log_loss[method] * (len(y) - 1) - np.log(1e-15)) / len(y)
        assert loss == pytest.approx(expected)


def test_an_unknown_class_in_the_calibration_set_leaves_only_none(
    overconfident: BernoulliNB,
) -> None:
    X, y = CALIBRATE
    strange = np.where(np.arange(len(y)) < 5, "condition_9", y)
    chosen = choose_calibration(overconfident, X, strange, *CHOOSE)
    assert list(chosen.log_loss) == ["none"]


@pytest.mark.parametrize("method", METHODS)
def test_the_quick_way_gives_the_same_bits(method: str) -> None:
    X, y = drawn_problem(2_000)
    bare = SoftTargetMLPClassifier(hidden_units=8, epochs=4).fit(X[:800], y[:800])
    estimator = bare
    if method != "none":
        estimator = CalibratedClassifierCV(FrozenEstimator(bare), method=method, cv=2)
        estimator.fit(X[800:1400], y[800:1400])
    expected = estimator.predict_proba(X)
    assert np.array_equal(quick_predict_proba(estimator)(X), expected)
