"""The exact posterior against the definition of the model, summed term by term."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.synthesis import Network, posterior
from tests.synthesis.by_hand import HandModel
from tests.synthesis.small_cases import matrix_of, small_cases

NOTHING: dict[str, Any] = {
    "age": None,
    "sex": None,
    "care_setting": None,
    "duration_days": None,
    "pain_score": None,
    "findings": {},
}
SLOW = settings(max_examples=150, deadline=None)


def knowing(**known: Any) -> dict[str, Any]:
    context = {key: known.pop(key) for key in list(known) if key in NOTHING}
    return {**NOTHING, **context, "findings": known}


@SLOW
@given(case=small_cases())
@example(case=knowing())
@example(case=knowing(line_pain="present"))
@example(case=knowing(line_pain="absent", very_weak="present"))
@example(case=knowing(lasting="present"))
@example(case=knowing(lasting="absent", duration_days=10))
@example(case=knowing(lasting="present", duration_days=10))
@example(case=knowing(lasting="present", duration_days=42))
@example(case=knowing(lasting="absent", duration_days=42, leg_ache="present"))
@example(case=knowing(lasting="present", duration_days=41.75))
@example(case=knowing(pregnant="present"))
@example(case=knowing(pregnant="present", sex="male"))
@example(case=knowing(pregnant="present", age=70))
@example(case=knowing(line_pain="present", leg_ache="absent"))
def test_equals_the_sum_over_every_combination(
    case: dict[str, Any], small_network: Network, by_hand: HandModel
) -> None:
    got = posterior(matrix_of([case]), small_network)[0]
    np.testing.assert_allclose(got, by_hand.posterior(case), rtol=0, atol=1e-8)


@SLOW
@given(cases=st.lists(small_cases(), min_size=1, max_size=30))
def test_a_case_has_the_same_posterior_alone_and_among_others(
    cases: list[dict[str, Any]], small_network: Network
) -> None:
    together = posterior(matrix_of(cases), small_network)
    alone = [posterior(matrix_of([case]), small_network)[0] for case in cases]
    np.testing.assert_allclose(together, alone, rtol=0, atol=1e-12)
    np.testing.assert_allclose(together.sum(axis=1), 1.0, rtol=0, atol=1e-12)
