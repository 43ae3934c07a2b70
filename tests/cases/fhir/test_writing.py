from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.cases import Case
from pipeline.cases.documents import cases_from_json
from pipeline.cases.fhir import Release, case_from_response, questionnaire_response
from pipeline.knowledge import load_knowledge
from tests.cases.fhir.models import validate
from tests.cases.fhir.test_questionnaire import items
from tests.known_cases import PUBLISHED
from tests.strategies import FINDINGS, cases

EVERYTHING = Case(
    case_id=" a\x00\n",
    age=52,
    sex="female",
    care_setting="spine_clinic",
    duration_days=12.3456789,
    pain_score=0.1,
    findings=dict.fromkeys(FINDINGS, "absent") | {"fever": "present"},
)


def by_link(case: Case, release: Release = Release.R5) -> dict[str, dict[str, Any]]:
    response = questionnaire_response(case, release)
    return {item["linkId"]: item for item in items(response)}


@settings(max_examples=60)
@given(case=cases(), release=st.sampled_from(Release))
@example(case=EVERYTHING, release=Release.R5)
@example(case=EVERYTHING, release=Release.R4B)
@example(case=Case(), release=Release.R5)
@example(case=Case(case_id=""), release=Release.R4B)
def test_a_case_comes_back_through_fhir_as_it_was(case: Case, release: Release) -> None:
    text = json.dumps(questionnaire_response(case, release), allow_nan=False)
    validate(json.loads(text), release)
    assert case_from_response(json.loads(text)) == case
    assert cases_from_json(text, "a.json") == ([case], [])


@pytest.mark.parametrize("release", Release)
def test_every_published_case_is_accepted_and_comes_back(release: Release) -> None:
    for published in PUBLISHED:
        response = questionnaire_response(published.case, release)
        validate(response, release)
        assert case_from_response(response) == published.case


def test_every_question_is_there_whatever_is_known() -> None:
    assert list(by_link(Case())) == list(by_link(EVERYTHING))
    assert set(FINDINGS) < set(by_link(Case()))


def test_what_is_unknown_has_no_answer_and_says_so() -> None:
    given = {"fever": "present", "numbness": "absent", "foot_drop": "unknown"}
    told = by_link(Case(findings=given))
    (reason,) = told["foot_drop"]["extension"]
    assert reason == {
        "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
        "valueCode": "unknown",
    }
    groups = {"context", *load_knowledge().vocabulary.groups}
    for link, item in told.items():
        answered = link in ("fever", "numbness")
        assert ("answer" in item) is answered
        assert ("extension" in item) is (not answered and link not in groups)


def test_present_is_yes_absent_is_no_and_numbers_have_units() -> None:
    told = by_link(EVERYTHING)
    answers = {
        link: told[link]["answer"]
        for link in ("fever", "numbness", "age", "duration_days", "pain_score", "sex")
    }
    table = "http://terminology.hl7.org/CodeSystem/v2-0532"
    yes = {"system": table, "code": "Y", "display": "Yes"}
    no = {"system": table, "code": "N", "display": "No"}
    ucum = {"system": "http://unitsofmeasure.org"}
    female = {"system": "http://hl7.org/fhir/administrative-gender", "code": "female"}
    assert answers == {
        "fever": [{"valueCoding": yes}],
        "numbness": [{"valueCoding": no}],
        "age": [{"valueQuantity": {"value": 52, "unit": "years", "code": "a"} | ucum}],
        "duration_days": [
            {"valueQuantity": {"value": 12.3456789, "unit": "days", "code": "d"} | ucum}
        ],
        "pain_score": [{"valueDecimal": 0.1}],
        "sex": [{"valueCoding": female | {"display": "female"}}],
    }


def test_only_r5_writes_the_identifier_as_a_list() -> None:
    case = Case(case_id="A 1")
    name = {"system": "https://lasegue.example/fhir/NamingSystem/case-id"}
    name["value"] = "A 1"
    assert questionnaire_response(case, Release.R5)["identifier"] == [name]
    assert questionnaire_response(case, Release.R4B)["identifier"] == name
    assert "identifier" not in questionnaire_response(Case())


def test_the_same_case_gives_the_same_bytes() -> None:
    one, other = (
        json.dumps(questionnaire_response(case))
        for case in (EVERYTHING, Case(**EVERYTHING.to_dict()))
    )
    assert one == other
