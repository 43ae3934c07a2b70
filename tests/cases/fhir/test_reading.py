from __future__ import annotations

import copy
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cases import Case
from pipeline.cases.fhir import Release, case_from_response, questionnaire_response
from pipeline.cases.fhir.bundle import cases_from_fhir
from pipeline.errors import CaseError
from tests.cases.fhir.test_questionnaire import items
from tests.cases.outcome import outcome
from tests.strategies import json_like

CASE = Case(
    case_id="A1",
    age=63,
    sex="female",
    care_setting="primary_care",
    duration_days=42,
    pain_score=7,
    findings={"fever": "absent", "numbness": "present"},
)
DAR = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
YES_NO = "http://terminology.hl7.org/CodeSystem/v2-0136"
GENDER = "http://hl7.org/fhir/administrative-gender"


def response(release: Release = Release.R5, **changes: Any) -> dict[str, Any]:
    """Give the response of the case, with top-level elements changed."""
    return copy.deepcopy(questionnaire_response(CASE, release)) | changes


def answered(link: str, *answers: Any, **more: Any) -> dict[str, Any]:
    """Give the response with one item changed."""
    changed = response()
    (item,) = (item for item in items(changed) if item["linkId"] == link)
    item.pop("extension", None)
    item.update(more)
    item["answer"] = list(answers)
    return changed


def faults_of(resource: object) -> list[str]:
    with pytest.raises(CaseError, match=r"must be .* Got ") as caught:
        case_from_response(resource, "a.json")
    return [str(fault) for fault in caught.value.faults]


def own_faults_of(resource: object) -> list[str]:
    """Leave out what fhir.resources says of the structure."""
    return [fault for fault in faults_of(resource) if " prescribes. " not in fault]


def coded(system: str, code: str) -> dict[str, Any]:
    return {"valueCoding": {"system": system, "code": code}}


@pytest.mark.parametrize("resource", [{"resourceType": "Patient"}, {}, [], None, 3])
def test_another_resource_is_refused(resource: object) -> None:
    (fault,) = faults_of(resource)
    assert fault.startswith("a.json: the resource must be QuestionnaireResponse. Got ")


@pytest.mark.parametrize("status", ["bogus", None, ["completed"], {}, 1])
def test_a_status_outside_the_code_list_is_refused(status: object) -> None:
    fault = own_faults_of(response(status=status))[0]
    assert "status must be one of in-progress, completed, amended, stopped" in fault


def test_what_was_entered_in_error_is_no_case() -> None:
    (fault,) = faults_of(response(status="entered-in-error"))
    assert "Leave it out: it was entered in error." in fault


def test_the_answers_to_another_questionnaire_are_refused() -> None:
    (fault,) = faults_of(response(questionnaire="http://x.example/Questionnaire/1"))
    assert "questionnaire must be https://lasegue.example/fhir/Questionnaire" in fault


def test_the_questions_of_another_version_are_read() -> None:
    url = "https://lasegue.example/fhir/Questionnaire/case"
    for asked in (url, f"{url}|1.0"):
        assert case_from_response(response(questionnaire=asked)) == CASE


def test_r4b_needs_no_questionnaire() -> None:
    plain = response(Release.R4B)
    del plain["questionnaire"]
    assert case_from_response(plain) == CASE


def test_an_unknown_link_id_is_told_with_the_nearest_one() -> None:
    changed = response()
    changed["item"].append({"linkId": "fevr"})
    assert faults_of(changed) == [
        "a.json: linkId fevr must be one of the questionnaire. Got 'fevr'."
        " Did you mean 'fever'?"
    ]


def test_a_question_that_stands_there_twice_is_refused() -> None:
    changed = response()
    changed["item"].append({"linkId": "fever", "answer": [coded(YES_NO, "Y")]})
    (fault,) = faults_of(changed)
    assert "linkId fever must be there once. Got it twice." in fault


def test_two_answers_are_refused() -> None:
    (fault,) = faults_of(answered("fever", coded(YES_NO, "Y"), coded(YES_NO, "N")))
    assert "the answer to fever must be the only one. Got 2 answers." in fault


