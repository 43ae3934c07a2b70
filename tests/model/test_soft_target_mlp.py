import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.metrics import log_loss
from sklearn.utils.estimator_checks import parametrize_with_checks

from pipeline.model.soft_target_mlp import SoftTargetMLPClassifier
from tests.model.drawn import bytes_of, drawn_problem

SMALL = SoftTargetMLPClassifier(hidden_units=16, epochs=5, batch_size=32)
CLASSES = np.array(["a", "b", "c"])


def drawn_targets(
    n: int, seed: int = 0
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """0/1 columns, and class probabilities that follow from them exactly."""
    rng = np.random.default_rng(seed)
    X = (rng.random((n, 8)) < 0.5).astype(np.float32)
    weights = np.random.default_rng(99).normal(0, 1.5, (8, 3))
    return X, softmax(X @ weights, axis=1).astype(np.float32)


@parametrize_with_checks([SoftTargetMLPClassifier()])  # type: ignore[untyped-decorator]
def test_it_keeps_the_contract_of_scikit_learn(estimator, check) -> None:  # type: ignore[no-untyped-def]
    check(estimator)


def test_the_same_seed_gives_the_same_bytes() -> None:
    X, y = drawn_problem()
    first, second = (bytes_of(clone(SMALL).fit(X, y)) for _ in range(2))
    assert first == second


def test_another_seed_gives_another_fit() -> None:
    X, y = drawn_problem()
    other = clone(SMALL).set_params(random_state=1).fit(X, y)
    assert not np.allclose(
        clone(SMALL).fit(X, y).predict_proba(X), other.predict_proba(X)
    )


def test_it_learns_more_than_the_shares_of_the_classes() -> None:
    X, y = drawn_problem(3_000)
    fitted = clone(SMALL).set_params(epochs=10).fit(X[:2_000], y[:2_000])
    shares = np.full((1_000, 4), 0.25)
    learnt = log_loss(y[2_000:], fitted.predict_proba(X[2_000:]))
    assert learnt < 0.7 * log_loss(y[2_000:], shares)


def test_a_stream_in_pieces_is_learnt_as_one_stream() -> None:
    X, y = drawn_problem(640)
    labels = np.unique(y)
    whole = clone(SMALL).set_params(budget_rows=640).partial_fit(X, y, labels)
    pieces = clone(SMALL).set_params(budget_rows=640)
    for first in range(0, 640, 64):
        part = slice(first, first + 64)
        pieces.partial_fit(X[part], y[part], labels)
    assert bytes_of(whole) == bytes_of(pieces)
    assert whole.n_rows_seen_ == 640


def test_probabilities_teach_more_than_labels_drawn_from_them() -> None:
    X, targets = drawn_targets(16_000)
    rng = np.random.default_rng(5)
    y = CLASSES[(targets.cumsum(axis=1) < rng.random((16_000, 1))).sum(axis=1)]
    budget = clone(SMALL).set_params(budget_rows=16_000)
    soft = clone(budget).partial_fit_soft(X, targets, CLASSES)
    hard = clone(budget).partial_fit(X, y, CLASSES)
    fresh, exact = drawn_targets(2_000, seed=1)

    def divergence(fitted: SoftTargetMLPClassifier) -> float:
        proba = fitted.predict_proba(fresh)
        return float((exact * np.log(exact / proba)).sum(axis=1).mean())

    assert divergence(soft) < 0.5 * divergence(hard)


def test_a_label_is_a_probability_of_one() -> None:
    X, y = drawn_problem(300)
    labels = np.unique(y)
    certain = (y[:, None] == labels).astype(np.float32)
    by_label = clone(SMALL).partial_fit(X, y, labels)
    by_target = clone(SMALL).partial_fit_soft(X, certain, labels)
    assert bytes_of(by_label) == bytes_of(by_target)


def test_weights_make_up_for_classes_that_are_commoner_where_the_lesson_is() -> None:
    X, targets = drawn_targets(30_000)
    log_weights = np.tile(np.log([8.0, 1.0, 0.5]).astype(np.float32), (30_000, 1))
    moved = targets * np.exp(log_weights)
    moved /= moved.sum(axis=1, keepdims=True)
    fitted = clone(SMALL).set_params(budget_rows=30_000)
    fitted.partial_fit_soft(X, moved, CLASSES, log_weights)
    fresh, exact = drawn_targets(500, seed=1)
    assert np.abs(fitted.predict_proba(fresh) - exact).mean() < 0.02


def test_columns_can_be_multiplied_by_another() -> None:
    rng = np.random.default_rng(3)
    X = rng.normal(size=(20_000, 3)).astype(np.float32)
    y = (X[:, 0] * X[:, 2] > 0).astype(int)
    settings = {"hidden_units": 2, "budget_rows": 20_000, "learning_rate": 0.02}
    plain = SoftTargetMLPClassifier(**settings).partial_fit(X, y, [0, 1])
    product = SoftTargetMLPClassifier(**settings, modulator=2, modulated=2)
    product.partial_fit(X, y, [0, 1])
    assert product.score(X, y) > 0.95
    assert plain.score(X, y) < 0.85


def test_the_rate_falls_to_almost_nothing_over_the_budget() -> None:
    X, y = drawn_problem(128)
    fitted = clone(SMALL).set_params(budget_rows=128).partial_fit(X, y, np.unique(y))
    before = fitted.predict_proba(X)
    after = fitted.partial_fit(X, y).predict_proba(X)
    assert 0 < np.abs(after - before).max() < 1e-3


@pytest.mark.parametrize("name", ["hidden_units", "batch_size", "epochs"])
def test_settings_below_one_are_refused(name: str) -> None:
    X, y = drawn_problem(20)
    wrong = clone(SMALL).set_params(**{name: 0})
    with pytest.raises(ValueError, match=rf"{name} must be at least 1\. Got 0"):
        wrong.fit(X, y)


def test_targets_of_another_shape_are_refused() -> None:
    X, targets = drawn_targets(20)
    with pytest.raises(ValueError, match=r"shape \(20, 3\)\. Got \(20, 2\)"):
        clone(SMALL).partial_fit_soft(X, targets[:, :2], CLASSES)


def test_a_label_that_was_not_announced_is_refused() -> None:
    X, y = drawn_problem(40)
    with pytest.raises(ValueError, match=r"known classes\. Got \['condition_3'\]"):
        clone(SMALL).partial_fit(X, y, np.unique(y)[:3])


def test_the_first_piece_of_a_stream_names_the_classes() -> None:
    X, y = drawn_problem(40)
    with pytest.raises(ValueError, match="classes must be given at the first call"):
        clone(SMALL).partial_fit(X, y)


def test_it_must_be_fitted_before_it_answers() -> None:
    with pytest.raises(NotFittedError, match="not fitted yet"):
        clone(SMALL).predict_proba(np.zeros((1, 8), dtype=np.float32))
