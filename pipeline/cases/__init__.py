"""Cases in and out."""

from pipeline.cases.case import CONTEXT_FIELDS, Case, broken_requirements
from pipeline.cases.case_mix import CaseMix, documented_mix, find_case_mix
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
from pipeline.cases.withholding import withhold

__all__ = [
    "CARE_SETTINGS",
    "CONTEXT_FIELDS",
    "NOT_KNOWN",
    "SEXES",
    "Case",
    "CaseMatrix",
    "CaseMix",
    "broken_requirements",
    "cases_from_matrix",
    "documented_mix",
    "find_case_mix",
    "matrix_from_cases",
    "read_cases",
    "withhold",
    "write_aside",
    "write_text",
]
