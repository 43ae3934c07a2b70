"""Withhold answers at random: the same patients, asked fewer questions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipeline.cases.matrix import NOT_KNOWN, CaseMatrix


def withhold(cases: CaseMatrix, share: float, rng: np.random.Generator) -> CaseMatrix:
    """Make a share of all answers unknown, each by chance and apart from the others.

    Parameters
    ----------
    cases : CaseMatrix
    share : float
        Chance that an answer, to a finding or about the context, is withheld.
    rng : numpy.random.Generator

    Returns
    -------
    CaseMatrix
        Labels are kept.
    """
    unknown = np.int8(NOT_KNOWN)
    n = len(cases)
    # Single precision: half the memory of what is the largest array here.
    hidden = rng.random(cases.answers.shape, dtype=np.float32) < share
    age, sex, setting, days, pain = rng.random((5, n)) < share
    return replace(
        cases,
        answers=np.where(hidden, unknown, cases.answers),
        age=np.where(age, np.nan, cases.age),
        sex=np.where(sex, unknown, cases.sex),
        care_setting=np.where(setting, unknown, cases.care_setting),
        duration_days=np.where(days, np.nan, cases.duration_days),
        pain_score=np.where(pain, np.nan, cases.pain_score),
    )
