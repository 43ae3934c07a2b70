"""Assessments as FHIR: a RiskAssessment beside the answers it rests on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID, uuid5

from pipeline.cases import Case
from pipeline.cases.fhir import Release, questionnaire_response
from pipeline.cases.fhir.terminology import OWN
from pipeline.knowledge import Knowledge
from pipeline.report.labels import Labels
from pipeline.report.risk_predictions import (
    EXTENSIONS,
    condition_coding,
    predictions,
)
from pipeline.report.words import DISCLAIMER, plural, printable, tier_name

METHOD = f"{OWN}/CodeSystem/method"
# Names of entries follow from their content and place alone: the same input, the same
# bytes. The name space is itself named after ours.
_NAMES = uuid5(UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8"), OWN)
Item = dict[str, Any]


def risk_bundle(
    case: Case,
    assessment: Item,
    knowledge: Knowledge,
    release: Release = Release.R5,
) -> Item:
    """Give one case and its assessment as a FHIR Bundle.

    Parameters
    ----------
    case : Case
    assessment : dict
        As `Assessment.to_dict()` gives it.
    knowledge : Knowledge
    release : Release, default=R5

    Returns
    -------
    dict
        Of type `collection`: a QuestionnaireResponse, then the RiskAssessment.

    References
    ----------
    .. [1] https://hl7.org/fhir/R5/bundle.html
    """
    return assessments_bundle([(case, assessment)], knowledge, release)


def assessments_bundle(
    assessed: Iterable[tuple[Case, Item]],
    knowledge: Knowledge,
    release: Release = Release.R5,
) -> Item:
    """Give cases and their assessments as one FHIR Bundle, in order.

    See `risk_bundle`; without a case the Bundle has no entries.
    """
    entries = []
    for number, (case, assessment) in enumerate(assessed, start=1):
        response = questionnaire_response(case, release)
        answers = _entry(number, response)
        resource = risk_assessment(assessment, knowledge, answers["fullUrl"])
        entries += [answers, _entry(number, resource)]
    bundle: Item = {"resourceType": "Bundle", "type": "collection"}
    return {**bundle, "entry": entries} if entries else bundle


def risk_assessment(assessment: Item, knowledge: Knowledge, basis: str) -> Item:
    """Give an assessment as a FHIR RiskAssessment; R5 and R4B write it the same way.

    Its status is `preliminary`: no clinician has confirmed it. FHIR demands a subject
    and a case holds no patient, so the subject is a display alone, for the importing
    system to fill in; for the same reason there is no time.

    Parameters
    ----------
    assessment : dict
        As `Assessment.to_dict()` gives it.
    knowledge : Knowledge
    basis : str
        Reference to the QuestionnaireResponse with the answers.

    Returns
    -------
    dict

    References
    ----------
    .. [1] https://hl7.org/fhir/R5/riskassessment.html
    .. [2] https://hl7.org/fhir/R4B/riskassessment.html
    """
    labels = Labels(knowledge)
    resource: Item = {
        "resourceType": "RiskAssessment",
        "extension": [
            *_provenance(assessment),
            *(_red_flag(rule, labels) for rule in assessment["red_flags"]),
            *map(_open_red_flag, assessment["undetermined"]),
        ],
        "status": "preliminary",
        "method": _method(assessment),
        "code": {"text": "Causes of leg pain that seems to come from the back"},
        "subject": {"type": "Patient", "display": "The patient who gave these answers"},
        "performer": {"type": "Device", "display": "Lasègue"},
        "basis": [{"reference": basis, "type": "QuestionnaireResponse"}],
    }
    foreseen = predictions(assessment, knowledge)
    if foreseen:
        resource["prediction"] = foreseen
    if assessment["next_step"].strip():
        resource["mitigation"] = assessment["next_step"]
    return {**resource, "note": [{"text": note} for note in _notes(assessment, labels)]}


def _entry(number: int, resource: Item) -> Item:
    """Name a resource after its place and content."""
    content = json.dumps(resource, sort_keys=True, separators=(",", ":"))
    name = uuid5(_NAMES, f"{number} {content}")
    return {"fullUrl": f"urn:uuid:{name}", "resource": resource}


def _method(assessment: Item) -> Item:
    if assessment["model"] is None:
        coding = {"system": METHOD, "code": "red-flags"}
        return {"coding": [coding], "text": "Red-flag rules alone"}
    coding = {"system": METHOD, "code": "red-flags-and-model"}
    told = (
        "Red-flag rules, then a calibrated classifier that can only raise the urgency"
    )
    return {"coding": [coding], "text": told}


def _provenance(assessment: Item) -> Iterator[Item]:
    """Say what has answered, for which case mix, and how sure its set is."""
    digest = assessment["knowledge"]["digest"]
    yield {"url": f"{EXTENSIONS}/knowledge-digest", "valueString": digest}
    if assessment["model"] is not None:
        parts = [_part(key, "String", assessment["model"][key]) for key in _MODEL_PARTS]
        yield {"url": f"{EXTENSIONS}/model", "extension": parts}
    if assessment["case_mix"] is not None:
        name = printable(assessment["case_mix"]["name"]).strip()
        yield {"url": f"{EXTENSIONS}/case-mix", "valueString": name or "unnamed"}
    if assessment["none_of_these"]["flag"] is not None:
        fits_none = assessment["none_of_these"]["flag"]
        yield {"url": f"{EXTENSIONS}/none-of-these", "valueBoolean": fits_none}
    for key in ("coverage", "emergency_coverage"):
        if assessment[key] is not None:
            url = f"{EXTENSIONS}/{key.replace('_', '-')}"
            yield {"url": url, "valueDecimal": assessment[key]}


_MODEL_PARTS = ("version", "digest")


def _part(name: str, kind: str, value: Any) -> Item:
    return {"url": name, f"value{kind}": value}


def _red_flag(rule: Item, labels: Labels) -> Item:
    parts = [
        _part("id", "String", rule["id"]),
        _part("name", "String", rule["name"]),
        _part("urgency", "Code", rule["urgency"]),
        _part("because", "String", labels.because(rule)),
        *(_part("suspects", "Coding", condition_coding(c)) for c in rule["suspects"]),
    ]
    if rule["suspects_outside"]:
        parts.append(_part("suspects-outside", "String", rule["suspects_outside"]))
    parts.append(_part("action", "String", rule["action"].strip()))
    parts += [_part("source", "String", s) for s in labels.sources(rule["sources"])]
    return {"url": f"{EXTENSIONS}/red-flag", "extension": parts}


def _open_red_flag(rule: Item) -> Item:
    parts = [
        _part("id", "String", rule["id"]),
        _part("name", "String", rule["name"]),
        _part("urgency", "Code", rule["urgency"]),
    ]
    return {"url": f"{EXTENSIONS}/open-red-flag", "extension": parts}


def _notes(assessment: Item, labels: Labels) -> Iterator[str]:
    """Say in words what a reader without our extensions would miss."""
    for rule in assessment["red_flags"]:
        yield (
            f"Red flag: {rule['name']} ({tier_name(rule['urgency'])}), because: "
            f"{labels.because(rule)}. {rule['action'].strip()}"
        )
        if rule["suspects_outside"]:
            yield f"To be ruled out, too: {rule['suspects_outside']}."
    n_open = sum(r["urgency"] == "emergency" for r in assessment["undetermined"])
    if n_open:
        yield (
            f"{plural(n_open, 'emergency red flag')} not ruled out, because not"
            " everything is known; what is not known was not taken as no."
        )
    if assessment["urgency"] is None:
        yield "Nothing can be concluded. That does not mean that it can wait."
    if assessment["model"] is None:
        yield "No model has answered, so there are no probabilities."
    if assessment["none_of_these"]["flag"]:
        yield "The answers fit none of these causes well: it may be another one."
    yield DISCLAIMER
