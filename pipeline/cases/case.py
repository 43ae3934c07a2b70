"""One case: what is known about one patient, and nothing that is not."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from pipeline.errors import CaseError, Fault, shorten
from pipeline.knowledge import Knowledge, load_knowledge, suggest
from pipeline.terms import Answer, CareSetting, Sex

CONTEXT_FIELDS = ("age", "sex", "care_setting", "duration_days", "pain_score")
UNKNOWN = Answer.UNKNOWN.value
LONGEST_NAME_SHOWN = 60


@dataclass(frozen=True)
class Case:
    """What is known about one patient; everything left out is unknown.

    Parameters
    ----------
    case_id : str, optional
        Name of the case, handed through.
    age : int, optional
        Years, 16 to 110.
    sex : Sex or str, optional
        Sex at birth.
    care_setting : CareSetting or str, optional
        Where the patient is seen.
    duration_days : float, optional
        Days since this episode began, 0 to 20,000.
    pain_score : float, optional
        Worst pain in the last week, 0 to 10.
    findings : mapping of str to Answer or str
        By finding id; `unknown` is the same as leaving it out.

    Raises
    ------
    CaseError
        With every fault of the case at once.

    Examples
    --------
    >>> case = Case(age=52, sex="female", findings={"saddle_numbness": "present"})
    >>> case.answer("saddle_numbness"), case.answer("fever")
    (<Answer.PRESENT: 'present'>, <Answer.UNKNOWN: 'unknown'>)
    """

    case_id: str | None = None
    age: int | None = None
    sex: Sex | None = None
    care_setting: CareSetting | None = None
    duration_days: float | None = None
    pain_score: float | None = None
    findings: Mapping[str, Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        given = {name: getattr(self, name) for name in (*CONTEXT_FIELDS, "findings")}
        clean, faults = clean_case({"case_id": self.case_id, **given}, "case")
        if faults:
            raise CaseError(faults)
        for name, value in clean.items():
            object.__setattr__(self, name, value)

    def __hash__(self) -> int:
        return hash((self.case_id, self.age, tuple(sorted(self.findings.items()))))

    def __reduce__(self) -> tuple[Any, ...]:
        # A read-only mapping cannot be pickled or copied, a plain one can.
        context = (getattr(self, name) for name in CONTEXT_FIELDS)
        return Case, (self.case_id, *context, dict(self.findings))

    def answer(self, finding: str) -> Answer:
        """Tell what is known about a finding."""
        return self.findings.get(finding, Answer.UNKNOWN)

    def replace_answer(self, finding: str, answer: Answer) -> Case:
        """Copy the case with one answer changed.

        Raises
        ------
        CaseError
            If the finding is not a known one.
        """
        knowledge = load_knowledge()
        if finding not in knowledge.findings:
            raise CaseError(_unknown_finding("case", finding, knowledge))
        return _trusted(self, {**self.findings, finding: Answer(answer)})

    def to_dict(self) -> dict[str, Any]:
        """Give the case as the case-file contract writes it: only what is known."""
        given = {name: getattr(self, name) for name in ("case_id", *CONTEXT_FIELDS)}
        known = {
            name: getattr(value, "value", value)
            for name, value in given.items()
            if value is not None
        }
        return {**known, "findings": {k: v.value for k, v in self.findings.items()}}


def _trusted(case: Case, findings: dict[str, Answer]) -> Case:
    """Build a case from parts that are already valid."""
    copy = object.__new__(Case)
    for name in ("case_id", *CONTEXT_FIELDS):
        object.__setattr__(copy, name, getattr(case, name))
    known = {k: v for k, v in findings.items() if v is not Answer.UNKNOWN}
    object.__setattr__(copy, "findings", MappingProxyType(known))
    return copy


def clean_case(data: Any, where: str) -> tuple[dict[str, Any], list[Fault]]:
    """Validate one case given as a mapping, and list all its faults.

    Parameters
    ----------
    data : object
        The case as parsed from a file.
    where : str
        Name of the case in messages.

    Returns
    -------
    clean : dict
        Keyword arguments of `Case`, typed.
    faults : list of Fault
    """
    if not isinstance(data, Mapping):
        got = shorten(data)
        to_do = "Write fields as `age: 63`, `findings: {...}`."
        return {}, [Fault(where, "the case", "a mapping of fields", got, to_do)]
    knowledge = load_knowledge()
    faults: list[Fault] = []
    clean: dict[str, Any] = {}
    known = ("case_id", *CONTEXT_FIELDS, "findings")
    faults += [
        _unknown_field(where, key, knowledge, known) for key in data if key not in known
    ]
    clean["case_id"], fault = _case_id(where, data.get("case_id"))
    faults += fault
    for name in CONTEXT_FIELDS:
        value = data.get(name)
        if value is None or value == UNKNOWN:
            clean[name] = None
            continue
        spec = knowledge.vocabulary.context[name]
        if spec.values is not None:
            clean[name], fault = _category(where, name, value, spec.values)
        else:
            low, high = spec.range or (-math.inf, math.inf)
            whole = spec.kind == "integer"
            clean[name], fault = clean_number(where, name, value, low, high, whole)
        faults += fault
    answers, answer_faults = _answers(data.get("findings"), where, knowledge)
    clean["findings"] = MappingProxyType(answers)
    return clean, faults + answer_faults


def _unknown_field(
    where: str, key: object, knowledge: Knowledge, known: tuple[str, ...]
) -> Fault:
    if key in knowledge.findings:
        to_do = f"Move it under `findings:` as `{key}: present`."
    else:
        to_do = _nearest(key, known, "Leave it out.")
    return Fault(where, "a field", f"one of {', '.join(known)}", shorten(key), to_do)


def _unknown_finding(where: str, key: object, knowledge: Knowledge) -> Fault:
    to_do = _nearest(key, knowledge.findings, "See findings.yaml for the known ids.")
    what = f"findings.{show_name(key)}"
    return Fault(where, what, "a known finding", shorten(key), to_do)


def _nearest(given: object, known: Iterable[str], otherwise: str) -> str:
    """Say which of a few words was probably meant, or what else to do."""
    to_do = suggest(given, known) if isinstance(given, str) else ""
    return to_do if to_do.startswith("Did you mean") else otherwise


def show_name(name: object) -> str:
    """Show a name from a file inside a message: as it is when that is harmless."""
    if isinstance(name, str) and name.isprintable() and len(name) <= LONGEST_NAME_SHOWN:
        return name
    return shorten(name)


def _case_id(where: str, value: object) -> tuple[str | None, list[Fault]]:
    if value is None or value == UNKNOWN:
        return None, []
    if isinstance(value, str | int) and not isinstance(value, bool):
        try:
            name = str(value)
            name.encode()
        except ValueError:  # half a character, or too many digits to write out
            pass
        else:
            return name, []
    return None, [Fault(where, "case_id", "text", shorten(value), "Give it as text.")]


def _category(
    where: str, name: str, value: object, values: tuple[str, ...]
) -> tuple[Any, list[Fault]]:
    kinds: dict[str, type[Sex] | type[CareSetting]] = {
        "sex": Sex,
        "care_setting": CareSetting,
    }
    if isinstance(value, str) and value in values:
        return kinds[name](value), []
    must_be = f"one of {', '.join(values)}"
    to_do = _nearest(value, values, "Leave it out when it is not known.")
    return None, [Fault(where, name, must_be, shorten(value), to_do)]


def clean_number(
    where: str, name: str, value: object, low: float, high: float, whole: bool
) -> tuple[float | int | None, list[Fault]]:
    """Validate one number of the context; whole numbers come back as int."""
    kind = "a whole number" if whole else "a number"
    must_be = f"{kind} from {low:g} to {high:g}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        # Within the limits first: a huge whole number does not even fit a float.
        inside = low <= value <= high and math.isfinite(value)
        if inside and not whole:
            return float(value), []
        if inside and float(value).is_integer():
            return int(value), []
    to_do = "Give the number alone, or leave it out when it is not known."
    return None, [Fault(where, name, must_be, shorten(value), to_do)]


def _answers(
    given: object, where: str, knowledge: Knowledge
) -> tuple[dict[str, Answer], list[Fault]]:
    if given is None or given == UNKNOWN:
        return {}, []
    if not isinstance(given, Mapping):
        to_do = "Write `findings: {slr_positive: present}`."
        return {}, [
            Fault(where, "findings", "a mapping of answers", shorten(given), to_do)
        ]
    answers: dict[str, Answer] = {}
    faults = []
    for key, value in given.items():
        if key not in knowledge.findings:
            faults.append(_unknown_finding(where, key, knowledge))
        elif value is None or value == UNKNOWN:
            continue
        elif isinstance(value, str) and value in ("present", "absent"):
            answers[key] = Answer(value)
        else:
            must_be = "present, absent or unknown"
            to_do = "Use one of the three words; leave it out when not asked."
            what = f"findings.{key}"
            faults.append(Fault(where, what, must_be, shorten(value), to_do))
    return answers, faults


def broken_requirements(case: Case) -> Iterator[tuple[str, str]]:
    """Find present answers that other known answers contradict.

    Such a case is warned of, never refused: the rules still read every answer.

    Yields
    ------
    finding : str
        The finding that is present.
    reason : str
        What it would need, in words.
    """
    findings = load_knowledge().findings
    for finding, answer in case.findings.items():
        needs = findings[finding].requires
        if needs is None or answer is not Answer.PRESENT:
            continue
        if needs.finding and case.answer(needs.finding) is Answer.ABSENT:
            yield finding, f"{needs.finding} to be present"
        if needs.sex and case.sex is not None and case.sex != needs.sex:
            yield finding, f"sex {needs.sex}"
        low, high = needs.age_min, needs.age_max
        if case.age is not None and low is not None and case.age < low:
            yield finding, f"an age of {low} or more"
        if case.age is not None and high is not None and case.age > high:
            yield finding, f"an age of {high} or less"
        days = needs.duration_days_min
        known = case.duration_days
        if days is not None and known is not None and known < days:
            yield finding, f"a duration of {days:g} days or more"
