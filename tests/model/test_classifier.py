import numpy as np
import pytest
from hypothesis import given

from pipeline.cases import Case, matrix_from_cases
from pipeline.errors import ArtifactError
from pipeline.model import Classifier
from pipeline.model import classifier as classifier_module
from pipeline.synthesis import Request, sample_cases
from tests.model.exact import IDS, Fixed, classifier_of, exact_estimator
from tests.strategies import cases

EXACT = classifier_of(exact_estimator())


def test_rows_sum_to_one_with_a_column_for_each_condition(
    tiny_model: Classifier,
) -> None:
    proba = tiny_model.predict_proba(sample_cases(200, Request(seed=1)))
    assert proba.shape == (200, len(IDS))
    assert proba.sum(axis=1) == pytest.approx(np.ones(200), abs=1e-12)
    assert (proba >= 0).all()


def test_one_case_gets_the_same_as_among_many(tiny_model: Classifier) -> None:
    drawn = sample_cases(40, Request(seed=2))
    together = tiny_model.predict_proba(drawn)
    for i in range(40):
        alone = tiny_model.predict_proba(drawn[slice(i, i + 1)])[0]
        assert alone == pytest.approx(together[i], rel=1e-4, abs=1e-6)


@given(cases())
def test_a_single_case_equals_its_row_of_a_matrix(case: Case) -> None:
    row = EXACT.predict_proba(matrix_from_cases([case]))[0]
    assert np.array_equal(EXACT.predict_case(case), row)


def test_parts_of_a_long_table_join_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn = sample_cases(25, Request(seed=3))
    whole = EXACT.predict_proba(drawn)
    monkeypatch.setattr(classifier_module, "ROWS_AT_ONCE", 7)
    assert EXACT.predict_proba(drawn) == pytest.approx(whole, rel=1e-12)


def test_no_cases_give_no_rows() -> None:
    nobody = matrix_from_cases([])
    assert EXACT.predict_proba(nobody).shape == (0, len(IDS))
    assert EXACT.predict_rows(EXACT.schema.encode(nobody)).shape == (0, len(IDS))


def test_conditions_that_training_never_saw_get_zero() -> None:
    few = classifier_of(exact_estimator(("muscle_strain", "disc_herniation")))
    proba = dict(zip(IDS, few.predict_case(Case()), strict=True))
    assert {k for k, v in proba.items() if v} == {"muscle_strain", "disc_herniation"}


def test_columns_follow_the_names_of_the_classes_not_their_order() -> None:
    estimator = exact_estimator()
    order = np.random.default_rng(1).permutation(len(IDS))
    shuffled = exact_estimator()
    shuffled.classes_ = estimator.classes_[order]
    shuffled.prior, shuffled.rates = estimator.prior[order], estimator.rates[order]
    case = Case(findings={"fever": "present", "slr_positive": "absent"})
    expected = classifier_of(estimator).predict_case(case)
    assert classifier_of(shuffled).predict_case(case) == pytest.approx(expected)


def test_single_precision_sums_are_mended_not_refused() -> None:
    row = np.full(len(IDS), (1.0 + 2e-6) / len(IDS))
    assert classifier_of(Fixed(row)).predict_case(Case()).sum() == pytest.approx(
        1.0, abs=1e-15
    )


def _with(value: float) -> np.ndarray:
    row = np.full(len(IDS), 1.0 / len(IDS))
    row[0] = value
    return row


@pytest.mark.parametrize(
    ("row", "got"),
    [
        (_with(np.nan), "NaN, or another sum"),
        (_with(np.inf), "NaN, or another sum"),
        (np.zeros(len(IDS)), "NaN, or another sum"),
        (np.full(len(IDS), 0.5), "NaN, or another sum"),
        (_with(-0.2), "other numbers"),
        (np.full(5, 0.2), "other numbers"),
    ],
)
def test_anything_but_probabilities_is_refused(row: np.ndarray, got: str) -> None:
    broken = classifier_of(Fixed(row))
    with pytest.raises(ArtifactError, match=f"Got {got}"):
        broken.predict_case(Case())


def test_an_estimator_that_fails_is_a_fault_of_the_model() -> None:
    estimator = exact_estimator()
    del estimator.prior
    broken = classifier_of(estimator)
    with pytest.raises(ArtifactError, match="AttributeError") as caught:
        broken.predict_case(Case())
    assert isinstance(caught.value.__cause__, AttributeError)
