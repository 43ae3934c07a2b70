"""Who the patient is and what was answered, as the sheet says it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline.cases import CONTEXT_FIELDS, Case
from pipeline.knowledge import Knowledge
from pipeline.report.labels import Labels
from pipeline.report.words import plural
from pipeline.terms import Answer

NAMES = {
    "age": "age",
    "sex": "sex",
    "care_setting": "where seen",
    "duration_days": "duration",
    "pain_score": "worst pain",
}
Item = dict[str, Any]


def patient(case: Case, knowledge: Knowledge) -> str:
    """Describe the patient in one line; what is not known is said to be so."""
    known = []
    if case.age is not None:
        known.append(f"{plural(case.age, 'year')} old")
    if case.sex is not None:
        known.append(case.sex.value)
    if case.care_setting is not None:
        label = knowledge.settings.care_settings[case.care_setting].label
        known.append(f"{label[:1].lower()}{label[1:]}")
    if case.duration_days is not None:
        days = f"{case.duration_days:,.10g}"
        known.append(f"pain for {days} {'day' if days == '1' else 'days'}")
    if case.pain_score is not None:
        known.append(f"worst pain {case.pain_score:.10g} of 10")
    unknown = [NAMES[name] for name in CONTEXT_FIELDS if getattr(case, name) is None]
    if unknown:
        known.append(f"not known: {', '.join(unknown)}")
    line = "; ".join(known)
    return f"{line[:1].upper()}{line[1:]}."


def answers_given(case: Case, knowledge: Knowledge) -> Item:
    """List the answers in the order of findings.yaml, and count what was not asked."""
    labels = Labels(knowledge)

    def with_answer(answer: Answer) -> list[str]:
        ids = knowledge.finding_ids
        return [labels.short(name) for name in ids if case.answer(name) is answer]

    yes, no = with_answer(Answer.PRESENT), with_answer(Answer.ABSENT)
    left = len(knowledge.finding_ids) - len(yes) - len(no)
    return {
        "yes": yes,
        "no": no,
        "not_asked": f"{left} of {plural(len(knowledge.finding_ids), 'question')}",
    }


def contradictions(broken: Iterable[tuple[str, str]], labels: Labels) -> list[str]:
    """Warn of answers that cannot both hold; they still count."""
    told = []
    for finding, needed in broken:
        # The reason names a finding by its id.
        parent = needed.removesuffix(" to be present")
        needs = f"a Yes to “{labels.short(parent)}”" if parent != needed else needed
        told.append(f"“{labels.short(finding)}” needs {needs}; used as given.")
    return told
