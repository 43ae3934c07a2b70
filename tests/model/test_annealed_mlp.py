import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.metrics import log_loss
from sklearn.utils.estimator_checks import parametrize_with_checks

from pipeline.model.annealed_mlp import AnnealedMLPClassifier
from tests.model.drawn import bytes_of, drawn_problem

SMALL = AnnealedMLPClassifier(hidden_units=16, epochs=5, batch_size=64)


@parametrize_with_checks([AnnealedMLPClassifier()])  # type: ignore[untyped-decorator]
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


def test_probabilities_are_in_the_order_of_the_sorted_classes() -> None:
    X, y = drawn_problem()
    fitted = clone(SMALL).fit(X, y)
    proba = fitted.predict_proba(X)
    assert fitted.classes_.tolist() == sorted(set(y))
    assert proba.sum(axis=1) == pytest.approx(np.ones(len(X)), abs=1e-5)
    assert (fitted.predict(X) == fitted.classes_[proba.argmax(axis=1)]).all()


def test_single_precision_stays_single() -> None:
    X, y = drawn_problem()
    assert clone(SMALL).fit(X, y).mlp_.coefs_[0].dtype == np.float32


def test_every_epoch_trains_at_the_rate_of_the_cosine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rates = []
    real = AnnealedMLPClassifier.fit.__globals__["MLPClassifier"].fit

    def noting(self, X, y):  # type: ignore[no-untyped-def]
        rates.append(self.learning_rate_init)
        return real(self, X, y)

    monkeypatch.setattr("sklearn.neural_network.MLPClassifier.fit", noting)
    clone(SMALL).set_params(epochs=4, learning_rate=1.0).fit(*drawn_problem())
    assert rates == pytest.approx([1.0, 0.8535534, 0.5, 0.1464466])


def test_no_epoch_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match=r"epochs must be at least 1\. Got 0"):
        AnnealedMLPClassifier(epochs=0).fit(*drawn_problem())


def test_it_answers_nothing_before_it_is_fitted() -> None:
    X, _ = drawn_problem()
    with pytest.raises(NotFittedError, match="not fitted yet"):
        AnnealedMLPClassifier().predict(X)
