"""The answers of one patient, kept through pages and reloads and nowhere else.

Streamlit forgets the state of a question that is not drawn, so the answers stand in a
dictionary of the session and the questions only show them. A reload begins a new
session: the address then carries a random word under which this server's memory still
holds the answers. The answers themselves never enter the address, where the browser
would store them, nor any file.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from app.asking.marks import Marks
from app.whole import whole
from pipeline.cases import CONTEXT_FIELDS, Case
from pipeline.knowledge import load_knowledge
from pipeline.terms import Answer

# What one question was answered: "present", "absent", a word, or a number.
Value = str | int | float
Answers = dict[str, Value]
IN_ADDRESS = "case"
NOT_ASKED = "not_asked"
NUMBERS = ("age", "duration_days", "pain_score")
MOST_PATIENTS = 500


@dataclass
class Patient:
    """One patient as the session knows them.

    Parameters
    ----------
    answers : dict
        Only what is known; what is not there was not asked.
    pinned : dict, optional
        The answers of another version, to compare with.
    alerted : bool
        Whether an emergency has already interrupted for this patient.
    skipped : list of str
        Questions that the interview shall not ask again.
    trail : list of str
        Every question that the interview has asked, in order.
    marks : frozenset of Mark
        What is drawn on the body chart.
    drawing : int
        Number of the drawing from which the marks were taken; it only grows.
    charted : set of str
        Findings that the chart has answered and nobody has since.
    """

    answers: Answers = field(default_factory=dict)
    pinned: Answers | None = None
    alerted: bool = False
    skipped: list[str] = field(default_factory=list)
    trail: list[str] = field(default_factory=list)
    marks: Marks = frozenset()
    drawing: int = 0
    charted: set[str] = field(default_factory=set)


class Memory:
    """The patients of this server, in its memory alone; the eldest are forgotten."""

    def __init__(self, most: int = MOST_PATIENTS) -> None:
        self._most = most
        self._patients: OrderedDict[str, Patient] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, word: str, patient: Patient) -> None:
        """Hold a patient under a word."""
        with self._lock:
            self._patients[word] = patient
            self._patients.move_to_end(word)
            while len(self._patients) > self._most:
                self._patients.popitem(last=False)

    def recall(self, word: str) -> Patient | None:
        """Give the patient of a word, if still held."""
        with self._lock:
            return self._patients.get(word)

    def forget(self, word: str) -> None:
        """Drop the patient of a word."""
        with self._lock:
            self._patients.pop(word, None)


@st.cache_resource
def _memory() -> Memory:
    return Memory()


def patient() -> Patient:
    """Give the patient of this session, after a reload the one from before it."""
    if "patient" not in st.session_state:
        word = st.query_params.get(IN_ADDRESS, "")
        known = _memory().recall(word)
        st.session_state["patient"] = known or Patient()
        st.session_state["word"] = word if known else secrets.token_urlsafe(16)
    found: Patient = st.session_state["patient"]
    return found


def keep() -> None:
    """Hold the patient for a reload; nothing is held of whom nothing is known."""
    who, word = patient(), st.session_state["word"]
    if who.answers or who.marks or who.pinned is not None:
        _memory().keep(word, who)
        st.query_params[IN_ADDRESS] = word
    elif IN_ADDRESS in st.query_params:
        del st.query_params[IN_ADDRESS]


def answer(name: str, value: Value | None) -> None:
    """Set one answer; None makes it not asked."""
    if value is None or value == Answer.UNKNOWN.value:
        patient().answers.pop(name, None)
    else:
        patient().answers[name] = value
    patient().charted.discard(name)
    _show(name, patient().answers.get(name))


def _show(name: str, value: Value | None) -> None:
    """Let a question that has been drawn before show another answer."""
    key = widget(name)
    if key in st.session_state and st.session_state[key] != value:
        turns = st.session_state.setdefault("turns", {})
        turns[name] = turns.get(name, 0) + 1


def widget(name: str) -> str:
    """Give the key of the widget that asks a question.

    When an answer comes from elsewhere, the question gets a new widget. With the old
    one, a click elsewhere before the browser has drawn the new answer would report the
    old answer once more, and undo the new one.
    """
    turn = st.session_state.get("turns", {}).get(name, 0)
    return f"{name}:{turn}" if turn else name


@whole
def take(name: str) -> None:
    """Take over what the widget of a question has just been set to."""
    key = widget(name)
    # An old widget reports too: one that the browser still shows has nothing to say.
    if key not in st.session_state:
        return
    value = st.session_state[key]
    known = patient().answers.get(name)
    # A choice is taken back by "Not asked" alone. Nothing selected is what a browser
    # says that has not drawn the answer yet, and must not undo it.
    if value == known or (value is None and name not in NUMBERS):
        return
    patient().charted.discard(name)
    if value is None or value == NOT_ASKED:
        patient().answers.pop(name, None)
    else:
        patient().answers[name] = value


@whole
def start_with(answers: Answers) -> None:
    """Take another patient instead, and forget the one before."""
    if "word" in st.session_state:
        _memory().forget(st.session_state["word"])
    for name in (*CONTEXT_FIELDS, *load_knowledge().finding_ids):
        _show(name, answers.get(name))
    drawing = patient().drawing + 1
    st.session_state["patient"] = Patient(dict(answers), drawing=drawing)
    st.session_state["word"] = secrets.token_urlsafe(16)


@whole
def start_again() -> None:
    """Make every question not asked."""
    start_with({})


def case() -> Case:
    """Give the case that the answers make; what was not asked is unknown in it."""
    return case_of(patient().answers)


def case_of(answers: Answers) -> Case:
    """Give the case that some answers make.

    Parameters
    ----------
    answers : dict
        Findings as "present" or "absent", context fields as in a case file.

    Returns
    -------
    Case
    """
    context: dict[str, Any] = {}
    findings: dict[str, str] = {}
    for name, value in answers.items():
        if name in CONTEXT_FIELDS:
            context[name] = value
        else:
            findings[name] = str(value)
    return Case(**context, findings=findings)  # type: ignore[arg-type]


def answers_of(given: Case) -> Answers:
    """Give the answers that make a case.

    Parameters
    ----------
    given : Case

    Returns
    -------
    dict
        Only what is known; the name of the case is no answer.
    """
    context = {name: getattr(given, name) for name in CONTEXT_FIELDS}
    findings = {
        name: Answer(word).value
        for name, word in given.findings.items()
        if word is not Answer.UNKNOWN
    }
    known = {
        name: getattr(value, "value", value)
        for name, value in context.items()
        if value is not None
    }
    return {**known, **findings}
