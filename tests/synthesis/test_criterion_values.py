from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from pipeline.cases import CaseMatrix
from pipeline.knowledge.criterion import Criterion, parse_criterion
from pipeline.synthesis.criterion_values import criterion_holds, criterion_score

ADAPTER: TypeAdapter[Criterion] = TypeAdapter(Criterion)
# Four cases: neither, fever, weak, both.
CASES = CaseMatrix(
    finding_ids=("fever", "weak"),
    answers=np.array([[0, 0], [1, 0], [0, 1], [1, 1]], dtype=np.int8),
    age=np.array([30.0, 49.0, 50.0, 80.0]),
    sex=np.array([0, 1, 0, 1], dtype=np.int8),
    care_setting=np.zeros(4, dtype=np.int8),
    duration_days=np.array([1.0, 42.0, 43.0, 900.0]),
    pain_score=np.array([0.0, 4.0, 7.0, 10.0]),
)
TENTHS = [{"points": 0.1, "when": "fever"}, {"points": 0.2, "when": "weak"}]


def read(data: Any) -> Criterion:
    return ADAPTER.validate_python(parse_criterion(data))


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        ("fever", [0, 1, 0, 1]),
        ({"not": "fever"}, [1, 0, 1, 0]),
        ({"all_of": ["fever", "weak"]}, [0, 0, 0, 1]),
        ({"any_of": ["fever", "weak"]}, [0, 1, 1, 1]),
        ({"at_least": 1, "of": ["fever", "weak"]}, [0, 1, 1, 1]),
        ({"at_least": 2, "of": ["fever", "weak", {"sex": "male"}]}, [0, 1, 0, 1]),
        ({"at_least": 3, "of": ["fever", "weak"]}, [0, 0, 0, 0]),
        ({"field": "age", "low": 50}, [0, 0, 1, 1]),
        ({"field": "age", "high": 49}, [1, 1, 0, 0]),
        ({"field": "duration_days", "low": 42, "high": 43}, [0, 1, 1, 0]),
        ({"field": "pain_score", "low": 10}, [0, 0, 0, 1]),
        ({"sex": "female"}, [1, 0, 1, 0]),
        ({"not": {"any_of": [{"not": "fever"}, {"not": "weak"}]}}, [0, 0, 0, 1]),
        ({"score": TENTHS, "at_least": 0.3}, [0, 0, 0, 1]),
        ({"score": TENTHS, "at_most": 0.1}, [1, 1, 0, 0]),
        ({"score": TENTHS, "at_least": 0.1, "at_most": 0.2}, [0, 1, 1, 0]),
    ],
)
def test_a_criterion_holds_where_it_should(criterion: Any, expected: list[int]) -> None:
    assert criterion_holds(read(criterion), CASES).tolist() == [
        bool(x) for x in expected
    ]


def test_points_add_up_and_may_be_negative() -> None:
    score = {
        "score": [
            {"points": 2, "when": "fever"},
            {"points": -1.5, "when": {"not": "weak"}},
        ]
    }
    assert criterion_score(read(score), CASES).tolist() == [-1.5, 0.5, 0.0, 2.0]


def test_what_does_not_rank_counts_one_or_nothing() -> None:
    assert criterion_score(read("weak"), CASES).tolist() == [0.0, 0.0, 1.0, 1.0]
    limited = {"score": TENTHS, "at_least": 0.2}
    assert criterion_score(read(limited), CASES).tolist() == [0.0, 0.0, 1.0, 1.0]


def test_an_unknown_finding_never_counts_as_absent_by_chance() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        criterion_holds(read("cough"), CASES)
