"""An interview of one case, asked through `assess` alone."""

from __future__ import annotations

from dataclasses import replace

from pipeline.assess import assess
from pipeline.cases import Case
from pipeline.model import Classifier


def interview_by_hand(model: Classifier, patient: Case, steps: int) -> list[str]:
    """Ask a patient who answers everything; give what was asked, in order."""
    case = replace(patient, findings={})
    asked: list[str] = []
    while len(asked) < steps and (listed := assess(case, model).next_questions):
        asked.append(listed[0]["finding"])
        case = case.replace_answer(asked[-1], patient.findings[asked[-1]])
    return asked
