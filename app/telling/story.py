"""A patient as a short story in plain words."""

from __future__ import annotations

import streamlit as st

from app.words import care_setting_name, count, label_of, plain
from pipeline.cases import Case
from pipeline.knowledge import load_knowledge
from pipeline.terms import Answer, Sex

PEOPLE = {Sex.FEMALE: "woman", Sex.MALE: "man"}
# For each source the title of what was found, and the word for what was not.
SOURCES = {
    "history": ("What the patient says", "Said No to"),
    "exam": ("What the examination shows", "Not found"),
}
GROWN_UP = 18
DAYS, WEEKS, MONTHS = (1, 14), (7, 90), (30, 730)
DAYS_OF_A_YEAR = 365


def opening(case: Case) -> str:
    """Say in a sentence who the patient is.

    Parameters
    ----------
    case : Case

    Returns
    -------
    str

    Examples
    --------
    >>> opening(Case(age=63, sex="female", duration_days=42, pain_score=7))
    'A woman of 63; for 6 weeks; pain 7 of 10.'
    >>> opening(Case())
    'A patient.'
    """
    parts = [person(case)]
    if case.care_setting is not None:
        parts.append(f"seen in: {care_setting_name(case.care_setting).lower()}")
    if case.duration_days is not None:
        parts.append(lasting(case.duration_days))
    if case.pain_score is not None:
        parts.append(f"pain {case.pain_score:g} of 10")
    return f"{'; '.join(parts)}."


def person(case: Case) -> str:
    """Say age and sex in words.

    Examples
    --------
    >>> person(Case(age=16, sex="male")), person(Case(sex="male"))
    ('A boy of 16', 'A man')
    """
    word = "patient" if case.sex is None else PEOPLE[Sex(case.sex)]
    if case.age is None:
        return f"A {word}"
    if case.age < GROWN_UP:
        word = {"woman": "girl", "man": "boy"}.get(word, word)
    return f"A {word} of {case.age}"


def lasting(days: float) -> str:
    """Say in round words how long the pain has lasted.

    Examples
    --------
    >>> lasting(0), lasting(1), lasting(42), lasting(365), lasting(1100)
    ('since today', 'for 1 day', 'for 6 weeks', 'for 12 months', 'for 3 years')
    """
    if days < 1:
        return "since today"
    for (unit, below), noun in zip(
        (DAYS, WEEKS, MONTHS), ("day", "week", "month"), strict=True
    ):
        if days < below:
            return f"for {count(round(days / unit), noun)}"
    return f"for {count(round(days / DAYS_OF_A_YEAR), 'year')}"


def show(case: Case) -> None:
    """Tell what is known of a patient, and how much is not.

    Parameters
    ----------
    case : Case
    """
    st.header(plain(opening(case)), anchor=False)
    findings = load_knowledge().findings
    for source, (title, without) in SOURCES.items():
        names = [name for name in case.findings if findings[name].source == source]
        present = [name for name in names if case.findings[name] is Answer.PRESENT]
        absent = [name for name in names if case.findings[name] is Answer.ABSENT]
        if not present and not absent:
            continue
        st.subheader(title, anchor=False)
        if present:
            st.markdown("\n".join(f"- {plain(label_of(name))}" for name in present))
        if absent:
            noes = "; ".join(plain(label_of(name)) for name in absent)
            st.markdown(f"**{without}:** {noes}.")
    known = sum(answer is not Answer.UNKNOWN for answer in case.findings.values())
    rest = len(findings) - known
    if rest:
        st.caption(f"Of {count(rest, 'further question')} nothing is known.")
