from __future__ import annotations

from typing import Any

from pipeline.knowledge import load_knowledge
from pipeline.report.audit_text import render_audit

KNOWLEDGE = load_knowledge()
RULE = {
    "id": "RF010",
    "name": "Possible hip or leg fracture",
    "urgency": "emergency",
    "suspects": ["vertebral_fracture"],
    "suspects_outside": "something else",
}


def page(**changes: Any) -> str:
    audit = {
        "case_id": "one",
        "tier": "emergency",
        "fired": [],
        "still_open": [],
        "closed": [RULE],
        "questions": [],
        "no_red_flags": False,
    }
    return render_audit({**audit, **changes}, KNOWLEDGE)


def question(field: str, **changes: Any) -> dict[str, Any]:
    plain = {"field": field, "below": None, "above": None, "closes": ["RF010"]}
    return {**plain, **changes}


def test_no_red_flags_is_said_when_the_audit_says_so_and_only_then() -> None:
    assert "No red flags" in page(no_red_flags=True)
    decided = page()
    assert "None of them is open." in decided
    assert "No red flags" not in decided
    still_open = page(still_open=[{**RULE, "ask": ["fever"]}])
    assert "No red flags" not in still_open
    assert "does not count as no" in still_open


def test_open_rules_name_what_they_could_be() -> None:
    text = page(still_open=[{**RULE, "ask": ["fever", "age"]}], closed=[])
    assert "Of 1 emergency rule, 0 fired, 1 still open, 0 closed" in text
    assert "RF010 Possible hip or leg fracture (could be:" in text
    assert "something else)" in text
    assert "2 open questions" in text


def test_fired_rules_say_because_of_what() -> None:
    text = page(fired=[{**RULE, "because": ["unable_to_bear_weight", "age"]}])
    assert "because " in text
    assert "age 65 or over" in text


def test_questions_say_which_answer_closes_and_who_can_give_it() -> None:
    text = page(
        questions=[
            question("fever"),
            question("reduced_anal_tone"),
            question("age", below=65.0),
            question("duration_days", above=14.0),
            question("pain_score", below=8.0),
        ]
    )
    assert "FEWEST QUESTIONS THAT CLOSE THEM: 5" in text
    asked, examined = text.split("To examine:")
    assert "[no]" in asked
    assert "[below 65 years]" in asked
    assert "[more than 14 days]" in asked
    assert "[below 8 out of 10]" in asked
    assert "Reduced anal squeeze" in examined
    assert max(map(len, text.splitlines())) <= 88


def test_other_tiers_are_named() -> None:
    assert "rule (urgent, same day, or worse)" in page(tier="urgent_same_day")


def test_a_case_without_a_name_is_shown_and_nothing_escapes() -> None:
    assert page(case_id=None).startswith("CASE (no id)")
    assert "\x1b" not in page(case_id="a\x1b[31m")
    assert "diagnos" not in page().lower()
