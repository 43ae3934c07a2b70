from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pipeline.cases import CONTEXT_FIELDS
from pipeline.knowledge import load_knowledge
from tests.app.reading import answer, page, urgency

FINDINGS = load_knowledge().findings
NUMBERS = ("age", "duration_days", "pain_score")


def test_every_question_is_there_and_nothing_is_selected(app: AppTest) -> None:
    questions = {item.key: item.value for item in app.button_group}
    assert questions == dict.fromkeys((*FINDINGS, "sex", "care_setting"))
    assert {n.key: n.value for n in app.number_input} == dict.fromkeys(NUMBERS)


def test_labels_come_from_the_vocabulary_and_the_screen_comes_first(
    app_without_model: AppTest,
) -> None:
    questions = {str(item.key): item for item in app_without_model.button_group}
    asked = [key for key in questions if key in FINDINGS]
    assert {key: questions[key].label for key in asked} == {
        key: finding.label for key, finding in FINDINGS.items()
    }
    screen = [key for key, finding in FINDINGS.items() if finding.is_screen]
    assert asked[: len(screen)] == screen
    assert {tuple(questions[key].options) for key in asked} == {("Yes", "No")}


def test_history_and_examination_are_folded_by_group(
    app_without_model: AppTest,
) -> None:
    heads = [item.value for item in app_without_model.header]
    assert heads == [
        "Red-flag screen",
        "The patient",
        "History",
        "Examination",
        "The place",
    ]
    folded = {item.label: item for item in app_without_model.expander}
    assert next(b.key for b in folded["Spine"].button_group) == "spinal_tenderness"
    assert not folded["Site of the pain"].proto.expanded


def test_the_screen_counts_what_was_asked_and_no_counts_as_asked(
    app_without_model: AppTest,
) -> None:
    n = sum(finding.is_screen for finding in FINDINGS.values())
    assert f"0 of {n} asked" in page(app_without_model)
    answer(app_without_model, fever="present", weight_loss="absent", leg_pain="present")
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
    answer(
        app,
        sex="male",
        care_setting="emergency",
        saddle_numbness="present",
        slr_positive="absent",
    )
    assert "Emergency" in urgency(app)
    app.button(key="start_again").click().run()
    assert all(item.value is None for item in app.button_group)
    assert all(item.value is None for item in app.number_input)
    assert all(app.session_state[name] is None for name in CONTEXT_FIELDS)
    assert page(app) == before
