from __future__ import annotations

import json

from streamlit.testing.v1 import AppTest

from app.asking.marks import ALL_MARKS, Mark
from pipeline.knowledge import load_knowledge
from tests.app.reading import page

FINDINGS = load_knowledge().findings
CALF = Mark("pain", "calf", "right")


def drawn(app: AppTest, *marks: Mark, charted: tuple[str, ...] = ()) -> AppTest:
    """Go on with a patient on whose chart something has been drawn."""
    patient = app.session_state["patient"]
    patient.marks = frozenset(marks)
    patient.charted = set(charted)
    for finding in charted:
        patient.answers[finding] = "present"
    return app.run()


def sent(app: AppTest) -> dict[str, object]:
    """What the browser is given to draw."""
    (component,) = app.get("bidi_component")
    given: dict[str, object] = json.loads(
        component.proto.json or component.proto.mixed.json
    )
    return given


def test_the_chart_starts_empty_and_answers_nothing(app_without_model: AppTest) -> None:
    assert sent(app_without_model)["marks"] == []
    assert app_without_model.session_state["patient"].answers == {}
    assert "the chart" not in page(app_without_model)


def test_the_drawing_is_sent_with_the_words_of_every_place(
    app_without_model: AppTest,
) -> None:
    given = sent(drawn(app_without_model, CALF, charted=("calf_pain",)))
    assert given["marks"] == ["pain:calf:right"]
    names = given["names"]
    assert isinstance(names, dict)
    assert {(layer, place) for layer in names for place in names[layer]} == {
        (mark.layer, mark.place) for mark in ALL_MARKS
    }


def test_what_the_chart_has_answered_is_listed(app_without_model: AppTest) -> None:
    drawn(app_without_model, CALF, charted=("calf_pain", "leg_pain"))
    assert "2 answers from the chart" in page(app_without_model)
    assert "Answered Yes:\n\n- Leg pain\n- Calf pain" in page(app_without_model)


def test_what_the_form_says_otherwise_is_shown(app_without_model: AppTest) -> None:
    app_without_model.session_state["patient"].answers["calf_pain"] = "absent"
    drawn(app_without_model, CALF, charted=("leg_pain",))
    shown = page(app_without_model)
    assert "answered otherwise" in shown
    assert "- Calf pain (No)" in shown
    assert "- Pain spreading below the knee (Not asked)" in shown
    assert app_without_model.session_state["patient"].answers["calf_pain"] == "absent"


def test_what_only_a_question_can_settle_is_asked_until_it_is_answered(
    app_without_model: AppTest,
) -> None:
    drawn(app_without_model, Mark("pain", "abdomen", "middle"))
    words = "A drawing cannot say this, so ask:\n\n- New abdominal or flank pain"
    assert words in page(app_without_model)
    app_without_model.session_state["patient"].answers["abdominal_pain"] = "absent"
    assert words not in page(app_without_model.run())


def test_an_old_numbness_of_the_saddle_area_is_explained(
    app_without_model: AppTest,
) -> None:
    saddle = Mark("numbness", "saddle", "middle")
    drawn(app_without_model, saddle, charted=("saddle_numbness",))
    assert "counts as new. If it is old" in page(app_without_model)


def test_another_patient_starts_with_an_empty_chart(app_without_model: AppTest) -> None:
    drawn(app_without_model, CALF, charted=("calf_pain", "leg_pain"))
    app_without_model.button(key="start_again").click().run()
    assert sent(app_without_model)["marks"] == []
    assert app_without_model.session_state["patient"].charted == set()


def test_a_mark_that_only_asks_survives_a_reload(app_without_model: AppTest) -> None:
    flank = Mark("pain", "flank", "left")
    drawn(app_without_model, flank)
    assert "case" in app_without_model.query_params
