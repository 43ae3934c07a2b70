from __future__ import annotations

from typing import Any

import pytest

from pipeline.cases import Case, broken_requirements
from pipeline.knowledge import load_knowledge


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"sex": "male"}, "sex female"),
        ({"age": 60}, "an age of 55 or less"),
        ({"age": 16}, None),
        ({"age": 40, "sex": "female"}, None),
        ({}, None),
    ],
)
def test_pregnancy_asks_for_a_woman_of_child_bearing_age(
    fields: dict[str, Any], reason: str | None
) -> None:
    case = Case(findings={"pregnancy_or_postpartum": "present"}, **fields)
    expected = [] if reason is None else [("pregnancy_or_postpartum", reason)]
    assert list(broken_requirements(case)) == expected


@pytest.mark.parametrize(("days", "warned"), [(0, True), (41.5, True), (42, False)])
def test_persistent_pain_asks_for_six_weeks(days: float, warned: bool) -> None:
    case = Case(duration_days=days, findings={"persistent_pain": "present"})
    expected = [("persistent_pain", "a duration of 42 days or more")]
    assert list(broken_requirements(case)) == (expected if warned else [])


def test_a_finding_that_needs_another_warns_only_when_that_is_denied() -> None:
    findings = {"progressive_weakness": "present"}
    assert list(broken_requirements(Case(findings=findings))) == []
    denied = Case(findings={**findings, "leg_weakness": "absent"})
    assert list(broken_requirements(denied)) == [
        ("progressive_weakness", "leg_weakness to be present")
    ]
    absent = Case(findings={"progressive_weakness": "absent", "leg_weakness": "absent"})
    assert list(broken_requirements(absent)) == []


def test_every_requirement_can_be_met_and_broken() -> None:
    needing = {k: f for k, f in load_knowledge().findings.items() if f.requires}
    assert {"pregnancy_or_postpartum", "persistent_pain"} <= set(needing)
    for finding, entry in needing.items():
        assert list(broken_requirements(Case(findings={finding: "present"}))) == []
        needs = entry.requires
        assert needs is not None
        fields: dict[str, Any] = {}
        answers = {finding: "present"}
        if needs.finding:
            answers[needs.finding] = "absent"
        if needs.sex:
            fields["sex"] = "male" if needs.sex == "female" else "female"
        if needs.age_max:
            fields["age"] = needs.age_max + 1
        if needs.duration_days_min:
            fields["duration_days"] = needs.duration_days_min - 1
        assert list(broken_requirements(Case(findings=answers, **fields))), finding
