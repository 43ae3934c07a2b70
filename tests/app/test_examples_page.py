"""The page "Examples": guess first, then look."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from app.asking.guess import Guess
from app.telling import lesson, verdict
from app.telling.citing import with_links
from app.words import condition_name
from pipeline.assess import assess
from pipeline.cases.published import NONE_OF_THESE, PublishedCase, read_published
from pipeline.knowledge import load_knowledge
from pipeline.terms import Urgency
from tests.app.reading import open_page, page

PROFILES = load_knowledge().profiles
PUBLISHED = read_published()


@pytest.fixture
def examples(app: AppTest) -> AppTest:
    return open_page(app, "examples")


def shown_patient(app: AppTest) -> tuple[str, PublishedCase]:
    """The name of the example that is shown, and the published patient behind it."""
    number = app.selectbox(key="published_number").value
    said = page(app)
    (item,) = [
        item
        for item in PUBLISHED
        if item.summary and verdict.plain(item.summary) in said
    ]
    return f"published_{number}", item


def look(app: AppTest, name: str) -> AppTest:
    return app.button(key=f"look_only_{name}").click().run()


def test_before_the_guess_nothing_gives_the_answer_away(examples: AppTest) -> None:
    for number in range(5):
        examples.selectbox(key="published_number").set_value(number).run()
        said = page(examples)
        assert not any(item.summary in said for item in PUBLISHED)
        assert not any(item.source in said for item in PUBLISHED)
        assert "What was found" not in said
        assert not any(condition_name(key) in said for key in PROFILES)
    assert examples.button(key="look_published_4").disabled


def test_after_the_guess_the_literature_and_the_product_are_told(
    examples: AppTest,
) -> None:
    examples.selectbox(key="cause_published_0").set_value("disc_herniation")
    examples.button_group(key="urgency_published_0").set_value(Urgency.ROUTINE)
    examples.run()
    examples.button(key="look_published_0").click().run()
    _, item = shown_patient(examples)
    said = page(examples)
    assert "What was found" in said
    assert "What is said here" in said
    assert f"Source: {with_links(item.source)}" in said
    assert "You said " in said
    guess = examples.session_state["guesses"]["published_0"]
    assert guess.right["cause"] is (item.condition == "disc_herniation")
    assert guess.right["urgency"] is (item.expected_urgency is Urgency.ROUTINE)
    assert "So far: your cause was right in " in said


def test_looking_without_a_guess_counts_for_nothing(
    app_without_model: AppTest,
) -> None:
    open_page(app_without_model, "examples")
    look(app_without_model, "published_0")
    assert "What was found" in page(app_without_model)
    assert "So far" not in page(app_without_model)


def test_every_published_patient_can_be_looked_at(app_with_model: AppTest) -> None:
    open_page(app_with_model, "examples")
    numbers = range(0, len(PUBLISHED), 8)
    for number in numbers:
        app_with_model.selectbox(key="published_number").set_value(number).run()
        look(app_with_model, f"published_{number}")
        _, item = shown_patient(app_with_model)
        urgency = assess(item.case).urgency
        assert urgency is not None
        told = re.search(r"\*\*Urgency:(.*)", page(app_with_model))
        assert told
        assert ("the same as" in told[1]) is (urgency == item.expected_urgency)
        assert ("lower than" in told[1]) is (urgency < item.expected_urgency)


def test_next_goes_through_all_patients_and_begins_again(examples: AppTest) -> None:
    last = len(PUBLISHED) - 1
    examples.selectbox(key="published_number").set_value(last).run()
    examples.button(key="next_published").click().run()
    assert examples.selectbox(key="published_number").value == 0


def test_an_example_opens_in_assess(examples: AppTest) -> None:
    look(examples, "published_0")
    _, item = shown_patient(examples)
    examples.button(key="open_published_0").click().run()
    answers = examples.session_state["patient"].answers
    assert {k: v for k, v in answers.items() if k in item.case.findings} == {
        name: word.value for name, word in item.case.findings.items()
    }


def draw(app: AppTest, seed: int) -> AppTest:
    app.button_group(key="kind_of_example").set_value("Drawn at random").run()
    return app.number_input(key="drawn_seed").set_value(seed).run()


def test_the_same_number_draws_the_same_patient_again(examples: AppTest) -> None:
    first = page(draw(examples, 3))
    other = page(draw(examples, 4))
    assert other != first
    assert page(draw(examples, 3)) == first


def test_a_drawn_patient_is_shown_beside_the_best_possible_answer(
    app_with_model: AppTest,
) -> None:
    app = draw(open_page(app_with_model, "examples"), 3)
    assert "Best possible" not in page(app)
    app.selectbox(key="cause_drawn_3").set_value("vertebral_fracture").run()
    app.button(key="look_drawn_3").click().run()
    said = page(app)
    assert "| Cause | Best possible | Model |" in said
    assert "(the true one)" in said
    assert "What this teaches" in said
    assert app.session_state["guesses"]["drawn_3"].cause == "vertebral_fracture"


def test_drawing_another_changes_the_number(examples: AppTest) -> None:
    draw(examples, 3)
    examples.button(key="draw_another").click().run()
    assert examples.number_input(key="drawn_seed").value != 3


BEST = {"facet_cyst": 0.55, "muscle_strain": 0.35, "hip_osteoarthritis": 0.10}


def test_a_truth_that_the_answers_do_not_show_is_no_error_of_reasoning() -> None:
    said = lesson.lessons("hip_osteoarthritis", None, BEST)
    assert len(said) == 1
    assert "in place 3 (10%)" in said[0]
    assert "reasoned no worse" in said[0]


@pytest.mark.parametrize(
    ("chance", "words"), [(0.9, "nearly settle"), (0.55, "point to it")]
)
def test_how_much_the_answers_show_is_said(chance: float, words: str) -> None:
    best = {"facet_cyst": chance, "muscle_strain": 1 - chance}
    assert words in lesson.lessons("facet_cyst", None, best)[0]


def test_a_likeliest_cause_that_is_mostly_wrong_asks_for_more() -> None:
    best = {"facet_cyst": 0.4, "muscle_strain": 0.3, "hip_osteoarthritis": 0.3}
    assert "More has to be asked" in lesson.lessons("facet_cyst", None, best)[0]


def test_the_models_own_error_is_told_apart_from_what_nobody_can_know() -> None:
    near = {key: chance + 0.01 for key, chance in BEST.items()}
    assert "the patient, not the model" in lesson.lessons("facet_cyst", near, BEST)[1]
    far = {**BEST, "muscle_strain": 0.20, "facet_cyst": 0.65}
    told = lesson.lessons("facet_cyst", far, BEST)[1]
    assert "differs most on Muscle strain: 15 points less" in told


def test_a_cause_outside_the_conditions_is_judged_by_whether_it_was_noticed() -> None:
    (item, *_) = [one for one in PUBLISHED if one.condition == NONE_OF_THESE]
    guess = Guess(NONE_OF_THESE, item.expected_urgency)
    verdict.judge(guess, item, assess(item.case, model=None))
    assert guess.right == {"cause": True, "urgency": True}


def test_addresses_in_sources_become_links() -> None:
    said = with_links("Lee 2023, J Med Case Rep, 10.1186/s13256-023-03951-9")
    assert said.endswith("(https://doi.org/10.1186/s13256-023-03951-9)")
    assert "](https://a.org/x_y)" in with_links("A, https://a.org/x_y")
    assert with_links("A *star*") == r"A \*star\*"
