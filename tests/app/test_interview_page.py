"""The page "Interview": one question at a time."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from app.words import label_of
from pipeline.assess import assess, next_question
from pipeline.cases import CONTEXT_FIELDS, Case
from pipeline.knowledge import load_knowledge
from tests.app.reading import open_page, page

FINDINGS = load_knowledge().findings
SADDLE = {"saddle_numbness": "present"}


@pytest.fixture
def interview(app: AppTest) -> AppTest:
    return open_page(app, "interview")


@pytest.fixture
def ruled(app_without_model: AppTest) -> AppTest:
    """The interview without a model, at its first finding."""
    open_page(app_without_model, "interview")
    for name in CONTEXT_FIELDS:
        press(app_without_model, f"pass_{name}")
    return app_without_model


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def question(app: AppTest) -> str:
    found = re.search(r'interview-question">(.*?)\?</h2>', page(app))
    return found[1] if found else ""


def known(app: AppTest) -> dict[str, object]:
    answers: dict[str, object] = app.session_state["patient"].answers
    return answers


def asked_finding(app: AppTest) -> str:
    (key,) = {str(b.key) for b in app.button if str(b.key).startswith("pass_")}
    return key.removeprefix("pass_")


def test_who_the_patient_is_comes_first_and_each_can_be_passed_over(
    interview: AppTest,
) -> None:
    for name in CONTEXT_FIELDS:
        assert question(interview) == label_of(name)
        press(interview, f"pass_{name}")
    assert asked_finding(interview) in FINDINGS
    assert known(interview) == {}
    assert "**0 answers**, 5 passed over." in page(interview)


def test_numbers_and_words_are_taken_and_an_empty_number_asks_again(
    interview: AppTest,
) -> None:
    press(interview, "next_age")
    assert question(interview) == "Age (years)"
    interview.number_input(key="number_age").set_value(63)
    press(interview, "next_age")
    press(interview, "say_sex_female")
    press(interview, "say_care_setting_primary_care")
    assert known(interview) == {
        "age": 63,
        "sex": "female",
        "care_setting": "primary_care",
    }
    assert question(interview) == label_of("duration_days")


def test_the_questions_are_those_of_the_assessment_each_with_its_reason(
    ruled: AppTest,
) -> None:
    for _ in range(4):
        passed = frozenset(ruled.session_state["patient"].skipped)
        case = Case(findings=dict(known(ruled)))  # type: ignore[arg-type]
        expected = next_question(assess(case, model=None), passed)
        assert expected is not None
        assert asked_finding(ruled) == expected.name
        assert question(ruled) == label_of(expected.name)
        assert f"Why: {expected.why}." in page(ruled)
        press(ruled, f"say_{expected.name}_absent")
    assert list(known(ruled).values()) == ["absent"] * 4


def test_what_is_passed_over_is_never_a_no_and_is_not_asked_again(
    ruled: AppTest,
) -> None:
    first = asked_finding(ruled)
    press(ruled, f"pass_{first}")
    assert first not in known(ruled)
    assert first in ruled.session_state["patient"].skipped
    assert asked_finding(ruled) != first


def test_back_takes_one_answer_or_one_passing_over_back(ruled: AppTest) -> None:
    first = asked_finding(ruled)
    press(ruled, f"say_{first}_absent")
    second = asked_finding(ruled)
    press(ruled, f"pass_{second}")
    assert f"“{label_of(second)}”: **Not asked**" in page(ruled)
    press(ruled, "interview_back")
    assert asked_finding(ruled) == second
    assert second not in ruled.session_state["patient"].skipped
    assert f"“{label_of(first)}”: **No**" in page(ruled)
    press(ruled, "interview_back")
    assert asked_finding(ruled) == first
    assert known(ruled) == {}


def test_the_first_question_has_nothing_to_go_back_to(interview: AppTest) -> None:
    assert interview.button(key="interview_back").disabled


def test_an_emergency_shows_at_once_what_to_do_and_the_interview_goes_on(
    app_with_model: AppTest,
) -> None:
    app_with_model.session_state["patient"].answers.update(SADDLE)
    open_page(app_with_model, "interview")
    shown = page(app_with_model)
    assert ":material/warning: Emergency: emergency department now" in shown
    assert "Go to an emergency department now" in shown
    assert "To be ruled out" in shown
    for name in CONTEXT_FIELDS:
        press(app_with_model, f"pass_{name}")
    assert asked_finding(app_with_model) in FINDINGS
    assert "Emergency: emergency department now" in page(app_with_model)
    assert not app_with_model.button(key="interview_stop").disabled


def test_without_a_model_nothing_is_left_to_ask_after_an_emergency(
    ruled: AppTest,
) -> None:
    ruled.session_state["patient"].answers.update(SADDLE)
    ruled.run()
    assert "No question that is left could raise the urgency" in page(ruled)


def test_the_interview_can_stop_and_go_on_anywhere(interview: AppTest) -> None:
    press(interview, "pass_age")
    before = question(interview)
    press(interview, "interview_stop")
    assert question(interview) == ""
    assert "The interview was stopped" in page(interview)
    press(interview, "interview_go_on")
    assert question(interview) == before


def test_another_patient_is_asked_even_if_the_one_before_was_stopped(
    interview: AppTest,
) -> None:
    press(interview, "interview_stop")
    press(interview, "interview_start_again")
    assert question(interview) == label_of("age")


def test_when_nothing_is_worth_asking_it_says_so_and_how_to_go_on(
    ruled: AppTest,
) -> None:
    first = asked_finding(ruled)
    patient = ruled.session_state["patient"]
    patient.skipped = [*CONTEXT_FIELDS, *FINDINGS]
    ruled.run()
    shown = page(ruled)
    assert "Nothing more is worth asking" in shown
    assert "red-flag rules** are still open" in shown or "Nothing has been" in shown
    assert f"**{len(FINDINGS) + len(CONTEXT_FIELDS)} questions** passed over" in shown
    press(ruled, "interview_ask_passed")
    assert question(ruled) == label_of("age")
    assert first not in known(ruled)


def test_assess_shows_the_same_patient(interview: AppTest) -> None:
    interview.number_input(key="number_age").set_value(63)
    press(interview, "next_age")
    press(interview, "say_sex_female")
    open_page(interview, "assess")
    assert interview.number_input(key="age").value == 63
    assert interview.button_group(key="sex").value == "female"


def test_letters_answer_only_where_they_are_wanted(ruled: AppTest) -> None:
    first = asked_finding(ruled)
    assert ruled.button(key=f"say_{first}_present").proto.shortcut == ""
    ruled.toggle(key="letters").set_value(True).run()
    letters = {
        key: ruled.button(key=key).proto.shortcut.upper()
        for key in (f"say_{first}_present", f"say_{first}_absent", f"pass_{first}")
    }
    assert list(letters.values()) == ["Y", "N", "S"]


def test_with_a_model_the_first_causes_are_told(app_with_model: AppTest) -> None:
    open_page(app_with_model, "interview")
    assert page(app_with_model).count("<li>") == 3


def test_without_a_model_it_says_that_there_are_no_probabilities(
    ruled: AppTest,
) -> None:
    assert "No model is loaded" in page(ruled)


def test_people_read_words_and_never_ids_in_the_interview(ruled: AppTest) -> None:
    for _ in range(3):
        press(ruled, f"say_{asked_finding(ruled)}_absent")
    shown = page(ruled)
    assert [key for key in FINDINGS if "_" in key and key in shown] == []
    assert "diagnos" not in shown.lower()
