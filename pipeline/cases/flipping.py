"""Flip answers at random: the same patients, some of their answers wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipeline.cases.matrix import ABSENT, NOT_KNOWN, PRESENT, CaseMatrix


def flip(cases: CaseMatrix, share: float, rng: np.random.Generator) -> CaseMatrix:
    """Turn a share of the known answers into their opposite, each by chance.

    Age, sex, care setting, duration and pain have no opposite and stay.

    Parameters
    ----------
    cases : CaseMatrix
    share : float
        Chance that a known answer to a finding is flipped.
    rng : numpy.random.Generator

    Returns
    -------
    CaseMatrix
        Labels are kept; what is unknown stays so. Flipped answers may contradict
        others, as wrong answers do.
    """
    # Single precision: half the memory of what is the largest array here.
    wrong = rng.random(cases.answers.shape, dtype=np.float32) < share
    wrong &= cases.answers != NOT_KNOWN
    opposite = np.int8(PRESENT + ABSENT) - cases.answers
    return replace(cases, answers=np.where(wrong, opposite, cases.answers))
