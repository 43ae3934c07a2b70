from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings

from pipeline.assess import assess
from pipeline.cases import CONTEXT_FIELDS, Case
from pipeline.knowledge import load_knowledge
from pipeline.model import Classifier
from pipeline.report.assessment_text import open_questions, render_assessment
from pipeline.report.labels import Labels
from pipeline.terms import Urgency
from tests.strategies import cases

KNOWLEDGE = load_knowledge()
LABELS = Labels(KNOWLEDGE)
CALM = {"age": 30, "duration_days": 100, "pain_score": 1}
ALL_ABSENT = dict.fromkeys(KNOWLEDGE.finding_ids, "absent")


def assessed(model: Classifier | None = None, **fields: Any) -> dict[str, Any]:
    return assess(Case(**fields), model).to_dict()


def rendered(model: Classifier | None = None, **fields: Any) -> str:
    return render_assessment(assessed(model, **fields), KNOWLEDGE)


def section(text: str, title: str) -> str:
    found = [part for part in text.split("\n\n") if part.startswith(title)]
    assert len(found) == 1, f"{title} in {text}"
    return " ".join(found[0].split())


def test_a_fired_rule_is_told_with_its_reason_its_sources_and_its_action() -> None:
    text = rendered(case_id="a1", findings={"saddle_numbness": "present"})
    told = section(text, "URGENCY: EMERGENCY (emergency department now)")
    assert text.startswith("CASE a1\n")
    assert "Red flag RF001: Bladder, bowel or saddle loss" in told
    assert "because: New numbness or altered feeling of the genitals" in told
    assert "GIRFT national suspected cauda equina syndrome pathway" in told
    assert "gettingitrightfirsttime" not in told
    assert "Go to an emergency department now" in section(text, "WHAT TO DO")
    assert "Cauda equina syndrome" in section(text, "TO BE RULED OUT FIRST")
    assert "OTHER RED FLAGS" not in text


def test_other_fired_rules_follow_and_equally_urgent_ones_say_what_to_do() -> None:
    findings = dict.fromkeys(
        ["saddle_numbness", "active_cancer", "low_back_pain", "numbness"], "present"
    )
    assessment = assessed(findings=findings)
    told = section(render_assessment(assessment, KNOWLEDGE), "OTHER RED FLAGS")
    worst, *others = assessment["red_flags"]
    assert others
    assert worst["id"] not in told
    for rule in others:
        assert f"{rule['id']} {rule['name']}" in told
        is_told = rule["action"].split(". ")[0] in told
        assert is_told == (rule["urgency"] == "emergency")


def test_a_threshold_is_told_with_its_limit() -> None:
    findings = dict.fromkeys(["groin_pain", "unable_to_bear_weight"], "present")
    told = section(rendered(age=80, findings=findings), "URGENCY: EMERGENCY")
    reasons = told.partition("because: ")[2].partition(" according to:")[0].split("; ")
    assert sorted(reasons)[1:] == ["Groin pain", "age 65 or over"]


def test_a_rule_with_several_limits_does_not_guess_which_was_met() -> None:
    findings = dict.fromkeys(["collapse_or_fainting", "groin_pain"], "present")
    assessment = assessed(age=80, findings=findings)
    aortic = next(rule for rule in assessment["red_flags"] if rule["id"] == "RF012")
    assert "age" in aortic["because"]
    assert LABELS.because(aortic).endswith("; Age")


def test_what_lies_outside_the_conditions_is_to_be_ruled_out_too() -> None:
    text = rendered(findings={"pulsatile_abdominal_mass": "present"})
    told = section(text, "TO BE RULED OUT FIRST")
    assert "an aortic aneurysm that may be leaking (outside the conditions" in told


def test_nothing_can_be_concluded_without_a_fired_rule_and_without_a_model() -> None:
    text = rendered()
    told = section(text, "URGENCY: NOT KNOWN")
    assert "Nothing can be concluded. That does not mean that it can wait." in told
    assert "CASE (no id)" in text
    n_open = sum(r.tier is Urgency.EMERGENCY for r in KNOWLEDGE.rule_book.rules)
    assert f"{n_open} emergency rules are still open" in section(text, "STILL OPEN")
    assert "no red flags" not in text.lower()
    section(text, "PROBABILITIES: NOT AVAILABLE")


def test_no_red_flags_is_said_only_when_every_rule_is_decided_and_none_fired() -> None:
    decided = section(rendered(**CALM, findings=ALL_ABSENT), "STILL OPEN")
    assert decided.startswith("STILL OPEN No red flags: every rule is decided")
    one_open = {k: v for k, v in ALL_ABSENT.items() if k != "saddle_numbness"}
    told = section(rendered(**CALM, findings=one_open), "STILL OPEN")
    assert "1 emergency rule is still open." in told
    assert "- New numbness or altered feeling" in told
    assert told.endswith("[1]")


def test_lower_rules_left_open_are_told_when_no_emergency_rule_is() -> None:
    one_open = {k: v for k, v in ALL_ABSENT.items() if k != "night_sweats"}
    assessment = assessed(**CALM, findings=one_open)
    assessment["undetermined"] = [
        rule for rule in assessed()["undetermined"] if rule["urgency"] == "routine"
    ]
    told = section(render_assessment(assessment, KNOWLEDGE), "STILL OPEN")
    assert told.endswith(
        "No emergency rule is open; 1 rule of lower tiers is still open."
    )