@pytest.mark.parametrize(
    ("link", "answer", "told"),
    [
        ("fever", {"valueString": "yes"}, "Got valueString"),
        ("fever", {"valueInteger": 1}, "Got valueInteger"),
        ("fever", coded("http://snomed.info/sct", "Y"), "the code 'Y' and the system"),
        ("fever", coded(YES_NO, "maybe"), "Got the code 'maybe' and the system"),
        ("fever", {"valueCoding": {"code": "Y"}}, "Got the code 'Y' and no system"),
        ("sex", coded(GENDER, "other"), "with female, male of"),
        ("sex", {"valueString": "female"}, "Got valueString"),
        ("care_setting", coded("http://x.example", "emergency"), "and the system"),
        ("age", {"valueInteger": 63}, "valueQuantity in years (UCUM a)"),
        ("duration_days", {"valueDecimal": 1.5}, "valueQuantity in days (UCUM d)"),
        ("pain_score", {"valueString": "7"}, "Got valueString"),
        ("pain_score", {"valueDecimal": 11}, "a number from 0 to 10. Got 11"),
        ("fever", {}, "one value. Got no value"),
        (
            "fever",
            coded(YES_NO, "Y") | {"valueBoolean": True},
            "one value. Got valueCoding, valueBoolean",
        ),
    ],
)
def test_an_answer_of_the_wrong_type_or_code_is_refused(
    link: str, answer: dict[str, Any], told: str
) -> None:
    faults = own_faults_of(answered(link, answer))
    assert len(faults) == 1
    assert told in faults[0]


@pytest.mark.parametrize(
    ("quantity", "told"),
    [
        ({"value": 6, "code": "wk"}, "Got the code 'wk' and the system"),
        ({"value": 6, "code": "d", "system": "http://x.example"}, "the code 'd' and"),
        ({"value": 6, "code": "d", "comparator": ">"}, "Got the comparator '>'"),
        ({"code": "d"}, "a number. Got no value"),
        ({"value": -6, "code": "d"}, "from 0 to 20000. Got -6"),
    ],
)
def test_a_quantity_must_be_one_number_in_the_unit_of_the_question(
    quantity: dict[str, Any], told: str
) -> None:
    ucum = {"system": "http://unitsofmeasure.org"}
    faults = own_faults_of(
        answered("duration_days", {"valueQuantity": ucum | quantity})
    )
    assert len(faults) == 1
    assert told in faults[0]


def test_every_fault_is_told_at_once() -> None:
    changed = answered("fever", {"valueString": "no"})
    changed["status"] = "bogus"
    changed["colour"] = "red"
    changed["item"].append({"linkId": "fevr"})
    quantity = {"value": 6, "code": "wk", "system": "http://unitsofmeasure.org"}
    (age,) = (item for item in items(changed) if item["linkId"] == "age")
    age["answer"] = [{"valueQuantity": quantity}]
    told = faults_of(changed)
    for what in ("status", "fever", "linkId fevr", "age", "colour"):
        assert sum(f"a.json: {what} must" in f or f"to {what} " in f for f in told) == 1
    assert len(told) == 5


@pytest.mark.parametrize("value", [True, False])
def test_a_plain_boolean_can_mean_nothing_else(value: bool) -> None:
    case = case_from_response(answered("fever", {"valueBoolean": value}))
    assert case.answer("fever").value == ("present" if value else "absent")


@pytest.mark.parametrize("release", Release)
@pytest.mark.parametrize(
    "unknown",
    [
        {},
        {"extension": [{"url": DAR, "valueCode": "not-asked"}]},
        {"answer": [{"extension": [{"url": DAR, "valueCode": "masked"}]}]},
        {
            "answer": [
                {"_valueCoding": {"extension": [{"url": DAR, "valueCode": "unknown"}]}}
            ]
        },
        {
            "answer": [
                coded(
                    "http://terminology.hl7.org/CodeSystem/data-absent-reason",
                    "asked-unknown",
                )
            ]
        },
        {"answer": [coded("http://terminology.hl7.org/CodeSystem/v2-0532", "NASK")]},
    ],
)
def test_whatever_says_that_it_is_not_known_is_unknown_and_never_no(
    unknown: dict[str, Any], release: Release
) -> None:
    changed = response(release)
    (item,) = (item for item in items(changed) if item["linkId"] == "fever")
    del item["answer"]
    item.update(unknown)
    assert case_from_response(changed) == CASE.replace_answer("fever", "unknown")


def test_a_reason_for_absence_outside_the_code_list_is_refused() -> None:
    extension = [{"url": DAR, "valueCode": "forgotten"}]
    changed = answered("fever", coded(YES_NO, "N"), extension=extension)
    first, second = faults_of(changed)
    assert "must be one of unknown, asked-unknown, " in first
    assert "both an answer and a reason for its absence" in second


