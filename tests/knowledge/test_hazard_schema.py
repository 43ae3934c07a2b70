from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.knowledge.hazard_schema import (
    LIKELIHOODS,
    SEVERITIES,
    DocumentedFlag,
    Hazard,
    HazardLog,
    RiskScheme,
)

MATRIX = {
    "very_low": [1, 1, 2, 2, 3],
    "low": [1, 2, 2, 3, 4],
    "medium": [2, 2, 3, 3, 4],
    "high": [2, 3, 3, 4, 5],
    "very_high": [3, 4, 4, 5, 5],
}
CLAIM = {"when": {"fever": "present"}, "at_least": "routine", "rules": ["RF001"]}


def scheme(**changes: Any) -> RiskScheme:
    data = {
        "sources": ["a_standard"],
        "severities": dict.fromkeys(SEVERITIES, "words"),
        "likelihoods": dict.fromkeys(LIKELIHOODS, "words"),
        "levels": dict.fromkeys(range(1, 6), "words"),
        "matrix": MATRIX,
    }
    return RiskScheme.model_validate(data | changes)


def hazard(**changes: Any) -> Hazard:
    data = {
        "id": "HZ01",
        "name": "Something missed",
        "hazard": "It is missed.",
        "causes": ["Nobody asked."],
        "effect": "Harm.",
        "severity": "major",
        "before": {"likelihood": "high", "why": "because"},
        "after": {"likelihood": "low", "why": "because"},
        "controls": [{"rule": "RF001", "tier": "emergency"}],
        "residual": "Some is left.",
    }
    return Hazard.model_validate(data | changes)


def flag(**changes: Any) -> DocumentedFlag:
    data = {"id": "DF01", "document": "seed", "says": "Beware.", "hazards": ["HZ01"]}
    return DocumentedFlag.model_validate(data | changes)


@pytest.mark.parametrize(
    ("likelihood", "severity", "level"),
    [
        ("very_low", "minor", 1),
        ("low", "major", 3),
        ("very_low", "catastrophic", 3),
        ("very_high", "minor", 3),
        ("very_high", "catastrophic", 5),
    ],
)
def test_the_level_is_looked_up(likelihood: Any, severity: Any, level: int) -> None:
    assert scheme().level(likelihood, severity) == level


def test_a_hazard_is_judged_before_and_after_its_controls() -> None:
    log = HazardLog(
        scheme=scheme(),
        hazards=(hazard(),),
        documented=(flag(claims=[CLAIM]),),
    )
    assert (log.risk_before(log.hazards[0]), log.risk_after(log.hazards[0])) == (4, 3)


def test_the_log_knows_what_a_rule_is_for() -> None:
    other = hazard(id="HZ02", controls=[], other_controls=["words"])
    answered, unanswered = flag(claims=[CLAIM]), flag(no_rule_because="Harmless.")
    log = HazardLog(
        scheme=scheme(), hazards=(hazard(), other), documented=(answered, unanswered)
    )
    assert log.hazards_of("RF001") == log.hazards[:1]
    assert log.flags_of("RF001") == (answered,)
    assert log.hazards_of("RF002") == log.flags_of("RF002") == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"severities": {"minor": "words"}}, "severities must be minor, significant"),
        (
            {"likelihoods": dict.fromkeys(reversed(LIKELIHOODS), "words")},
            "likelihoods must be very_low, low",
        ),
        ({"matrix": {"low": [1] * 5}}, "likelihoods must be very_low, low"),
        ({"levels": {1: "words"}}, "levels must be 1 to 5"),
        ({"matrix": MATRIX | {"low": [1, 2, 1, 3, 4]}}, "must never fall"),
        ({"matrix": MATRIX | {"high": [1, 2, 3, 3, 4]}}, "must never fall"),
        ({"matrix": MATRIX | {"low": [1, 2, 2, 3]}}, "at least 5 items"),
        ({"matrix": MATRIX | {"very_high": [3, 4, 4, 5, 6]}}, "less than or equal"),
    ],
)
def test_a_scheme_must_judge_everything(changes: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        scheme(**changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"controls": []}, "a hazard needs a control"),
        (
            {"after": {"likelihood": "very_high", "why": "because"}},
            "must not make a hazard likelier",
        ),
        ({"causes": []}, "at least 1 item"),
        ({"id": "H1"}, "match pattern"),
        ({"severity": "severe"}, "Input should be 'minor'"),
    ],
)
def test_a_hazard_must_be_whole(changes: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        hazard(**changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "give either `claims` or `no_rule_because`"),
        (
            {"claims": [CLAIM], "no_rule_because": "Both."},
            "give either `claims` or `no_rule_because`",
        ),
        ({"claims": [CLAIM | {"when": {"fever": "absent"}}]}, "Input should be"),
        ({"claims": [CLAIM | {"when": {}}]}, "at least 1 item"),
        ({"claims": [CLAIM | {"rules": []}]}, "at least 1 item"),
        ({"no_rule_because": "Harmless.", "hazards": []}, "at least 1 item"),
    ],
)
def test_a_documented_flag_is_answered_or_explained(changes: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        flag(**changes)
