from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.assess import assess, default_model
from pipeline.cases import Case
from pipeline.cases.fhir import Release, case_from_response
from pipeline.cases.fhir.bundle import cases_from_fhir
from pipeline.knowledge import load_knowledge
from pipeline.model import Classifier
from pipeline.report.risk_assessment import assessments_bundle, risk_bundle
from pipeline.report.risk_predictions import percent
from tests.cases.fhir.models import validate
from tests.known_cases import EMERGENCY, PUBLISHED, SCIATICA
from tests.strategies import cases

KNOWLEDGE = load_knowledge()
OWN = "https://lasegue.example/fhir"
Item = dict[str, Any]


def resources(
    case: Case, model: Classifier | None = None, release: Release = Release.R5
) -> tuple[Item, Item, Item]:
    """Give the assessment, the response and the RiskAssessment of a case."""
    assessment = assess(case, model).to_dict()
    bundle = risk_bundle(case, assessment, KNOWLEDGE, release)
    response, risk = (entry["resource"] for entry in bundle["entry"])
    return assessment, response, risk


def extensions(element: Item, name: str) -> list[Item]:
    url = f"{OWN}/StructureDefinition/{name}"
    return [e for e in element.get("extension", []) if e["url"] == url]


def condition_of(prediction: Item) -> str | None:
    own = prediction["outcome"]["coding"][0]
    assert own["system"].startswith(OWN)
    return own["code"] if own["system"].endswith("/condition") else None


@pytest.mark.parametrize("release", Release)
def test_every_published_case_is_accepted_with_the_model_of_the_project(
    release: Release,
) -> None:
    model, _ = default_model()
    for published in PUBLISHED:
        _, response, risk = resources(published.case, model, release)
        validate(risk, release)
        assert case_from_response(response) == published.case


@settings(max_examples=30)
@given(case=cases(), release=st.sampled_from(Release))
def test_any_case_is_accepted_with_rules_alone(case: Case, release: Release) -> None:
    assessment = assess(case).to_dict()
    validate(risk_bundle(case, assessment, KNOWLEDGE, release), release)


def test_a_whole_bundle_is_accepted_and_read_back(classifier: Classifier) -> None:
    given_cases = [SCIATICA, EMERGENCY, EMERGENCY]
    assessed = [(case, assess(case, classifier).to_dict()) for case in given_cases]
    for release in Release:
        bundle = assessments_bundle(assessed, KNOWLEDGE, release)
        validate(bundle, release)
        assert cases_from_fhir(json.loads(json.dumps(bundle)), "b") == (given_cases, [])
        # Equal resources, too, must have names of their own.
        assert len({entry["fullUrl"] for entry in bundle["entry"]}) == 6


def test_the_assessment_rests_on_the_response_beside_it() -> None:
    bundle = risk_bundle(EMERGENCY, assess(EMERGENCY).to_dict(), KNOWLEDGE)
    response, risk = bundle["entry"]
    assert risk["resource"]["basis"] == [
        {"reference": response["fullUrl"], "type": "QuestionnaireResponse"}
    ]


def test_without_cases_the_bundle_is_valid_and_has_no_entries() -> None:
    bundle = assessments_bundle([], KNOWLEDGE)
    assert bundle == {"resourceType": "Bundle", "type": "collection"}
    validate(bundle, Release.R5)


def test_probabilities_are_the_models_in_percent_and_in_its_order(
    classifier: Classifier,
) -> None:
    assessment, _, risk = resources(SCIATICA, classifier)
    causes = [p for p in risk["prediction"] if condition_of(p)]
    assert len(causes) == 28
    for entry, told in zip(assessment["differential"], causes, strict=True):
        assert condition_of(told) == entry["condition"]
        assert told["probabilityDecimal"] == pytest.approx(100 * entry["probability"])
        (untouched,) = extensions(told, "probability")
        assert untouched["valueDecimal"] == entry["probability"]
        held = entry["condition"] in assessment["prediction_set"]
        assert extensions(told, "in-prediction-set")[0]["valueBoolean"] is held
    assert sum(told["probabilityDecimal"] for told in causes) == pytest.approx(100)


def test_intervals_are_told_in_percent_where_there_are_any() -> None:
    assessment = assess(SCIATICA).to_dict()
    entry = assessment["differential"][0]
    entry |= {"probability": 0.07, "low": 0.005, "high": 0.29}
    bundle = risk_bundle(SCIATICA, assessment, KNOWLEDGE)
    validate(bundle, Release.R5)
    risk = bundle["entry"][1]["resource"]
    (told,) = (p for p in risk["prediction"] if condition_of(p) == entry["condition"])
    assert told["probabilityDecimal"] == 7.0
    (interval,) = extensions(told, "probability-interval")
    low, high = interval["valueRange"]["low"], interval["valueRange"]["high"]
    assert (low["value"], high["value"]) == (0.5, 29.0)
    assert {low["code"], high["code"]} == {"%"}


