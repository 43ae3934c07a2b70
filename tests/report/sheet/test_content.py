from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from pipeline.assess import assess
from pipeline.cases import Case
from pipeline.model import Classifier
from pipeline.report.assessment_text import render_assessment
from pipeline.report.sheet.content import (
    LONGEST_NAME,
    MOST_RULES_IN_FULL,
    sheet_content,
)
from pipeline.report.sheet.opinion import MOST_LIKELY
from tests.report.sheet.reading import closed_up
from tests.report.sheet.sample import CASES, KNOWLEDGE, content_of, texts_in
from tests.strategies import cases


def test_an_emergency_says_what_to_do_and_which_rule_says_so() -> None:
    content = content_of(CASES["an emergency"])
    urgency = content["urgency"]
    assert urgency["title"] == "Emergency: emergency department now"
    assert urgency["do"].startswith("Go to an emergency department now")
    assert urgency["said_by"] == "By 1 red flag: Bladder, bowel or saddle loss."
    (rule,) = content["red_flags"]["told"]
    assert rule["because"].startswith("New numbness or altered feeling of the genitals")
    assert "GIRFT national suspected cauda equina" in rule["sources"]
    assert rule["do"] == ""
    assert content["rule_out"] == ["Cauda equina syndrome"]


def test_without_a_model_the_rules_alone_answer_and_it_is_said() -> None:
    content = content_of(Case(age=63))
    assert content["urgency"]["title"] == "Urgency not known"
    assert "does not mean that it can wait" in content["urgency"]["said_by"]
    assert content["likely"]["rows"] == []
    assert "only the red-flag rules have answered" in content["likely"]["notes"][0]
    assert content["reasons"] == []
    assert content["made_by"].startswith("No model. Knowledge ")


def test_of_nobody_in_particular_nothing_is_said(classifier: Classifier) -> None:
    for model in (classifier, None):
        urgency = content_of(Case(case_id="a"), model)["urgency"]
        assert urgency["title"] == "Nothing has been asked yet"
        assert "does not mean that it can wait" in urgency["said_by"]
        assert urgency["tier"] == "none"


def test_what_open_rules_could_raise_is_so_only_so_far(classifier: Classifier) -> None:
    absent = dict.fromkeys(KNOWLEDGE.finding_ids, "absent")
    few = Case(findings={"saddle_numbness": "absent"})
    all_answered = Case(age=40, duration_days=200, pain_score=2, findings=absent)
    for case, so_far in ((few, True), (all_answered, False)):
        title = content_of(case, classifier)["urgency"]["title"]
        assert (" so far: " in title) == so_far


def test_the_likeliest_come_first_with_their_own_tier(classifier: Classifier) -> None:
    case = CASES["an ordinary one"]
    rows = content_of(case, classifier)["likely"]["rows"]
    entries = assess(case, classifier).differential
    ranked = sorted(entries, key=lambda entry: -entry["probability"])
    names = [entry["name"].split(" (")[0] for entry in ranked[:MOST_LIKELY]]
    assert [row["name"] for row in rows] == names
    assert {row["tier"] for row in rows} <= {
        "emergency",
        "same day",
        "two weeks",
        "routine",
    }


def test_answers_stand_under_yes_and_no_and_the_others_are_only_counted() -> None:
    answers = content_of(CASES["an emergency"])["answers"]
    (yes,), (no,) = answers["yes"], answers["no"]
    assert yes.startswith("New numbness or altered feeling of the genitals")
    assert no.startswith("Fever")
    n = len(KNOWLEDGE.finding_ids)
    assert answers["not_asked"] == f"{n - 2} of {n} questions"


def test_the_patient_is_told_in_words_and_what_is_not_known_too() -> None:
    assert content_of(CASES["an emergency"])["patient"] == (
        "34 years old; female; emergency department; pain for 2 days; worst pain 7.5"
        " of 10."
    )
    assert content_of(Case(duration_days=1))["patient"] == (
        "Pain for 1 day; not known: age, sex, where seen, worst pain."
    )


def test_no_fired_rule_is_left_out_however_many_there_are() -> None:
    case = CASES["everything present"]
    fired = assess(case, None).red_flags
    assert len(fired) > 2 * MOST_RULES_IN_FULL
    told = content_of(case)["red_flags"]
    names = [rule["name"] for rule in told["told"]]
    names += [name for rules in told["more"] for name in rules["names"].split("; ")]
    assert names == [rule["name"] for rule in fired]


def test_open_emergencies_come_with_few_questions_and_the_others_are_counted() -> None:
    case = CASES["an ordinary one"]
    told = content_of(case)["open"]
    asked = {
        field
        for rule in assess(case, None).undetermined
        if rule["urgency"] == "emergency"
        for field in rule["ask"]
    }
    assert len(told["questions"]) == 5
    assert told["more"] == f"and {len(asked) - 5} further questions"
    assert "emergency rules are still open" in told["told"]


def test_answers_that_cannot_both_hold_are_to_be_checked() -> None:
    findings = {"leg_weakness": "absent", "progressive_weakness": "present"}
    (warning,) = content_of(Case(findings=findings))["check"]
    assert "needs a Yes to “Weakness of the leg" in warning
    assert content_of(CASES["an emergency"])["check"] == []


def test_a_set_that_narrows_nothing_down_is_counted(classifier: Classifier) -> None:
    assessment = assess(Case(), classifier).to_dict()
    for n, told in ((8, "among: "), (9, "among 9 of the 28 conditions")):
        assessment["prediction_set"] = list(KNOWLEDGE.condition_ids[:n])
        content = sheet_content(assessment, Case(), KNOWLEDGE)
        assert told in content["likely"]["notes"][0]


def test_a_long_name_is_cut() -> None:
    name = content_of(CASES["everything present"])["name"]
    assert name == "W" * (LONGEST_NAME - 1) + "…"


def test_the_case_mix_is_named(classifier: Classifier) -> None:
    case = CASES["an ordinary one"]
    assessment = assess(case, classifier).to_dict()
    assessment["case_mix"] = {"name": "spine_clinic"}
    content = sheet_content(assessment, case, KNOWLEDGE)
    assert "for the case mix spine_clinic" in content["made_by"]


@pytest.mark.parametrize("name", CASES)
def test_the_sheet_says_it_in_the_words_of_the_text(
    name: str, classifier: Classifier
) -> None:
    case = CASES[name]
    assessment = assess(case, classifier).to_dict()
    text = closed_up(render_assessment(assessment, KNOWLEDGE))
    content: dict[str, Any] = content_of(case, classifier)
    said = [content["open"]["told"], content["made_by"]]
    if name != "nothing known":
        said.append(content["urgency"]["do"])
        if assessment["urgency_from"] == "model":
            said.append(content["urgency"]["said_by"])
    for section in ("ask_next", "changes", "hinges"):
        said += [group["told"] for group in content[section]["groups"]]
        said += [label for g in content[section]["groups"] for label in g["questions"]]
    assert [one for one in said if closed_up(one.replace("- ", "")) not in text] == []


@settings(max_examples=30)
@given(cases())
def test_any_case_makes_plain_texts_without_ids(case: Case) -> None:
    content = content_of(case)
    assert json.loads(json.dumps(content)) == content
    told = list(texts_in({**content, "name": "", "made_by": ""}))
    assert all(text.isprintable() for text in told)
    words = {word.strip("();:,.“”") for text in told for word in text.split()}
    ids = {*KNOWLEDGE.finding_ids, *KNOWLEDGE.condition_ids}
    assert words & {one for one in ids if "_" in one} == set()
