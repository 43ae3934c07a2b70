"""The page "Compare": a pinned version beside the present one."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from app.asking.pin import differing
from app.telling.comparison import points_in_words
from app.telling.versions import CauseChange, cause_changes, emergency_changes
from app.words import label_of
from pipeline.assess import assess
from pipeline.cases import Case
from tests.app.reading import answer, key_of, know, open_page, page

SCIATICA = {"leg_pain": "present", "slr_positive": "present", "fever": "absent"}


@pytest.fixture
def pinned(app: AppTest) -> AppTest:
    """Compare, with a patient pinned in it."""
    app.session_state["patient"].answers.update(SCIATICA)
    open_page(app, "compare")
    return app.button(key="pin").click().run()


def test_without_a_pin_it_says_how_and_without_answers_there_is_nothing_to_pin(
    app: AppTest,
) -> None:
    open_page(app, "compare")
    assert "Nothing is pinned yet" in page(app)
    assert "No answers are known yet" in page(app)
    assert "pin" not in {item.key for item in app.button}


def test_the_same_version_twice_differs_in_nothing(pinned: AppTest) -> None:
    assert "both versions are the same" in page(pinned)
    assert pinned.session_state["patient"].pinned == SCIATICA


def test_what_differs_is_stated_and_both_urgencies_are_shown(pinned: AppTest) -> None:
    answer(pinned, saddle_numbness="present")
    shown = page(pinned)
    row = f"| {label_of('saddle_numbness')} | Not asked | Yes |"
    assert row in shown
    assert "**Fires now**: Bladder, bowel or saddle loss" in shown
    assert page(pinned).count("tier_emergency") == 1
    assert pinned.session_state["patient"].pinned == SCIATICA


def test_the_change_of_each_cause_is_told_with_a_model_only(
    app_with_model: AppTest,
) -> None:
    app_with_model.session_state["patient"].answers.update(SCIATICA)
    open_page(app_with_model, "compare")
    app_with_model.button(key="pin").click().run()
    app_with_model.multiselect(key="turning_added").set_value(["slr_positive"]).run()
    answer(app_with_model, slr_positive="absent")
    assert "| Cause | Pinned | Now | Change |" in page(app_with_model)
    assert "points |" in page(app_with_model)


def test_any_question_can_be_found_and_changed(pinned: AppTest) -> None:
    pinned.multiselect(key="turning_added").set_value(["age", "weight_loss"]).run()
    pinned.number_input(key="age").set_value(70).run()
    answer(pinned, weight_loss="present")
    patient = pinned.session_state["patient"]
    assert patient.answers == {**SCIATICA, "age": 70, "weight_loss": "present"}
    assert f"| {label_of('age')} | Not asked | 70 |" in page(pinned)


def test_what_was_changed_elsewhere_can_be_changed_back_here(pinned: AppTest) -> None:
    open_page(pinned, "assess")
    know(pinned, fever="present")
    open_page(pinned, "compare")
    assert f"| {label_of('fever')} | No | Yes |" in page(pinned)
    answer(pinned, fever="absent")
    assert "both versions are the same" in page(pinned)


def test_swapping_twice_changes_nothing_and_unpinning_keeps_the_answers(
    pinned: AppTest,
) -> None:
    answer(pinned, saddle_numbness="present")
    now = dict(pinned.session_state["patient"].answers)
    pinned.button(key="swap").click().run()
    patient = pinned.session_state["patient"]
    assert (patient.answers, patient.pinned) == (SCIATICA, now)
    key = key_of(pinned, "saddle_numbness")
    assert pinned.button_group(key=key).value is None
    assert "**Fires no longer**: Bladder" in page(pinned)
    pinned.button(key="swap").click().run()
    assert (patient.answers, patient.pinned) == (now, SCIATICA)
    pinned.button(key="unpin").click().run()
    assert patient.pinned is None
    assert patient.answers == now
    assert "Nothing is pinned yet" in page(pinned)


def test_a_question_stays_where_it_is_while_it_is_answered(pinned: AppTest) -> None:
    before = [item.key for item in pinned.button_group]
    for name in before[:3]:
        answer(pinned, **{str(name): "present"})
    assert [item.key for item in pinned.button_group] == before


def test_an_answer_that_closes_a_rule_is_no_longer_open() -> None:
    then = assess(Case(), model=None)
    now = assess(Case(findings={"reduced_anal_tone": "absent"}), model=None)
    changes = emergency_changes(then, now)
    closed = {r["name"] for r in then.undetermined} - {
        r["name"] for r in now.undetermined
    }
    assert closed
    assert set(changes.closed) == closed
    assert changes.n_open_now == changes.n_open_then - len(changes.closed)
    back = emergency_changes(now, then)
    assert back.opened == changes.closed
    assert changes.fired == changes.no_longer == back.closed == []
    assert cause_changes(then, now) == []


def test_a_change_to_unknown_is_a_difference_and_an_equal_answer_is_none() -> None:
    assert differing({"fever": "absent"}, {}) == ["fever"]
    assert differing({"age": 50}, {"age": 50.0}) == []


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (0.5, "hardly changed"),
        (0.51, "up by 1 point"),
        (0.3, "down by 20 points"),
    ],
)
def test_changes_are_told_in_points(now: float, words: str) -> None:
    assert points_in_words(CauseChange("facet_cyst", 0.5, now)) == words
