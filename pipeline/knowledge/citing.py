"""Whether a study's figure was known to the profiles that generate its population.

A figure whose source a profile cites for the same finding shows that the generator
says what it was told (a consistency check); any other figure validates it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.knowledge.book import Knowledge
from pipeline.knowledge.criterion import context_of, findings_of
from pipeline.knowledge.schema import Profile, Sourced
from pipeline.knowledge.study_schema import Study, StudyFigure

_CONTEXT = {
    "age": ("age",),
    "sex": ("female",),
    "duration_days": ("duration",),
    "pain_score": ("pain",),
}


def citations(study: Study, figure: StudyFigure, knowledge: Knowledge) -> list[str]:
    """List the numbers behind a figure that cite its study.

    Parameters
    ----------
    study : Study
    figure : StudyFigure
    knowledge : Knowledge

    Returns
    -------
    list of str
        "file: path (source)"; empty for a figure that the generator never saw.
    """
    keys = (study.source, *study.same_patients)
    found = []
    for where, what, number in _numbers_behind(study, figure, knowledge):
        for key in keys:
            if _names(number, key):
                found.append(f"{where}: {what} ({key})")
                break
    return found


def _names(number: Sourced, key: str) -> bool:
    texts = " ".join(text for text in (number.note, number.why) if text)
    return number.source == key or bool(re.search(rf"\b{re.escape(key)}\b", texts))


def _numbers_behind(
    study: Study, figure: StudyFigure, knowledge: Knowledge
) -> Iterator[tuple[str, str, Sourced]]:
    if figure.test is None:
        known = set(figure.given) if isinstance(figure.given, tuple) else None
        for condition in sorted(set(study.target)):
            if condition in knowledge.profiles:
                yield from _of_findings(knowledge.profiles[condition], known)
        return
    criteria = [part for part in (figure.test, figure.among) if part is not None]
    findings = {key for part in criteria for key in findings_of(part)}
    fields = {key for part in criteria for key in context_of(part)}
    for condition in _counted(study, figure):
        profile = knowledge.profiles.get(condition)
        if profile is not None:
            yield from _of_findings(profile, findings)
            yield from _of_context(profile, fields)
    for finding in sorted(findings):
        rate = knowledge.background.rates[finding]
        yield "background.yaml", f"rates.{finding}", rate
    yield from _of_groups(knowledge, findings)


def _counted(study: Study, figure: StudyFigure) -> Iterator[str]:
    """Give the conditions whose people a figure counts.

    A sensitivity tests the profiles of the diseased, a specificity those of the others,
    a ratio both.
    """
    side = {"sensitivity": "target", "specificity": "others", "proportion": figure.of}
    of = side.get(figure.measure, "all")
    for condition, share in sorted(study.population.mix.items()):
        called = study.called_diseased(condition)
        left_out = (of == "target" and called == 0) or (of == "others" and called == 1)
        if share > 0 and not left_out:
            yield condition


def _of_groups(
    knowledge: Knowledge, findings: set[str]
) -> Iterator[tuple[str, str, Sourced]]:
    """Give what is known of findings that come together: a cluster rests on it."""
    for name, group in knowledge.latents.groups.items():
        if findings.isdisjoint(group.findings):
            continue
        for part in ("togetherness", "companion"):
            number = getattr(group, part)
            if number is not None:
                yield "latents.yaml", f"groups.{name}.{part}", number


def _of_findings(
    profile: Profile, findings: set[str] | None
) -> Iterator[tuple[str, str, Sourced]]:
    """Give the numbers of some findings of a profile, or of all."""
    for finding, figures in profile.findings.items():
        if findings is None or finding in findings:
            for figure in figures:
                where = f"conditions/{profile.id}.yaml"
                yield where, f"findings.{finding}", figure


def _of_context(
    profile: Profile, fields: set[str]
) -> Iterator[tuple[str, str, Sourced]]:
    for field in sorted(fields):
        for name in _CONTEXT[field]:
            value = getattr(profile, name)
            for number in value if isinstance(value, tuple) else (value,):
                yield f"conditions/{profile.id}.yaml", name, number
