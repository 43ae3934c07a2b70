import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.utils.estimator_checks import parametrize_with_checks

from pipeline.features import FeatureSchema
from pipeline.knowledge import load_knowledge
from pipeline.model.interactions import (
    AGE_FINDINGS,
    ROOT_FINDINGS,
    SEVERITY_FINDINGS,
    InteractingLogisticRegression,
    interaction_pairs,
)
from tests.model.drawn import bytes_of, drawn_problem

# Two columns whose product alone tells the classes apart.
NAMES = ("numbness=present", "fever=present", "age")


def crossed(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    X = rng.integers(2, size=(n, 3)).astype(np.float32)
    return X, np.where(X[:, 0] == X[:, 1], "agree", "differ")


@parametrize_with_checks([InteractingLogisticRegression()])  # type: ignore[untyped-decorator]
def test_it_keeps_the_contract_of_scikit_learn(estimator, check) -> None:  # type: ignore[no-untyped-def]
    check(estimator)


def test_the_same_data_give_the_same_bytes() -> None:
    X, y = drawn_problem()
    model = InteractingLogisticRegression()
    first, second = (bytes_of(clone(model).fit(X, y)) for _ in range(2))
    assert first == second


def test_without_names_it_is_plain_logistic_regression() -> None:
    X, y = drawn_problem()
    ours = InteractingLogisticRegression(C=1.0, max_iter=200, tol=1e-6).fit(X, y)
    theirs = LogisticRegression(C=1.0, max_iter=200, tol=1e-6).fit(X, y)
    assert np.array_equal(ours.predict_proba(X), theirs.predict_proba(X))


def test_a_product_is_learnt_that_no_sum_can_follow() -> None:
    X, y = crossed(400, 1)
    X_new, y_new = crossed(400, 2)
    with_products = InteractingLogisticRegression(NAMES, C=100.0).fit(X, y)
    without = InteractingLogisticRegression((), C=100.0).fit(X, y)
    assert with_products.pairs_ == [(0, 1)]
    assert log_loss(y_new, with_products.predict_proba(X_new)) < 0.05
    assert log_loss(y_new, without.predict_proba(X_new)) > 0.6


def test_pairs_join_answers_of_two_different_findings() -> None:
    names = FeatureSchema(load_knowledge().finding_ids).names
    pairs = [(names[a], names[b]) for a, b in interaction_pairs(names)]
    assert len(pairs) == len(set(pairs)) > 100
    assert all(a.split("=")[0] != b.split("=")[0] for a, b in pairs)


def test_every_named_finding_is_in_the_vocabulary() -> None:
    named = {*ROOT_FINDINGS, *SEVERITY_FINDINGS, *AGE_FINDINGS}
    assert named <= set(load_knowledge().finding_ids)


def test_findings_that_are_not_there_are_left_out() -> None:
    assert interaction_pairs(("fever=present", "age")) == []


def test_too_few_steps_are_accepted_in_silence() -> None:
    X, y = drawn_problem()
    fitted = InteractingLogisticRegression(max_iter=1, tol=1e-9).fit(X, y)
    assert fitted.n_iter_.max() == 1


def test_it_answers_nothing_before_it_is_fitted() -> None:
    with pytest.raises(NotFittedError, match="not fitted yet"):
        InteractingLogisticRegression().predict(np.zeros((1, 3)))
