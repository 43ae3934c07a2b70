"""An interview on a terminal: one question at a time, each answer can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pipeline.assess import Assessment, next_question
from pipeline.cases import CONTEXT_FIELDS, Case
from pipeline.errors import CaseError
from pipeline.knowledge import load_knowledge
from pipeline.report.labels import Labels
from pipeline.report.words import TIER_MEANINGS, first_sentence, tier_name, wrap
from pipeline.terms import Answer

ANSWERS = {
    "y": Answer.PRESENT,
    "yes": Answer.PRESENT,
    "n": Answer.ABSENT,
    "no": Answer.ABSENT,
    "?": Answer.UNKNOWN,
    "": Answer.UNKNOWN,
}
BACK, STOP = "back", "stop"
HELP = "Answer y (yes), n (no) or ? (not known); back takes an answer back; stop ends."


@dataclass(frozen=True)
class State:
    """Where an interview stands.

    Parameters
    ----------
    case : Case
        What is known.
    passed : frozenset of str
        Context fields and findings that were asked for and are not known.
    """

    case: Case
    passed: frozenset[str] = frozenset()


class Dialogue:
    """An interview about one case.

    Parameters
    ----------
    case : Case
        What is known from the start is not asked for.
    assess : callable
        Gives the assessment of a case.
    read : callable
        Gives the next line that was typed; None at the end of input.
    say : callable
        Shows a text.
    """

    def __init__(
        self,
        case: Case,
        assess: Callable[[Case], Assessment],
        read: Callable[[], str | None],
        say: Callable[[str], None],
    ) -> None:
        self._states = [State(case)]
        self._assess = assess
        self._read = read
        self._say = say
        self._labels = Labels(load_knowledge())
        self._told: set[str] = set()

    def hold(self) -> Assessment:
        """Ask until nothing is worth asking, or until the other side stops.

        Returns
        -------
        Assessment
            Of what is known in the end.
        """
        self._say(HELP)
        while True:
            state = self._states[-1]
            assessment = self._assess(state.case)
            self._tell_urgency(assessment)
            question = next_question(assessment, state.passed)
            if question is None:
                self._say("\nNothing more is worth asking.")
                return assessment
            if not self._ask(state, question.name, question.why):
                return assessment

    def _ask(self, state: State, field: str, why: str) -> bool:
        """Ask until a line can be used; False when that is the end."""
        self._say(f"\n{self._question(field, why)}")
        while (line := self._read()) is not None:
            word = line.strip().lower()
            if word == STOP:
                return False
            if word == BACK:
                self._step_back()
                return True
            after = _answered(state, field, word)
            if isinstance(after, State):
                self._states.append(after)
                return True
            self._say(after)
        return False

    def _question(self, field: str, why: str) -> str:
        question = f"{self._labels.full(field)}?"
        if field in CONTEXT_FIELDS:
            return wrap(f"{question} ({_allowed(field)}; Enter: not known)", 0)
        if self._labels.needs_examiner(field):
            question += " (on examination)"
        return f"{wrap(question, 0)}\n{wrap(f'{why}.', 2)}"

    def _step_back(self) -> None:
        """Return to where the last answer was not yet given."""
        if len(self._states) == 1:
            self._say("There is nothing to take back.")
        else:
            self._states.pop()

    def _tell_urgency(self, assessment: Assessment) -> None:
        """Show each red flag when it fires."""
        for rule in assessment.red_flags:
            if rule["id"] in self._told:
                continue
            urgency = rule["urgency"]
            title = f"{tier_name(urgency).upper()} ({TIER_MEANINGS[urgency]})"
            self._say(f"\n!! {title}: {rule['name']}")
            self._say(wrap(first_sentence(rule["action"]), 3))
        # One that was taken back is told again when it comes back.
        self._told = {rule["id"] for rule in assessment.red_flags}


def _answered(state: State, field: str, word: str) -> State | str:
    """Give the state after an answer, or what is wrong with it."""
    if field in CONTEXT_FIELDS:
        return _with_context(state, field, word)
    if word not in ANSWERS:
        return HELP
    answer = ANSWERS[word]
    if answer is Answer.UNKNOWN:
        return replace(state, passed=state.passed | {field})
    return replace(state, case=state.case.replace_answer(field, answer))


def _with_context(state: State, field: str, word: str) -> State | str:
    if ANSWERS.get(word) is Answer.UNKNOWN:
        return replace(state, passed=state.passed | {field})
    spec = load_knowledge().vocabulary.context[field]
    value: object = word.replace(" ", "_")
    if spec.values is None:
        try:
            value = float(word)
        except ValueError:
            value = word
    given = {name: getattr(state.case, name) for name in ("case_id", *CONTEXT_FIELDS)}
    given[field] = value
    try:
        case = Case(**given, findings=state.case.findings)
    except CaseError as error:
        return " ".join(str(fault) for fault in error.faults)
    return replace(state, case=case)


def _allowed(field: str) -> str:
    """Say what can be answered to a question about the context."""
    spec = load_knowledge().vocabulary.context[field]
    if spec.values is not None:
        return ", ".join(spec.values)
    low, high = spec.range or (0, 0)
    return f"{low:g} to {high:g}"
