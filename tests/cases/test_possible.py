import numpy as np
import pytest
from hypothesis import given

from pipeline.cases import Case, broken_requirements, matrix_from_cases
from pipeline.cases.possible import possible_findings
from pipeline.knowledge import load_knowledge
from tests.strategies import cases

FINDINGS = load_knowledge().findings


def impossible(case: Case) -> set[str]:
    possible = possible_findings(matrix_from_cases([case]))[0]
    return {f for f, can_be in zip(FINDINGS, possible, strict=True) if not can_be}


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (Case(), set()),
        (Case(findings={"leg_weakness": "absent"}), {"progressive_weakness"}),
        (Case(findings={"leg_weakness": "present"}), set()),
        (Case(duration_days=41.5), {"persistent_pain"}),
        (Case(duration_days=42), set()),
        (Case(sex="male"), {"pregnancy_or_postpartum"}),
        (Case(age=56), {"pregnancy_or_postpartum"}),
        (Case(age=55, sex="female"), set()),
    ],
)
def test_a_finding_is_impossible_when_a_known_answer_rules_it_out(
    case: Case, expected: set[str]
) -> None:
    assert impossible(case) == expected


@given(cases())
def test_it_is_what_would_be_warned_of(case: Case) -> None:
    ruled_out = impossible(case)
    for finding in FINDINGS:
        present = case.replace_answer(finding, "present")
        warned = {name for name, _ in broken_requirements(present)}
        assert (finding in warned) == (finding in ruled_out)


def test_many_cases_are_decided_each_by_itself() -> None:
    some = [Case(sex="male"), Case(), Case(duration_days=1)]
    together = possible_findings(matrix_from_cases(some))
    alone = [possible_findings(matrix_from_cases([case]))[0] for case in some]
    assert np.array_equal(together, np.stack(alone))