@given(st.floats(0, 1))
def test_a_probability_in_percent_never_leaves_its_scale(probability: float) -> None:
    assert 0 <= percent(probability) <= 100
    assert percent(probability) / 100 == pytest.approx(probability)


def test_an_icd_code_is_given_only_where_it_is_the_one(classifier: Classifier) -> None:
    _, _, risk = resources(SCIATICA, classifier)
    for told in risk["prediction"]:
        condition = condition_of(told)
        if condition is None:
            continue
        codes = KNOWLEDGE.profiles[condition].icd10
        coded = [
            coding["code"]
            for coding in told["outcome"]["coding"]
            if coding["system"] == "http://hl7.org/fhir/sid/icd-10"
        ]
        assert coded == (list(codes) if len(codes) == 1 else [])
        if len(codes) > 1:
            assert " or ".join(codes) in told["outcome"]["text"]


def test_a_fired_red_flag_is_told_in_extension_note_rationale_and_step() -> None:
    assessment, _, risk = resources(EMERGENCY)
    rule = assessment["red_flags"][0]
    urgency = risk["prediction"][0]
    assert urgency["qualitativeRisk"]["coding"][0]["code"] == "emergency"
    assert urgency["qualitativeRisk"]["text"] == "emergency department now"
    assert rule["name"] in urgency["rationale"]
    assert "New numbness or altered feeling" in urgency["rationale"]
    parts = extensions(risk, "red-flag")[0]["extension"]
    assert {"url": "id", "valueString": "RF001"} in parts
    assert {"url": "urgency", "valueCode": "emergency"} in parts
    assert rule["name"] in risk["note"][0]["text"]
    assert rule["action"].strip() in risk["note"][0]["text"]
    assert risk["mitigation"] == assessment["next_step"]


def test_without_a_model_no_probability_is_made_up() -> None:
    assessment, _, risk = resources(EMERGENCY)
    text = json.dumps(risk)
    assert "probabilityDecimal" not in text
    assert f"{OWN}/StructureDefinition/probability" not in text
    causes = [condition_of(p) for p in risk["prediction"] if condition_of(p)]
    suspected = [e["condition"] for e in assessment["differential"] if e["outranks"]]
    assert causes == suspected
    assert any("No model has answered" in note["text"] for note in risk["note"])
    assert risk["method"]["text"] == "Red-flag rules alone"


def test_with_neither_rule_nor_model_nothing_is_predicted() -> None:
    _, _, risk = resources(Case())
    assert "prediction" not in risk
    notes = " ".join(note["text"] for note in risk["note"])
    assert "Nothing can be concluded" in notes
    assert "what is not known was not taken as no" in notes


def test_open_emergencies_are_told() -> None:
    assessment, _, risk = resources(SCIATICA)
    told = extensions(risk, "open-red-flag")
    assert [parts["extension"][0]["valueString"] for parts in told] == [
        rule["id"] for rule in assessment["undetermined"]
    ]


def test_what_has_answered_is_recorded(classifier: Classifier) -> None:
    assessment = assess(SCIATICA, classifier).to_dict()
    assessment["case_mix"] = {"name": "our\x1bclinic"}
    risk = risk_bundle(SCIATICA, assessment, KNOWLEDGE)["entry"][1]["resource"]
    (digest,) = extensions(risk, "knowledge-digest")
    assert digest["valueString"] == KNOWLEDGE.digest
    (model,) = extensions(risk, "model")
    told = {part["url"]: part["valueString"] for part in model["extension"]}
    assert told == assessment["model"]
    (mix,) = extensions(risk, "case-mix")
    assert mix["valueString"] == "our�clinic"


def test_no_patient_no_time_and_nobody_has_confirmed_it(
    classifier: Classifier,
) -> None:
    _, response, risk = resources(SCIATICA, classifier)
    assert set(risk["subject"]) == {"type", "display"}
    assert risk["status"] == "preliminary"
    for resource in (response, risk):
        assert not {"authored", "occurrenceDateTime", "meta", "id"} & set(resource)


def test_the_same_case_gives_the_same_bytes(classifier: Classifier) -> None:
    one, other = (
        json.dumps(
            risk_bundle(SCIATICA, assess(SCIATICA, classifier).to_dict(), KNOWLEDGE)
        )
        for _ in range(2)
    )
    assert one == other
