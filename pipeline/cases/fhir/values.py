"""One answer of a FHIR QuestionnaireResponse, as a case holds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.cases.case import show_name
from pipeline.cases.fhir.terminology import (
    ABSENT_REASON,
    ABSENT_REASON_EXTENSION,
    ABSENT_REASONS,
    ANSWERS,
    CATEGORY_SYSTEMS,
    UCUM,
    UNITS,
)
from pipeline.errors import Fault, shorten
from pipeline.knowledge import load_knowledge
from pipeline.terms import Answer

LEAVE_OUT = "Leave the answer out when it is not known."
DECIMALS = ("valueDecimal", "valueInteger")
_YES_NO = "the code Y or N of HL7's table v2-0532 or v2-0136"


def value_of(
    link: str, answer: Mapping[str, Any], where: str
) -> tuple[Any, list[Fault]]:
    """Read the one value of an answer.

    Parameters
    ----------
    link : str
        Id of a finding or of a field of the context.
    answer : mapping
        An entry of `item.answer`.
    where : str
        Name of the response in messages.

    Returns
    -------
    value : object
        As a case file would write it; limits of numbers are left to the case.
    faults : list of Fault
    """
    what = f"the answer to {link}"
    values = {key: answer[key] for key in keys_with(answer, "value")}
    if len(values) != 1:
        got = ", ".join(show_name(key) for key in values) or "no value"
        return None, [Fault(where, what, "one value", got, LEAVE_OUT)]
    ((kind, value),) = values.items()
    if link in load_knowledge().findings:
        return _finding(kind, value, where, what)
    if link in CATEGORY_SYSTEMS:
        return _category(link, kind, value, where, what)
    if link in UNITS:
        return _quantity(link, kind, value, where, what)
    if kind in DECIMALS:
        return value, []
    return None, [Fault(where, what, "a valueDecimal", show_name(kind), LEAVE_OUT)]


def keys_with(element: Mapping[Any, Any], start: str) -> list[str]:
    """List the keys that begin so; in YAML a key need not be text.

    Examples
    --------
    >>> keys_with({"valueCoding": {}, 1: 2}, "value")
    ['valueCoding']
    """
    return [key for key in element if isinstance(key, str) and key.startswith(start)]


def absent_reasons(element: Mapping[str, Any], where: str) -> tuple[bool, list[Fault]]:
    """Tell whether an element says why it has no value, and check the reasons.

    The reason stands on the item, on the answer, or on the missing value itself.
    """
    beside = [element[key] for key in keys_with(element, "_value")]
    said, faults = False, []
    for holder in (element, *beside):
        extensions = holder.get("extension") if isinstance(holder, Mapping) else None
        for extension in extensions if isinstance(extensions, list) else []:
            if not isinstance(extension, Mapping):
                continue
            if extension.get("url") != ABSENT_REASON_EXTENSION:
                continue
            said = True
            code = extension.get("valueCode")
            if code not in ABSENT_REASONS:
                must_be = f"one of {', '.join(ABSENT_REASONS)}"
                to_do = "Use `unknown` or `not-asked`."
                what = "the data-absent-reason"
                faults.append(Fault(where, what, must_be, shorten(code), to_do))
    return said, faults


def _finding(
    kind: str, value: Any, where: str, what: str
) -> tuple[Answer | None, list[Fault]]:
    # Not what the questionnaire asks for, but nothing else can be meant by it.
    if kind == "valueBoolean" and isinstance(value, bool):
        return (Answer.PRESENT if value else Answer.ABSENT), []
    must_be = f"a valueCoding with {_YES_NO}"
    if kind != "valueCoding":
        return None, [Fault(where, what, must_be, show_name(kind), LEAVE_OUT)]
    system, code = _coded(value)
    known = ANSWERS.get((system, code))
    if known is None:
        got = _told(value)
        return None, [Fault(where, what, must_be, got, LEAVE_OUT)]
    return known, []


def _category(
    link: str, kind: str, value: Any, where: str, what: str
) -> tuple[str | None, list[Fault]]:
    values = load_knowledge().vocabulary.context[link].values or ()
    must_be = f"a valueCoding with {', '.join(values)} of {CATEGORY_SYSTEMS[link]}"
    if kind != "valueCoding":
        return None, [Fault(where, what, must_be, show_name(kind), LEAVE_OUT)]
    system, code = _coded(value)
    if system == CATEGORY_SYSTEMS[link] and code in values:
        return code, []
    not_known = system == ABSENT_REASON and code in ABSENT_REASONS
    if not_known or (system == CATEGORY_SYSTEMS[link] and code == Answer.UNKNOWN):
        return None, []
    return None, [Fault(where, what, must_be, _told(value), LEAVE_OUT)]


def _quantity(
    link: str, kind: str, value: Any, where: str, what: str
) -> tuple[Any, list[Fault]]:
    code, unit = UNITS[link]
    must_be = f"a valueQuantity in {unit} (UCUM {code})"
    if kind != "valueQuantity" or not isinstance(value, Mapping):
        return None, [Fault(where, what, must_be, show_name(kind), LEAVE_OUT)]
    faults = []
    if (value.get("system"), value.get("code")) != (UCUM, code):
        to_do = f"Convert it to {unit}."
        faults.append(Fault(where, what, must_be, _told(value), to_do))
    if value.get("comparator") is not None:
        got = f"the comparator {shorten(value['comparator'])}"
        to_do = "Give the number itself, or leave the answer out."
        faults.append(Fault(where, what, "one number", got, to_do))
    if value.get("value") is None:
        faults.append(Fault(where, what, "a number", "no value", LEAVE_OUT))
    return (None if faults else value["value"]), faults


def _coded(coding: Any) -> tuple[str, str]:
    """Give system and code, empty where there is none that could be looked up."""
    if not isinstance(coding, Mapping):
        return "", ""
    system, code = coding.get("system"), coding.get("code")
    return (
        system if isinstance(system, str) else "",
        code if isinstance(code, str) else "",
    )


def _told(value: Any) -> str:
    """Show code and system of a coding or quantity."""
    if not isinstance(value, Mapping):
        return shorten(value)
    parts = (
        f"the {name} {shorten(value[name])}"
        if value.get(name) is not None
        else f"no {name}"
        for name in ("code", "system")
    )
    return " and ".join(parts)
