from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cases import Case, CaseMatrix, cases_from_matrix, matrix_from_cases
from pipeline.rules import Verdict, load_rules
from pipeline.rules.batch import CASES_AT_ONCE, BatchTriage, evaluate_batch
from pipeline.synthesis import Request, sample_cases
from tests.rules.test_triage import alarming_cases
from tests.strategies import cases

RULES = load_rules()


def same(batch: BatchTriage, given: list[Case]) -> None:
    """Compare with each case decided by itself."""
    assert len(batch.fired) == len(given)
    for i, case in enumerate(given):
        triage = RULES.evaluate(case)
        verdicts = triage.verdicts
        assert tuple(verdicts) == batch.rule_ids
        assert batch.fired[i].tolist() == [
            v is Verdict.FIRED for v in verdicts.values()
        ]
        assert batch.undetermined[i].tolist() == [
            v is Verdict.UNDETERMINED for v in verdicts.values()
        ]
        assert batch.floor[i] == (-1 if triage.floor is None else triage.floor.rank)


@settings(deadline=None, max_examples=60)
@given(st.lists(alarming_cases() | cases(most_findings=60), max_size=20))
def test_many_cases_are_decided_as_each_by_itself(some: list[Case]) -> None:
    same(evaluate_batch(matrix_from_cases(some), RULES), some)


@pytest.mark.parametrize("complete", [False, True])
def test_generated_cases_are_decided_as_each_by_itself(complete: bool) -> None:
    drawn = sample_cases(700, Request(seed=40, complete=complete))
    batch = evaluate_batch(drawn, RULES)
    same(batch, cases_from_matrix(drawn))
    assert batch.fired.any()
    assert complete == (not batch.undetermined.any())


def _everything(n: int) -> CaseMatrix:
    return sample_cases(n, Request(seed=41))


def test_threads_and_blocks_change_nothing() -> None:
    drawn = _everything(2 * CASES_AT_ONCE + 5)
    one, two = (evaluate_batch(drawn, RULES, workers) for workers in (1, 2))
    last = evaluate_batch(drawn[slice(2 * CASES_AT_ONCE, None)], RULES)
    for name in ("fired", "undetermined", "floor"):
        assert np.array_equal(getattr(one, name), getattr(two, name))
        assert np.array_equal(getattr(one, name)[-5:], getattr(last, name))


def test_columns_may_stand_in_any_order_and_be_left_out() -> None:
    drawn = _everything(300)
    turned = replace(
        drawn, finding_ids=drawn.finding_ids[::-1], answers=drawn.answers[:, ::-1]
    )
    assert np.array_equal(
        evaluate_batch(drawn, RULES).fired, evaluate_batch(turned, RULES).fired
    )
    few = replace(
        drawn, finding_ids=drawn.finding_ids[:9], answers=drawn.answers[:, :9]
    )
    unknown = drawn.answers.copy()
    unknown[:, 9:] = -1
    same(evaluate_batch(few, RULES), cases_from_matrix(replace(drawn, answers=unknown)))


def test_no_cases_give_no_verdicts() -> None:
    batch = evaluate_batch(matrix_from_cases([]), RULES)
    assert batch.fired.shape == batch.undetermined.shape == (0, len(RULES.rules))
    assert batch.floor.shape == (0,)
