from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pipeline.knowledge import load_knowledge
from tests.app.reading import answer, know, page, questions, unfold, urgency

FINDINGS = load_knowledge().findings
NUMBERS = ("age", "duration_days", "pain_score")


def unfolded(app: AppTest) -> AppTest:
    """Open every group of questions."""
    for group, findings in load_knowledge().vocabulary.groups.items():
        for finding in findings.values():
            place = "screen" if finding.is_screen else finding.source
            opened = app.session_state[f"groups_{place}"]
            app.session_state[f"groups_{place}"] = [*{*opened, group}]
    return app.run()


def test_every_question_is_there_and_nothing_is_selected(app: AppTest) -> None:
    unfolded(app)
    shown = {key: item.value for key, item in questions(app).items()}
    assert shown == dict.fromkeys((*FINDINGS, "sex", "care_setting"))
    assert {n.key: n.value for n in app.number_input} == dict.fromkeys(NUMBERS)


def test_labels_come_from_the_vocabulary_and_the_screen_comes_first(
    app_without_model: AppTest,
) -> None:
    unfolded(app_without_model)
    shown = questions(app_without_model)
    asked = [key for key in shown if key in FINDINGS]
    assert {key: shown[key].label for key in asked} == {
        key: finding.label for key, finding in FINDINGS.items()
    }
    screen = [key for key, finding in FINDINGS.items() if finding.is_screen]
    assert asked[: len(screen)] == screen
    answers = {tuple(shown[key].options) for key in asked}
    assert answers == {("Yes", "No", "Not asked")}


def test_not_asked_takes_an_answer_back(app_without_model: AppTest) -> None:
    before = page(app_without_model)
    answer(app_without_model, saddle_numbness="present")
    assert "Emergency" in urgency(app_without_model)
    answer(app_without_model, saddle_numbness="not_asked")
    assert app_without_model.button_group(key="saddle_numbness").value is None
    assert page(app_without_model) == before


def test_history_and_examination_are_folded_by_group(
    app_without_model: AppTest,
) -> None:
    heads = [item.value for item in app_without_model.header]
    assert heads == [
        "Red-flag screen",
        "Where it is",
        "The patient",
        "History",
        "Examination",
        "The place",
    ]
    assert "calf_pain" not in questions(app_without_model)
    unfold(app_without_model, "history", "site")
    assert "calf_pain" in questions(app_without_model)


def test_a_question_can_be_found_by_its_words(app_without_model: AppTest) -> None:
    unfold(app_without_model, "history", "site")
    app_without_model.text_input(key="sought").set_value("calf PAIN").run()
    assert list(questions(app_without_model)) == ["calf_pain"]
    answer(app_without_model, calf_pain="present")
    app_without_model.text_input(key="sought").set_value("").run()
    assert "Site of the pain · 1 of 17 asked" in page(app_without_model)


def test_what_is_folded_away_is_still_answered(app_without_model: AppTest) -> None:
    unfold(app_without_model, "history", "site")
    answer(app_without_model, calf_pain="present")
    unfold(app_without_model, "history")
    assert "calf_pain" not in questions(app_without_model)
    assert app_without_model.session_state["patient"].answers == {
        "calf_pain": "present"
    }


def test_the_screen_counts_what_was_asked_and_no_counts_as_asked(
    app_without_model: AppTest,
) -> None:
    n = sum(finding.is_screen for finding in FINDINGS.values())
    assert f"0 of {n} asked" in page(app_without_model)
    know(app_without_model, fever="present", weight_loss="absent", leg_pain="present")
    assert f"2 of {n} asked" in page(app_without_model)


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_keep_to_the_range_that_a_case_allows(
    app_without_model: AppTest, name: str
) -> None:
    low, high = load_knowledge().vocabulary.context[name].range or (0, 0)
    number = app_without_model.number_input(key=name)
    assert (number.min, number.max) == (low, high)
    for value in (low, high):
        number.set_value(int(value))
        assert not app_without_model.run().exception


def test_start_again_clears_every_answer(app: AppTest) -> None:
    before = page(app)
    app.number_input(key="age").set_value(70)
    app.number_input(key="duration_days").set_value(3)
    app.number_input(key="pain_score").set_value(9)
    answer(app, sex="male", care_setting="emergency", saddle_numbness="present")
    know(app, slr_positive="absent")
    assert "Emergency" in urgency(app)
    app.button(key="start_again").click().run()
    assert all(item.value is None for item in questions(app).values())
    assert all(item.value is None for item in app.number_input)
    assert app.session_state["patient"].answers == {}
    assert page(app) == before
