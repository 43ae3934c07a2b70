"""Cases as HL7 FHIR: the questionnaire, a case as its response, and back.

Only reading needs the `fhir` extra, and only once something is read: fhir.resources
takes most of two seconds to import.
"""

from pipeline.cases.fhir.bundle import cases_from_fhir
from pipeline.cases.fhir.questionnaire import questionnaire
from pipeline.cases.fhir.reading import case_from_response
from pipeline.cases.fhir.terminology import Release
from pipeline.cases.fhir.writing import questionnaire_response

__all__ = [
    "Release",
    "case_from_response",
    "cases_from_fhir",
    "questionnaire",
    "questionnaire_response",
]
