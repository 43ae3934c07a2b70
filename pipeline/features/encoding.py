"""Cases become a float32 matrix that tells present, absent and unknown apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import (
    CARE_SETTINGS,
    CONTEXT_FIELDS,
    SEXES,
    Case,
    CaseMatrix,
    matrix_from_cases,
)
from pipeline.errors import ArtifactError, Fault

Floats = NDArray[np.float32]
AGE_KNOTS = (30.0, 45.0, 56.0, 65.0, 75.0)
DURATION_KNOTS_DAYS = (3.0, 14.0, 42.0, 120.0, 400.0)
_AGE_MIDDLE, _AGE_SCALE = 55.0, 18.0
_PAIN_MIDDLE, _PAIN_SCALE = 6.0, 2.0
_LOG_DAYS_MIDDLE, _LOG_DAYS_SCALE = 4.0, 2.0
_CONTEXT = (
    "age_known",
    "age",
    "age_squared",
    *(f"age_from_{knot:g}" for knot in AGE_KNOTS),
    *(f"sex_{sex}" for sex in SEXES),
    *(f"care_setting_{setting}" for setting in CARE_SETTINGS),
    "duration_known",
    "log_duration",
    "log_duration_squared",
    *(f"duration_from_{knot:g}_days" for knot in DURATION_KNOTS_DAYS),
    "pain_known",
    "pain",
    "pain_squared",
)


@dataclass(frozen=True)
class FeatureSchema:
    """Names and order of the columns of X.

    Parameters
    ----------
    finding_ids : tuple of str
        Each gives two columns: present, and absent; both 0 when unknown.

    Examples
    --------
    >>> FeatureSchema(("fever",)).names[:2]
    ('fever=present', 'fever=absent')
    """

    finding_ids: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        present = tuple(f"{finding}=present" for finding in self.finding_ids)
        absent = tuple(f"{finding}=absent" for finding in self.finding_ids)
        return (*present, *absent, *_CONTEXT)

    def encode(self, cases: CaseMatrix) -> Floats:
        """Encode many cases.

        Parameters
        ----------
        cases : CaseMatrix

        Returns
        -------
        ndarray of shape (n_cases, n_features), float32

        Raises
        ------
        ArtifactError
            If the cases have other findings than the schema was fitted on.
        """
        if cases.finding_ids != self.finding_ids:
            raise ArtifactError(_drift(cases.finding_ids, self.finding_ids))
        n_findings = len(self.finding_ids)
        X = np.empty((len(cases), 2 * n_findings + len(_CONTEXT)), dtype=np.float32)
        X[:, :n_findings] = cases.answers == 1
        X[:, n_findings : 2 * n_findings] = cases.answers == 0
        X[:, 2 * n_findings :] = _encode_context(cases)
        return X

    def encode_case(self, case: Case) -> Floats:
        """Encode one case as a row; free of pandas, for the single-case path."""
        return self.encode(matrix_from_cases([case]))

    def share_known(self, X: Floats) -> NDArray[np.float64]:
        """Give the share of all questions with an answer, from encoded rows.

        Parameters
        ----------
        X : ndarray of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,)
            As `CaseMatrix.share_known` of the cases.
        """
        n_findings = len(self.finding_ids)
        context = [
            2 * n_findings + j for j, name in enumerate(_CONTEXT) if _tells_known(name)
        ]
        known = X[:, : 2 * n_findings].sum(axis=1, dtype=np.float64)
        known += X[:, context].sum(axis=1, dtype=np.float64)
        return np.asarray(known / (n_findings + len(CONTEXT_FIELDS)))

    def columns(self, findings: Sequence[str], present: bool) -> NDArray[np.int64]:
        """Give the columns that are 1 when findings are present, or absent.

        Parameters
        ----------
        findings : sequence of str
        present : bool

        Returns
        -------
        ndarray of shape (n_findings,)
        """
        at = np.array([self._index[finding] for finding in findings], dtype=np.int64)
        return at if present else at + len(self.finding_ids)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {finding: j for j, finding in enumerate(self.finding_ids)}


def _tells_known(name: str) -> bool:
    """Tell whether the columns of this kind add up to 1 just when a field is known."""
    return name.endswith("_known") or name.startswith(("sex_", "care_setting_"))


def _encode_context(cases: CaseMatrix) -> Floats:
    age, days, pain = cases.age, cases.duration_days, cases.pain_score
    log_days = (np.log1p(days) - _LOG_DAYS_MIDDLE) / _LOG_DAYS_SCALE
    scaled_age = (age - _AGE_MIDDLE) / _AGE_SCALE
    scaled_pain = (pain - _PAIN_MIDDLE) / _PAIN_SCALE
    columns = [
        ~np.isnan(age),
        scaled_age,
        scaled_age**2,
        *(age >= knot for knot in AGE_KNOTS),
        *(cases.sex == code for code in range(len(SEXES))),
        *(cases.care_setting == code for code in range(len(CARE_SETTINGS))),
        ~np.isnan(days),
        log_days,
        log_days**2,
        *(days >= knot for knot in DURATION_KNOTS_DAYS),
        ~np.isnan(pain),
        scaled_pain,
        scaled_pain**2,
    ]
    stacked = np.stack([np.asarray(c, dtype=np.float32) for c in columns], axis=1)
    return np.nan_to_num(stacked, nan=0.0)


def _drift(got: tuple[str, ...], fitted: tuple[str, ...]) -> list[Fault]:
    """Say which findings differ between the cases and the fitted schema."""
    missing = sorted(set(fitted) - set(got))
    extra = sorted(set(got) - set(fitted))
    difference = (
        f"missing {missing}, extra {extra}" if missing or extra else "reordered"
    )
    return [
        Fault(
            "features",
            "the findings",
            "those that the model was fitted on",
            difference,
            "Train the model again on the present vocabulary.",
        )
    ]
