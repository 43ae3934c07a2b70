"""Which findings can still be present, given the other answers of a case."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.cases.matrix import ABSENT, NOT_KNOWN, SEXES, CaseMatrix
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.schema import Requirement

Bools = NDArray[np.bool_]


def possible_findings(cases: CaseMatrix) -> Bools:
    """Tell which findings no known answer rules out, by `requires` in findings.yaml.

    Parameters
    ----------
    cases : CaseMatrix

    Returns
    -------
    ndarray of shape (n_cases, n_findings), bool
        What is unknown rules nothing out. A finding's own answer does not matter.
    """
    possible = np.ones(cases.answers.shape, dtype=np.bool_)
    findings = load_knowledge().findings
    for j, finding in enumerate(cases.finding_ids):
        needs = findings[finding].requires
        if needs is not None:
            possible[:, j] = _can_be(needs, cases)
    return possible


def _can_be(needs: Requirement, cases: CaseMatrix) -> Bools:
    can_be = np.ones(len(cases), dtype=np.bool_)
    if needs.finding is not None:
        can_be &= cases.answers[:, cases.finding_ids.index(needs.finding)] != ABSENT
    if needs.sex is not None:
        can_be &= np.isin(cases.sex, (SEXES.index(needs.sex), NOT_KNOWN))
    # A comparison with NaN, an unknown number, is false.
    if needs.age_min is not None:
        can_be &= ~(cases.age < needs.age_min)
    if needs.age_max is not None:
        can_be &= ~(cases.age > needs.age_max)
    if needs.duration_days_min is not None:
        can_be &= ~(cases.duration_days < needs.duration_days_min)
    return can_be
