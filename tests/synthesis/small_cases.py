"""Cases of the small world: as words, and as the arrays that the posterior takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from pipeline.cases import CARE_SETTINGS, SEXES, CaseMatrix
from tests.small_world import FINDINGS

ANSWERS = {"present": 1, "absent": 0}


def small_cases() -> st.SearchStrategy[dict[str, Any]]:
    """Any case: each field known or not, answers that rule each other out included."""
    answers = st.sampled_from([None, "present", "absent"])
    findings = st.fixed_dictionaries(dict.fromkeys(FINDINGS, answers))
    days = st.integers(0, 20000) | st.sampled_from([0, 41, 41.4, 41.75, 42, 42.25, 50])
    return st.fixed_dictionaries(
        {
            "age": st.none() | st.integers(16, 110) | st.sampled_from([55, 56, 38]),
            "sex": st.sampled_from([None, *SEXES]),
            "care_setting": st.sampled_from([None, *CARE_SETTINGS]),
            "duration_days": st.none() | days,
            "pain_score": st.none() | st.integers(0, 10) | st.sampled_from([0.2, 6.8]),
            "findings": findings.map(
                lambda all_: {k: v for k, v in all_.items() if v is not None}
            ),
        }
    )


def matrix_of(cases: Sequence[dict[str, Any]]) -> CaseMatrix:
    """Stack cases of the small world into arrays."""

    def numbers(name: str) -> np.ndarray:
        return np.array([np.nan if c[name] is None else c[name] for c in cases], float)

    def codes(name: str, words: tuple[str, ...]) -> np.ndarray:
        given = [-1 if c[name] is None else words.index(c[name]) for c in cases]
        return np.array(given, np.int8)

    answers = [[ANSWERS.get(c["findings"].get(f), -1) for f in FINDINGS] for c in cases]
    return CaseMatrix(
        tuple(FINDINGS),
        np.array(answers, np.int8).reshape(len(cases), len(FINDINGS)),
        numbers("age"),
        codes("sex", SEXES),
        codes("care_setting", CARE_SETTINGS),
        numbers("duration_days"),
        numbers("pain_score"),
    )
