from __future__ import annotations

import json

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from app.telling.take_along import PROMISE, offers
from pipeline.assess import assess
from pipeline.cases import Case

NAME = "Mrs Somebody"
CASE = Case(case_id=NAME, age=52, findings={"saddle_numbness": "present"})
ASSESSMENT = assess(CASE, None)
MADE = {taken.key: (taken, make) for taken, make in offers(ASSESSMENT, CASE)}


def draw() -> None:
    from app.telling.take_along import show
    from pipeline.assess import assess
    from pipeline.cases import Case

    case = Case(case_id="Mrs Somebody", findings={"saddle_numbness": "present"})
    show(assess(case, None), case)


def test_every_file_has_a_button_that_makes_it_only_when_asked() -> None:
    app = AppTest.from_function(draw).run()
    assert not app.exception
    assert not app.get("download_button")
    app.session_state["take_along"] = True
    app.run()
    buttons = [button.proto for button in app.get("download_button")]
    assert [button.label for button in buttons] == [t.label for t, _ in MADE.values()]
    # No address yet: the bytes are made on the click.
    assert [button.url for button in buttons] == [""] * len(MADE)
    assert all(button.ignore_rerun for button in buttons)
    assert [item.value for item in app.caption] == [PROMISE]


def test_no_name_of_a_file_tells_anything_about_the_patient() -> None:
    other = Case(case_id="x", age=16, findings={"fever": "present"})
    names = [taken.file_name for taken, _ in offers(assess(other, None), other)]
    assert names == [taken.file_name for taken, _ in MADE.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("key", "start"), [("take_pdf", b"%PDF-"), ("take_page", b"<!DOCTYPE html>")]
)
def test_the_sheet_is_that_of_this_case(key: str, start: bytes) -> None:
    content = MADE[key][1]()
    assert content.startswith(start)
    assert content == MADE[key][1]()


def test_the_page_tells_the_urgency_and_what_to_do() -> None:
    text = MADE["take_page"][1]().decode()
    assert NAME in text
    assert "Emergency: emergency department now" in text


def test_the_assessment_is_that_of_the_command() -> None:
    assert json.loads(MADE["take_json"][1]()) == [ASSESSMENT.to_dict()]


def test_the_bundle_holds_the_answers_and_the_assessment() -> None:
    bundle = json.loads(MADE["take_fhir"][1]())
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert kinds == ["QuestionnaireResponse", "RiskAssessment"]


def test_the_answers_can_be_assessed_again() -> None:
    read = yaml.safe_load(MADE["take_case"][1]())
    assert Case(**read) == CASE
