"""Cases in and out."""

from pipeline.cases.case import CONTEXT_FIELDS, Case, broken_requirements
from pipeline.cases.files import write_aside, write_text
from pipeline.cases.matrix import (
    CARE_SETTINGS,
    NOT_KNOWN,
    SEXES,
    CaseMatrix,
    cases_from_matrix,
    matrix_from_cases,
)
from pipeline.cases.reading import read_cases

__all__ = [
    "CARE_SETTINGS",
    "CONTEXT_FIELDS",
    "NOT_KNOWN",
    "SEXES",
    "Case",
    "CaseMatrix",
    "broken_requirements",
    "cases_from_matrix",
    "matrix_from_cases",
    "read_cases",
    "write_aside",
    "write_text",
]
