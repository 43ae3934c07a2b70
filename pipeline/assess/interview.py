"""What an interview asks next: who the patient is, then what is worth asking."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.assess.assessment import Assessment
from pipeline.cases import CONTEXT_FIELDS


@dataclass(frozen=True)
class Question:
    """One question of an interview.

    Parameters
    ----------
    name : str
        A context field or a finding.
    why : str
        The reason for asking; empty for a context field.
    """

    name: str
    why: str = ""


def next_question(assessment: Assessment, passed: frozenset[str]) -> Question | None:
    """Choose what to ask next.

    Parameters
    ----------
    assessment : Assessment
        Of what is known.
    passed : frozenset of str
        Context fields and findings that were asked for and are not known.

    Returns
    -------
    Question or None
        None when nothing more is worth asking.

    Examples
    --------
    >>> from pipeline.assess import assess
    >>> from pipeline.cases import Case
    >>> next_question(assess(Case(), model=None), frozenset({"age"}))
    Question(name='sex', why='')
    """
    for field in CONTEXT_FIELDS:
        if getattr(assessment.case, field) is None and field not in passed:
            return Question(field)
    for entry in assessment.questions_without(passed):
        return Question(entry["finding"], entry["why"])
    return None
