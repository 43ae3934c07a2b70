"""The questions of a case as a FHIR Questionnaire."""

from __future__ import annotations

import math
from typing import Any

from pipeline.cases.fhir.terminology import (
    DO_NOT_KNOW,
    FINDING,
    NO,
    QUESTIONNAIRE,
    UCUM,
    UNITS,
    YES,
    Release,
    category_coding,
    in_words,
)
from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.knowledge.schema import ContextField, Finding

CONTEXT_GROUP = "context"
VERSION_LENGTH = 12
_HL7 = "http://hl7.org/fhir/StructureDefinition"
UNIT_OPTION = f"{_HL7}/questionnaire-unitOption"
MIN_VALUE, MAX_VALUE = f"{_HL7}/minValue", f"{_HL7}/maxValue"
# R5 renamed the type of a question with coded answers.
_CODED = {Release.R5: "coding", Release.R4B: "choice"}


def questionnaire(release: Release = Release.R5) -> dict[str, Any]:
    """Give the questions of a case as a FHIR Questionnaire.

    One item a finding, its link id the finding's id, in the groups of findings.yaml;
    what is known of the patient beside the findings comes first. Nothing is required,
    and nothing preselected.

    Parameters
    ----------
    release : Release, default=R5

    Returns
    -------
    dict
        Ready for JSON; the same knowledge gives the same bytes.

    References
    ----------
    .. [1] https://hl7.org/fhir/R5/questionnaire.html
    .. [2] https://hl7.org/fhir/R4B/questionnaire.html
    """
    knowledge = load_knowledge()
    coded = _CODED[Release(release)]
    context = knowledge.vocabulary.context
    items = [
        {
            "linkId": CONTEXT_GROUP,
            "text": "About the patient",
            "type": "group",
            "item": [_context_item(key, context[key], coded) for key in context],
        }
    ]
    items += [
        {
            "linkId": group,
            "text": in_words(group).capitalize(),
            "type": "group",
            "item": [
                _finding_item(key, finding, coded) for key, finding in asked.items()
            ],
        }
        for group, asked in knowledge.vocabulary.groups.items()
    ]
    return {
        "resourceType": "Questionnaire",
        "url": QUESTIONNAIRE,
        "version": version(knowledge),
        "name": "LasegueCase",
        "title": "Leg pain that seems to come from the back",
        "status": "draft",
        "experimental": True,
        "subjectType": ["Patient"],
        "description": (
            "What can be known about a case. Every question may stay unanswered, and "
            "unanswered never means no. Research and teaching; not a medical device."
        ),
        "item": items,
    }


def version(knowledge: Knowledge) -> str:
    """Give the version of the questions: the start of the knowledge's digest."""
    return knowledge.digest[:VERSION_LENGTH]


def _finding_item(key: str, finding: Finding, coded: str) -> dict[str, Any]:
    return {
        "linkId": key,
        "code": [{"system": FINDING, "code": key}],
        "text": finding.label,
        "type": coded,
        "answerOption": [{"valueCoding": answer} for answer in (YES, NO, DO_NOT_KNOW)],
    }


def _context_item(key: str, field: ContextField, coded: str) -> dict[str, Any]:
    item: dict[str, Any] = {"linkId": key, "text": field.label}
    if field.values is not None:
        options = [{"valueCoding": category_coding(key, v)} for v in field.values]
        return {**item, "type": coded, "answerOption": options}
    if key in UNITS:
        code, unit = UNITS[key]
        coding = {"system": UCUM, "code": code, "display": unit}
        extension = [{"url": UNIT_OPTION, "valueCoding": coding}]
        return {"extension": extension, **item, "type": "quantity"}
    low, high = field.range or (-math.inf, math.inf)
    limits = [
        {"url": url, "valueDecimal": limit}
        for url, limit in ((MIN_VALUE, low), (MAX_VALUE, high))
        if math.isfinite(limit)
    ]
    return {**({"extension": limits} if limits else {}), **item, "type": "decimal"}
