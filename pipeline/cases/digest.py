"""One number that tells whether two sets of labelled cases are the same."""

from __future__ import annotations

import hashlib
import json

from pipeline.cases.matrix import CaseMatrix


def cases_digest(cases: CaseMatrix) -> str:
    """Give the sha256 of labelled cases, whatever file or stream they came from.

    Parameters
    ----------
    cases : CaseMatrix

    Returns
    -------
    str
    """
    digest = hashlib.sha256(json.dumps(cases.finding_ids).encode())
    for name in ("answers", "age", "sex", "care_setting", "duration_days"):
        digest.update(getattr(cases, name).tobytes())
    digest.update(cases.pain_score.tobytes())
    if cases.condition is not None:
        digest.update("\n".join(map(str, cases.condition)).encode())
    return digest.hexdigest()
