import numpy as np
import pytest

from pipeline.cases.flipping import flip
from pipeline.synthesis import Request, sample_cases

CASES = sample_cases(400, Request(seed=4))


@pytest.mark.parametrize("share", [0.02, 0.3])
def test_so_many_known_answers_are_turned_into_their_opposite(share: float) -> None:
    flipped = flip(CASES, share, np.random.default_rng(1))
    known = CASES.answers >= 0
    turned = flipped.answers != CASES.answers
    assert turned[known].mean() == pytest.approx(share, rel=0.1)
    assert (flipped.answers[turned] == 1 - CASES.answers[turned]).all()


def test_what_is_unknown_stays_so_and_the_context_stays() -> None:
    flipped = flip(CASES, 0.5, np.random.default_rng(1))
    assert ((flipped.answers == -1) == (CASES.answers == -1)).all()
    assert flipped.answers.dtype == np.int8
    assert flipped.age is CASES.age
    assert flipped.condition is CASES.condition


def test_without_a_share_nothing_is_flipped() -> None:
    same = flip(CASES, 0.0, np.random.default_rng(1))
    assert np.array_equal(same.answers, CASES.answers)