def test_a_decided_rest_beside_a_fired_rule_is_not_called_free_of_red_flags() -> None:
    text = rendered(**CALM, findings=ALL_ABSENT | {"saddle_numbness": "present"})
    assert section(text, "STILL OPEN").endswith(
        "every other rule is decided by the answers."
    )
    assert "no red flags" not in text.lower()


def test_a_calm_urgency_names_the_rules_that_could_still_overturn_it(
    classifier: Classifier,
) -> None:
    findings = {
        "muscle_belly_tenderness": "present",
        "resisted_contraction_pain": "present",
    }
    known = {k: v for k, v in findings.items() if k in KNOWLEDGE.findings}
    assessment = assessed(classifier, findings=known) | {
        "urgency": "routine",
        "urgency_from": "model",
    }
    told = section(render_assessment(assessment, KNOWLEDGE), "URGENCY: ROUTINE SO FAR")
    assert "no red flag has fired so far, but 19 emergency rules are still open" in told


def test_an_urgency_of_the_model_gives_the_probability_it_rests_on(
    classifier: Classifier,
) -> None:
    assessment = assessed(classifier)
    assessment |= {"urgency": "urgent_same_day", "urgency_from": "model"}
    chances = {"cauda_equina_syndrome": 0.2, "spinal_metastasis": 0.11}
    for entry in assessment["differential"]:
        entry["probability"] = chances.get(entry["condition"], 0.69 / 26)
    graver = [
        entry["probability"]
        for entry in assessment["differential"]
        if KNOWLEDGE.profiles[entry["condition"]].tier >= Urgency.URGENT_SAME_DAY
    ]
    told = section(
        render_assessment(assessment, KNOWLEDGE), "URGENCY: URGENT, SAME DAY SO FAR"
    )
    assert f"a probability of {sum(graver):.0%} together" in told


def test_suspects_carry_the_probability_of_the_model(classifier: Classifier) -> None:
    assessment = assessed(classifier, findings={"saddle_numbness": "present"})
    for entry in assessment["differential"]:
        if entry["condition"] == "cauda_equina_syndrome":
            entry["probability"] = 0.34
    text = render_assessment(assessment, KNOWLEDGE)
    assert "- Cauda equina syndrome (probability 34%)" in text


def test_the_questions_named_first_make_it_an_emergency_on_their_own() -> None:
    assessment = assessed()
    asked = [question["finding"] for question in assessment["next_questions"]]
    assert list(open_questions(assessment, LABELS)) == asked[:5]


def test_the_other_questions_take_most_out_of_the_open_rules() -> None:
    def rule(*ask: str, urgency: str = "emergency") -> dict[str, Any]:
        return {"id": "RF000", "name": "", "urgency": urgency, "ask": list(ask)}

    assessment = {
        "undetermined": [
            rule("fever", "night_pain"),
            rule("fever", "calf_pain", "knee_pain"),
            rule("calf_pain"),
            rule("reduced_anal_tone"),
            rule("foot_pain", urgency="routine"),
        ],
        "would_change": [],
        "next_questions": [],
    }
    # calf_pain is worth 1/3 + 1, then fever 1/2 + 1/2; the examiner comes last.
    assert list(open_questions(assessment, LABELS).items()) == [
        ("calf_pain", 2),
        ("fever", 2),
        ("knee_pain", 1),
        ("night_pain", 1),
        ("reduced_anal_tone", 1),
    ]


def test_the_footer_names_model_knowledge_and_what_it_is_not(
    classifier: Classifier,
) -> None:
    text = rendered(classifier)
    digest = KNOWLEDGE.digest[:12]
    assert text.endswith(
        f"Model 0.1.0 5f2a90c1d700. Knowledge {digest}.\n"
        "Research and teaching software, not a medical device.\n"
    )
    assert f"No model. Knowledge {digest}." in rendered()


@pytest.mark.parametrize("case_id", ["a\x1b[31mred", "two\nlines", "bell\x07"])
def test_a_case_id_cannot_steer_the_terminal(case_id: str) -> None:
    text = rendered(case_id=case_id)
    assert text.splitlines()[0].startswith("CASE ")
    assert text.splitlines()[1] == ""
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)


def test_ids_that_the_knowledge_does_not_know_are_shown_as_they_are() -> None:
    assessment = assessed(findings={"saddle_numbness": "present"})
    rule = assessment["red_flags"][0]
    rule |= {"id": "RF999", "because": ["new_thing"], "suspects": ["new_condition"]}
    rule["sources"] = ["new_source"]
    text = render_assessment(assessment, KNOWLEDGE)
    for word in ("RF999", "because: new_thing", "- new_condition", "new_source"):
        assert word in text


@settings(max_examples=40, deadline=None)
@given(case=cases())
def test_any_case_gives_short_lines_and_never_a_false_all_clear(case: Case) -> None:
    assessment = assess(case, None).to_dict()
    text = render_assessment(assessment, KNOWLEDGE)
    assert max(map(len, text.splitlines())) <= 88
    assert ("no red flags" in text.lower()) == (
        not assessment["red_flags"] and not assessment["undetermined"]
    )
    assert (
        "diagnos" not in re.sub(r"according to:.*?\n\n", "", text, flags=re.S).lower()
    )
    for rule in assessment["red_flags"]:
        assert rule["id"] in text
    for field in CONTEXT_FIELDS:
        assert f"because: {field}" not in text
