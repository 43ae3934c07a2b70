import numpy as np
import pytest

from pipeline.cases import Case
from pipeline.model.advice import reasons
from pipeline.model.advice.reasons import MOST_REASONS, SMALLEST_WEIGHT
from pipeline.model.explain import Explanation, explain
from tests.model.exact import FINDINGS, IDS, classifier_of, exact_estimator

EXACT = classifier_of(exact_estimator())
MANY = Case(
    findings={
        f: "present" if i % 3 else "absent"
        for i, f in enumerate(FINDINGS)
        if i % 4 == 0
    }
)


def weighed(*weights: float) -> tuple[Explanation, Case]:
    """An explanation in which given answers bring given weights to the first cause."""
    known = FINDINGS[: len(weights)]
    half = np.full(len(IDS), 0.5)
    without = np.tile(half, (len(weights), 1))
    without[:, 0] = 1 / (1 + np.exp(weights))
    none = np.empty((0, len(IDS)))
    case = Case(findings=dict.fromkeys(known, "present"))
    return Explanation(half, known, without, (), none, none, without), case


def test_reasons_stand_strongest_first_on_the_side_they_speak_for() -> None:
    explanation, case = weighed(0.5, -2.0, 1.5, -0.3)
    (entry,) = reasons(explanation, case, list(IDS), [IDS[0]])
    assert entry["condition"] == IDS[0]
    assert [r["weight"] for r in entry["for"]] == [1.5, 0.5]
    assert [r["weight"] for r in entry["against"]] == [-2.0, -0.3]
    assert entry["for"][0] == {
        "finding": FINDINGS[2],
        "answer": "present",
        "weight": 1.5,
    }


def test_answers_that_hardly_matter_are_no_reasons() -> None:
    explanation, case = weighed(SMALLEST_WEIGHT / 2, -SMALLEST_WEIGHT / 2)
    (entry,) = reasons(explanation, case, list(IDS), [IDS[0]])
    assert (entry["for"], entry["against"]) == ([], [])


def test_only_the_strongest_reasons_are_told() -> None:
    explanation, case = weighed(*np.linspace(0.2, 2, 10), *np.linspace(-2, -0.2, 10))
    (entry,) = reasons(explanation, case, list(IDS), [IDS[0]])
    assert len(entry["for"]) == len(entry["against"]) == MOST_REASONS
    assert min(r["weight"] for r in entry["for"]) == pytest.approx(1.0)


def test_each_condition_asked_for_is_explained_in_the_order_asked() -> None:
    explanation = explain(EXACT, MANY)
    order = [IDS[3], IDS[0]]
    told = reasons(explanation, MANY, list(IDS), order)
    assert [entry["condition"] for entry in told] == order
    for entry in told:
        for reason in (*entry["for"], *entry["against"]):
            assert MANY.answer(reason["finding"]) == reason["answer"]