def test_what_would_change_the_meaning_is_refused() -> None:
    modifier = [{"url": "http://x.example/negated", "valueBoolean": True}]
    on_answer = coded(YES_NO, "Y") | {"modifierExtension": modifier}
    for changed in (
        response(modifierExtension=modifier),
        response(implicitRules="http://x.example"),
        answered("fever", coded(YES_NO, "Y"), modifierExtension=modifier),
        answered("fever", on_answer),
    ):
        (fault,) = faults_of(changed)
        assert "must be absent" in fault


def test_groups_and_order_do_not_matter() -> None:
    questions = [i for i in items(response()) if "item" not in i]
    flat = response(item=questions[::-1])
    assert case_from_response(flat) == CASE


def test_a_group_has_no_answer() -> None:
    (fault,) = own_faults_of(answered("site", {"valueBoolean": True}))
    assert "the answer to site must be absent: it is a group" in fault


@pytest.mark.parametrize(
    ("named", "name"),
    [
        ({"identifier": [{"system": "http://x.example", "value": "H7"}]}, "H7"),
        ({"identifier": {"value": "H7"}}, "H7"),
        ({"identifier": [], "id": "r7"}, "r7"),
    ],
)
def test_a_foreign_name_is_handed_through(named: dict[str, Any], name: str) -> None:
    assert case_from_response(response(**named)).case_id == name


def bundle(*resources: Any, kind: str = "collection") -> dict[str, Any]:
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def test_a_bundle_gives_its_responses_in_order_and_passes_over_the_rest() -> None:
    other = questionnaire_response(Case(case_id="B"), Release.R4B)
    held = bundle(response(), {"resourceType": "RiskAssessment"}, other)
    assert cases_from_fhir(held, "a.json") == ([CASE, Case(case_id="B")], [])


def test_a_bundle_without_entries_holds_no_case() -> None:
    empty = {"resourceType": "Bundle", "type": "collection"}
    assert cases_from_fhir(empty, "a.json") == ([], [])


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (bundle(response(), kind="heap"), "the Bundle's type must be one of document"),
        (bundle({"resourceType": "Patient"}), "Got other resources alone"),
        (bundle(bundle()), "entry 1: it must be an entry with one resource"),
        (bundle(None), "entry 1: it must be an entry with one resource"),
        (bundle() | {"entry": {}}, "entry must be a list. Got {}"),
        (bundle(response(), response(status="x")), "a.json entry 2: status must"),
    ],
)
def test_a_bundle_at_fault_is_told_by_entry(held: dict[str, Any], told: str) -> None:
    _, faults = cases_from_fhir(held, "a.json")
    assert len(faults) == 1
    assert told in str(faults[0])


_KEYS = st.sampled_from(
    ["linkId", "answer", "item", "extension", "identifier", "status", "fever", "age"]
) | st.sampled_from(
    ["valueCoding", "_valueCoding", "valueQuantity", "value", "system", "code", "url"]
)
_NESTED = st.recursive(
    json_like() | _KEYS | st.just(DAR),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=150)
@given(resource=st.dictionaries(_KEYS, _NESTED), entry=_NESTED)
def test_garbage_ends_in_a_case_or_in_faults(resource: Any, entry: Any) -> None:
    kind = {"resourceType": "QuestionnaireResponse"}
    outcome(lambda: case_from_response(kind | resource))
    outcome(lambda: case_from_response(response() | resource))
    cases_from_fhir(bundle(entry, kind | resource), "a.json")


def test_far_too_deep_a_resource_is_a_fault() -> None:
    item: dict[str, Any] = {"linkId": "site"}
    for _ in range(5_000):
        item = {"linkId": "site", "item": [item]}
    assert any(
        "a few levels deep" in fault for fault in faults_of(response(item=[item]))
    )


def test_without_the_extra_plain_cases_are_read_and_fhir_says_what_to_install() -> None:
    code = """
import sys
sys.modules["fhir"] = None
from pipeline.cases import Case
from pipeline.cases.documents import cases_from_json
from pipeline.cases.fhir import questionnaire_response
import json
print(cases_from_json('{"age": 40}', "a.json"))
print(cases_from_json(json.dumps(questionnaire_response(Case())), "a.json")[1][0])
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    plain, refused = done.stdout.splitlines()
    assert plain.endswith(", [])")
    assert 'Install it with `pip install "lasegue[fhir]"`.' in refused


def test_reading_plain_cases_does_not_pay_for_fhir() -> None:
    code = """
import sys
from pipeline.cases import Case
from pipeline.cases.documents import cases_from_json
from pipeline.cases.fhir import questionnaire, questionnaire_response
cases_from_json('{"age": 40}', "a.json"), questionnaire_response(Case())
print("fhir" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
