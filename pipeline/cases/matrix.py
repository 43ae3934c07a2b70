"""Many cases as arrays: answers as +1 present, 0 absent, -1 unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.cases.case import CONTEXT_FIELDS, Case
from pipeline.knowledge import load_knowledge
from pipeline.terms import Answer, CareSetting, Sex

PRESENT, ABSENT, NOT_KNOWN = 1, 0, -1
T = TypeVar("T", Sex, CareSetting)
SEXES = tuple(sex.value for sex in Sex)
CARE_SETTINGS = tuple(setting.value for setting in CareSetting)
_CODES = {Answer.PRESENT: PRESENT, Answer.ABSENT: ABSENT, Answer.UNKNOWN: NOT_KNOWN}
_WORDS = {PRESENT: Answer.PRESENT, ABSENT: Answer.ABSENT}


@dataclass(frozen=True, eq=False)
class CaseMatrix:
    """Many cases, column by column.

    Parameters
    ----------
    finding_ids : tuple of str
        Names of the columns of `answers`.
    answers : ndarray of shape (n_cases, n_findings), int8
        1 present, 0 absent, -1 unknown.
    age, duration_days, pain_score : ndarray of shape (n_cases,), float64
        Years, days, and 0 to 10; NaN when unknown.
    sex, care_setting : ndarray of shape (n_cases,), int8
        Index into `SEXES` and `CARE_SETTINGS`; -1 when unknown.
    condition : ndarray of shape (n_cases,), object, optional
        Labels, when there are any; they never reach the model's features.
    """

    finding_ids: tuple[str, ...]
    answers: NDArray[np.int8]
    age: NDArray[np.float64]
    sex: NDArray[np.int8]
    care_setting: NDArray[np.int8]
    duration_days: NDArray[np.float64]
    pain_score: NDArray[np.float64]
    condition: NDArray[np.object_] | None = None

    def __len__(self) -> int:
        return len(self.age)

    @property
    def share_known(self) -> NDArray[np.float64]:
        """Share of all questions, of the findings and the context, with an answer."""
        known: NDArray[np.int64] = (self.answers != NOT_KNOWN).sum(axis=1)
        for numbers in (self.age, self.duration_days, self.pain_score):
            known += ~np.isnan(numbers)
        for codes in (self.sex, self.care_setting):
            known += codes != NOT_KNOWN
        n_questions = len(self.finding_ids) + len(CONTEXT_FIELDS)
        return np.asarray(known / n_questions, dtype=np.float64)

    def __getitem__(
        self, rows: slice | NDArray[np.bool_] | NDArray[np.int64]
    ) -> CaseMatrix:
        return CaseMatrix(
            self.finding_ids,
            self.answers[rows],
            self.age[rows],
            self.sex[rows],
            self.care_setting[rows],
            self.duration_days[rows],
            self.pain_score[rows],
            None if self.condition is None else self.condition[rows],
        )


def concatenate(parts: Sequence[CaseMatrix]) -> CaseMatrix:
    """Put cases with the same findings one after the other.

    Parameters
    ----------
    parts : sequence of CaseMatrix
        At least one; all labelled, or none.

    Returns
    -------
    CaseMatrix
    """
    first = parts[0]
    columns: dict[str, Any] = {}
    for field in fields(CaseMatrix):
        stacked = [getattr(part, field.name) for part in parts]
        if isinstance(stacked[0], np.ndarray):
            columns[field.name] = np.concatenate(stacked)
    return replace(first, **columns)


def matrix_from_cases(cases: Sequence[Case]) -> CaseMatrix:
    """Stack cases into arrays."""
    ids = load_knowledge().finding_ids
    index = {finding: j for j, finding in enumerate(ids)}
    answers = np.full((len(cases), len(ids)), NOT_KNOWN, dtype=np.int8)
    for i, case in enumerate(cases):
        for finding, answer in case.findings.items():
            answers[i, index[finding]] = _CODES[answer]
    return CaseMatrix(
        ids,
        answers,
        _numbers([case.age for case in cases]),
        _codes([case.sex for case in cases], SEXES),
        _codes([case.care_setting for case in cases], CARE_SETTINGS),
        _numbers([case.duration_days for case in cases]),
        _numbers([case.pain_score for case in cases]),
    )


def _numbers(values: Sequence[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if v is None else v for v in values], dtype=np.float64)


def _codes(values: Sequence[str | None], words: tuple[str, ...]) -> NDArray[np.int8]:
    codes = [NOT_KNOWN if v is None else words.index(str(v)) for v in values]
    return np.array(codes, dtype=np.int8)


def cases_from_matrix(
    matrix: CaseMatrix, case_ids: Sequence[str | None] | None = None
) -> list[Case]:
    """Unstack arrays into cases, in order."""
    names = case_ids if case_ids is not None else [None] * len(matrix)
    ids = matrix.finding_ids
    return [
        Case(
            case_id=names[i],
            age=_whole(matrix.age[i]),
            sex=_word(matrix.sex[i], SEXES, Sex),
            care_setting=_word(matrix.care_setting[i], CARE_SETTINGS, CareSetting),
            duration_days=_number(matrix.duration_days[i]),
            pain_score=_number(matrix.pain_score[i]),
            findings={
                ids[j]: _WORDS[int(matrix.answers[i, j])]
                for j in np.flatnonzero(matrix.answers[i] != NOT_KNOWN)
            },
        )
        for i in range(len(matrix))
    ]


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)


def _word(code: int, words: tuple[str, ...], kind: type[T]) -> T | None:
    return None if code == NOT_KNOWN else kind(words[code])
