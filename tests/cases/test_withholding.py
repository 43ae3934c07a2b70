import numpy as np
import pytest

from pipeline.cases import NOT_KNOWN, CaseMatrix, withhold
from pipeline.synthesis import Request, sample_cases

CASES = sample_cases(4_000, Request(seed=8, complete=True))


def same(first: CaseMatrix, second: CaseMatrix) -> bool:
    return all(
        np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
        for name in ("answers", "age", "sex", "care_setting", "duration_days")
        for a, b in [(getattr(first, name), getattr(second, name))]
    )


def test_about_the_stated_share_of_every_question_is_withheld() -> None:
    fewer = withhold(CASES, 0.3, np.random.default_rng(1))
    # 4,000 draws have a standard error of 0.007.
    unknown = (fewer.answers == NOT_KNOWN).mean(axis=0)
    assert unknown == pytest.approx(0.3, abs=0.035)
    for numbers in (fewer.age, fewer.duration_days, fewer.pain_score):
        assert np.isnan(numbers).mean() == pytest.approx(0.3, abs=0.035)
    for codes in (fewer.sex, fewer.care_setting):
        assert (codes == NOT_KNOWN).mean() == pytest.approx(0.3, abs=0.035)
    assert fewer.share_known.mean() == pytest.approx(0.7, abs=0.002)


def test_what_is_left_is_what_was_said() -> None:
    fewer = withhold(CASES, 0.3, np.random.default_rng(1))
    left = fewer.answers != NOT_KNOWN
    assert np.array_equal(fewer.answers[left], CASES.answers[left])
    assert fewer.answers.dtype == CASES.answers.dtype
    assert fewer.sex.dtype == fewer.care_setting.dtype == np.int8
    assert fewer.condition is CASES.condition


def test_nothing_and_everything_may_be_withheld() -> None:
    assert same(withhold(CASES, 0.0, np.random.default_rng(1)), CASES)
    assert withhold(CASES, 1.0, np.random.default_rng(1)).share_known.max() == 0.0


def test_the_same_seed_withholds_the_same() -> None:
    first, second = (withhold(CASES, 0.5, np.random.default_rng(3)) for _ in range(2))
    assert same(first, second)


def test_the_cases_that_were_given_stay_as_they_are() -> None:
    withhold(CASES, 0.9, np.random.default_rng(1))
    assert CASES.share_known.min() == 1.0
