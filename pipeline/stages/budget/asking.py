"""The same patients asked three times: as a visit goes, completely, and on a form."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import SEXES, CaseMatrix
from pipeline.cases.matrix import ABSENT, NOT_KNOWN, PRESENT
from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.knowledge.schema import Requirement
from pipeline.synthesis import Request, sample_cases

# By a clinician at an ordinary visit: as settings.yaml says visits go.
VISIT = "visit"
# By a clinician who asks and examines everything that there is to ask and examine.
COMPLETE = "complete"
# By a form: every question of history, none of examination, and some false yes answers.
FORM = "form"
USERS = (VISIT, COMPLETE, FORM)


@dataclass(frozen=True)
class Stratum:
    """Patients of one condition in one care setting.

    Parameters
    ----------
    number : int
        Of the stratum among all; each has rows of its own in the stream.
    care_setting, condition : str
    """

    number: int
    care_setting: str
    condition: str


def ask_patients(
    stratum: Stratum, n: int, seed: int, false_yes: NDArray[np.float64]
) -> dict[str, CaseMatrix]:
    """Draw patients and ask each of them in every way.

    Parameters
    ----------
    stratum : Stratum
    n : int
        Patients.
    seed : int
        Of the stream.
    false_yes : ndarray of shape (n_findings,)
        Chance that a patient without a finding ticks it on a form.

    Returns
    -------
    dict of str to CaseMatrix
        By user; row I is the same patient in all.
    """
    mix = ((stratum.condition, 1.0),)
    request = Request(seed, stratum.care_setting, mix, complete=True)
    start = stratum.number * n
    asked_all = sample_cases(n, request, start)
    rng = np.random.default_rng([seed, stratum.number])
    return {
        VISIT: sample_cases(n, replace(request, complete=False), start),
        COMPLETE: asked_all,
        FORM: fill_in_form(asked_all, false_yes, rng),
    }


def fill_in_form(
    cases: CaseMatrix, false_yes: NDArray[np.float64], rng: np.random.Generator
) -> CaseMatrix:
    """Let patients fill in a form about themselves.

    Parameters
    ----------
    cases : CaseMatrix
        What a clinician would have recorded, with nothing unknown.
    false_yes : ndarray of shape (n_findings,)
        Chance that a patient without a finding ticks it, whatever else is ticked.
    rng : numpy.random.Generator

    Returns
    -------
    CaseMatrix
        What needs an examiner is unknown. What findings.yaml says cannot be present
        is not ticked.
    """
    knowledge = load_knowledge()
    answers = cases.answers.copy()
    for j in np.flatnonzero(false_yes).tolist():
        ticked = rng.random(len(cases)) < false_yes[j]
        answers[ticked & (answers[:, j] == ABSENT), j] = PRESENT
    form = replace(cases, answers=answers)
    for j, finding in enumerate(cases.finding_ids):
        requires = knowledge.findings[finding].requires
        if requires is not None:
            answers[~_can_be(requires, form), j] = ABSENT
    answers[:, _examined(knowledge)] = NOT_KNOWN
    return form


def _can_be(requires: Requirement, cases: CaseMatrix) -> NDArray[np.bool_]:
    """Say for which cases a finding is possible."""
    possible = np.ones(len(cases), dtype=np.bool_)
    if requires.finding is not None:
        parent = cases.finding_ids.index(requires.finding)
        possible &= cases.answers[:, parent] == PRESENT
    if requires.sex is not None:
        possible &= cases.sex == SEXES.index(requires.sex)
    if requires.age_min is not None:
        possible &= cases.age >= requires.age_min
    if requires.age_max is not None:
        possible &= cases.age <= requires.age_max
    if requires.duration_days_min is not None:
        possible &= cases.duration_days >= requires.duration_days_min
    return possible


def _examined(knowledge: Knowledge) -> NDArray[np.bool_]:
    sources = [finding.source for finding in knowledge.findings.values()]
    return np.array([source == "exam" for source in sources])
