"""A case as a FHIR QuestionnaireResponse."""

from __future__ import annotations

import json
from typing import Any

from pipeline.cases.case import Case
from pipeline.cases.fhir.questionnaire import questionnaire, version
from pipeline.cases.fhir.terminology import (
    ABSENT_REASON_EXTENSION,
    CASE_ID,
    CASE_ID_AS_JSON,
    CATEGORY_SYSTEMS,
    NO,
    QUESTIONNAIRE,
    UCUM,
    UNITS,
    YES,
    Release,
    category_coding,
)
from pipeline.knowledge import load_knowledge
from pipeline.terms import Answer

# A case does not tell "asked, not known" from "not asked": this reason covers both.
NOT_KNOWN = {"url": ABSENT_REASON_EXTENSION, "valueCode": "unknown"}


def questionnaire_response(case: Case, release: Release = Release.R5) -> dict[str, Any]:
    """Give a case as a FHIR QuestionnaireResponse.

    Every question is there. One whose answer is not known has no answer and says why
    on the item: R5 allows no answer without a value, and both releases allow the
    reason on any element. There is no subject and no time: a case holds neither.

    Parameters
    ----------
    case : Case
    release : Release, default=R5

    Returns
    -------
    dict
        Ready for JSON; `case_from_response` gives the same case back.

    References
    ----------
    .. [1] https://hl7.org/fhir/R5/questionnaireresponse.html
    .. [2] https://hl7.org/fhir/R4B/questionnaireresponse.html
    .. [3] https://hl7.org/fhir/extensions/StructureDefinition-data-absent-reason.html
    """
    asked = questionnaire(release)
    resource: dict[str, Any] = {"resourceType": "QuestionnaireResponse"}
    if case.case_id is not None:
        name = _identifier(case.case_id)
        resource["identifier"] = [name] if release == Release.R5 else name
    return {
        **resource,
        "questionnaire": f"{QUESTIONNAIRE}|{version(load_knowledge())}",
        "status": "completed",
        "item": [_group(group, case) for group in asked["item"]],
    }


def _identifier(name: str) -> dict[str, str]:
    """Name the case, as JSON where a FHIR string could not hold the name."""
    if name.strip() == name != "" and name.isprintable():
        return {"system": CASE_ID, "value": name}
    return {"system": CASE_ID_AS_JSON, "value": json.dumps(name)}


def _group(group: dict[str, Any], case: Case) -> dict[str, Any]:
    answered = [_item(question, case) for question in group["item"]]
    return {"linkId": group["linkId"], "text": group["text"], "item": answered}


def _item(question: dict[str, Any], case: Case) -> dict[str, Any]:
    link = question["linkId"]
    item = {"linkId": link, "text": question["text"]}
    answer = _answer(link, case)
    if answer is None:
        return {"extension": [dict(NOT_KNOWN)], **item}
    return {**item, "answer": [answer]}


def _answer(link: str, case: Case) -> dict[str, Any] | None:
    """Give the answer to a question, None when it is not known."""
    if link in load_knowledge().findings:
        answer = case.answer(link)
        if answer is Answer.UNKNOWN:
            return None
        return {"valueCoding": dict(YES if answer is Answer.PRESENT else NO)}
    value = getattr(case, link)
    if value is None:
        return None
    if link in CATEGORY_SYSTEMS:
        return {"valueCoding": category_coding(link, value.value)}
    if link in UNITS:
        code, unit = UNITS[link]
        quantity = {"value": value, "unit": unit, "system": UCUM, "code": code}
        return {"valueQuantity": quantity}
    return {"valueDecimal": value}
