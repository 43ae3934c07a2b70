"""The addresses and code lists that our FHIR resources use.

`fhir.resources` checks structure and no codes, so every list that matters here stands
here. Addresses below `OWN` are names and lead nowhere: `.example` is reserved [1]_.

References
----------
.. [1] RFC 2606, Reserved Top Level DNS Names
.. [2] https://hl7.org/fhir/R5/valueset-questionnaire-answers-status.html
.. [3] https://hl7.org/fhir/R5/codesystem-data-absent-reason.html
.. [4] https://terminology.hl7.org/CodeSystem-v2-0532.html
.. [5] https://hl7.org/fhir/R5/valueset-bundle-type.html
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pipeline.terms import Answer


class Release(StrEnum):
    """A release of FHIR that is written and read."""

    R5 = "R5"
    R4B = "R4B"


OWN = "https://lasegue.example/fhir"
QUESTIONNAIRE = f"{OWN}/Questionnaire/case"
FINDING = f"{OWN}/CodeSystem/finding"
CARE_SETTING = f"{OWN}/CodeSystem/care-setting"
CASE_ID = f"{OWN}/NamingSystem/case-id"
# A name that no FHIR string can hold (empty, blank at an end, control characters) is
# written as a JSON text, under a system of its own.
CASE_ID_AS_JSON = f"{OWN}/NamingSystem/case-id-as-json"

UCUM = "http://unitsofmeasure.org"
GENDER = "http://hl7.org/fhir/administrative-gender"
EXPANDED_YES_NO = "http://terminology.hl7.org/CodeSystem/v2-0532"
YES_NO = "http://terminology.hl7.org/CodeSystem/v2-0136"
ABSENT_REASON = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
ABSENT_REASON_EXTENSION = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

UNITS = {"age": ("a", "years"), "duration_days": ("d", "days")}
CATEGORY_SYSTEMS = {"sex": GENDER, "care_setting": CARE_SETTING}
STATUSES = ("in-progress", "completed", "amended", "entered-in-error", "stopped")
WITHDRAWN = "entered-in-error"
BUNDLE_TYPES = (
    "document",
    "message",
    "transaction",
    "transaction-response",
    "batch",
    "batch-response",
    "history",
    "searchset",
    "collection",
    "subscription-notification",
)
ABSENT_REASONS = (
    "unknown",
    "asked-unknown",
    "temp-unknown",
    "not-asked",
    "asked-declined",
    "masked",
    "not-applicable",
    "unsupported",
    "as-text",
    "error",
    "not-a-number",
    "negative-infinity",
    "positive-infinity",
    "not-performed",
    "not-permitted",
)
YES, NO, DO_NOT_KNOW = (
    {"system": EXPANDED_YES_NO, "code": "Y", "display": "Yes"},
    {"system": EXPANDED_YES_NO, "code": "N", "display": "No"},
    {"system": EXPANDED_YES_NO, "code": "ASKU", "display": "asked but unknown"},
)
# Both tables that HL7 has for yes and no; all that is neither is unknown, never "no".
ANSWERS: dict[tuple[str, str], Answer] = {
    (EXPANDED_YES_NO, "Y"): Answer.PRESENT,
    (EXPANDED_YES_NO, "N"): Answer.ABSENT,
    (YES_NO, "Y"): Answer.PRESENT,
    (YES_NO, "N"): Answer.ABSENT,
    **{
        (EXPANDED_YES_NO, code): Answer.UNKNOWN
        for code in ("NI", "NA", "UNK", "NASK", "ASKU", "NAV", "NP")
    },
    **{(ABSENT_REASON, code): Answer.UNKNOWN for code in ABSENT_REASONS},
}


def in_words(code: str) -> str:
    """Put a code of ours into words.

    Examples
    --------
    >>> in_words("primary_care")
    'primary care'
    """
    return code.replace("_", " ")


def category_coding(field: str, value: str) -> dict[str, Any]:
    """Give the coding of a sex or a care setting."""
    system = CATEGORY_SYSTEMS[field]
    return {"system": system, "code": value, "display": in_words(value)}
