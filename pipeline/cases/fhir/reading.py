"""FHIR QuestionnaireResponses as cases, with every fault found at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.cases.case import CONTEXT_FIELDS, Case, clean_case, show_name
from pipeline.cases.fhir.questionnaire import CONTEXT_GROUP
from pipeline.cases.fhir.structure import structural_faults
from pipeline.cases.fhir.terminology import (
    CASE_ID,
    CASE_ID_AS_JSON,
    QUESTIONNAIRE,
    STATUSES,
    WITHDRAWN,
)
from pipeline.cases.fhir.values import absent_reasons, keys_with, value_of
from pipeline.errors import CaseError, Fault, shorten
from pipeline.knowledge import load_knowledge, suggest

RESPONSE = "QuestionnaireResponse"


def case_from_response(resource: object, where: str = RESPONSE) -> Case:
    """Read one FHIR QuestionnaireResponse, of R5 or R4B.

    A question that is left out, has no answer, or is answered with a reason for its
    absence is unknown. Link ids are those of `questionnaire`; groups do not matter.

    Parameters
    ----------
    resource : object
        As parsed from JSON.
    where : str
        Name of the response in messages.

    Returns
    -------
    Case

    Raises
    ------
    CaseError
        With every fault, of structure, codes, link ids and values; or if the `fhir`
        extra is not installed.

    References
    ----------
    .. [1] https://hl7.org/fhir/R5/questionnaireresponse.html
    """
    if not isinstance(resource, Mapping) or resource.get("resourceType") != RESPONSE:
        got = (
            resource.get("resourceType") if isinstance(resource, Mapping) else resource
        )
        to_do = "Give a QuestionnaireResponse, or a Bundle or list of them."
        raise CaseError(Fault(where, "the resource", RESPONSE, shorten(got), to_do))
    data, faults = _data_of(resource, where)
    clean, case_faults = clean_case(data, where)
    faults += case_faults
    faults += structural_faults(resource, where)
    if faults:
        raise CaseError(faults)
    return Case(**clean)


def _data_of(
    resource: Mapping[str, Any], where: str
) -> tuple[dict[str, Any], list[Fault]]:
    """Collect what the items say, as a case file would write it."""
    faults = _header_faults(resource, where)
    data: dict[str, Any] = {"case_id": _name(resource)}
    findings: dict[str, Any] = {}
    known = load_knowledge()
    groups = {CONTEXT_GROUP, *known.vocabulary.groups}
    seen: set[str] = set()
    for item in _items(resource, where, faults):
        link = item.get("linkId")
        faults += _modifier_faults(item, where)
        if not isinstance(link, str) or link not in {
            *groups,
            *CONTEXT_FIELDS,
            *known.findings,
        }:
            faults.append(_unknown_link(link, where))
            continue
        if link in seen:
            to_do = "Keep one."
            faults.append(
                Fault(where, f"linkId {link}", "there once", "it twice", to_do)
            )
        seen.add(link)
        value, more = _answer_of(item, link, where, is_group=link in groups)
        faults += more
        if link in known.findings:
            findings[link] = value
        elif link not in groups:
            data[link] = value
    return {**data, "findings": findings}, faults


def _header_faults(resource: Mapping[str, Any], where: str) -> list[Fault]:
    faults = _modifier_faults(resource, where)
    status = resource.get("status")
    if status not in STATUSES or status == WITHDRAWN:
        allowed = ", ".join(word for word in STATUSES if word != WITHDRAWN)
        to_do = (
            "Leave it out: it was entered in error."
            if status == WITHDRAWN
            else "Use `completed` for what is answered so far."
        )
        faults.append(
            Fault(where, "status", f"one of {allowed}", shorten(status), to_do)
        )
    asked = resource.get("questionnaire")
    if asked is not None and str(asked).partition("|")[0] != QUESTIONNAIRE:
        to_do = "Ask the questions of this questionnaire."
        faults.append(
            Fault(where, "questionnaire", QUESTIONNAIRE, shorten(asked), to_do)
        )
    return faults


def _modifier_faults(element: Mapping[str, Any], where: str) -> list[Fault]:
    """Refuse what would change the meaning of what it stands on, as FHIR demands."""
    to_do = "What it says cannot be read here; send a response without it."
    return [
        Fault(where, key, "absent", shorten(element[key]), to_do)
        for key in ("implicitRules", "modifierExtension")
        if element.get(key) is not None
    ]


def _name(resource: Mapping[str, Any]) -> Any:
    """Find the name of the case: ours, else any identifier, else the resource's id."""
    given = resource.get("identifier")
    identifiers = [
        identifier
        for identifier in (given if isinstance(given, list) else [given])
        if isinstance(identifier, Mapping) and isinstance(identifier.get("value"), str)
    ]
    by_system = {str(found.get("system")): found["value"] for found in identifiers}
    if CASE_ID_AS_JSON in by_system:
        try:
            return json.loads(by_system[CASE_ID_AS_JSON])
        except (ValueError, RecursionError):
            return by_system[CASE_ID_AS_JSON]
    if CASE_ID in by_system:
        return by_system[CASE_ID]
    return identifiers[0]["value"] if identifiers else resource.get("id")


def _items(
    resource: Mapping[str, Any], where: str, faults: list[Fault]
) -> Iterator[Mapping[str, Any]]:
    """Walk all items in order, however deep, those below answers too."""
    waiting: list[Mapping[str, Any]] = [resource]
    while waiting:
        element = waiting.pop()
        if element is not resource:
            yield element
        answers = element.get("answer")
        holders = [element, *(answers if isinstance(answers, list) else [])]
        below: list[Mapping[str, Any]] = []
        for holder in holders:
            items = holder.get("item") if isinstance(holder, Mapping) else None
            if items is None:
                continue
            for item in items if isinstance(items, list) else [items]:
                if isinstance(item, Mapping):
                    below.append(item)
                else:
                    to_do = "Write items as objects."
                    faults.append(
                        Fault(where, "an item", "an object", shorten(item), to_do)
                    )
        waiting += reversed(below)


def _unknown_link(link: object, where: str) -> Fault:
    known = load_knowledge()
    links = [*known.vocabulary.context, *known.vocabulary.groups, *known.findings]
    to_do = suggest(link, links) if isinstance(link, str) else "Name the question."
    what = f"linkId {show_name(link)}" if isinstance(link, str) else "linkId"
    return Fault(where, what, "one of the questionnaire", shorten(link), to_do)


def _answer_of(
    item: Mapping[str, Any], link: str, where: str, *, is_group: bool
) -> tuple[Any, list[Fault]]:
    """Read the one answer of an item; None when it is not known."""
    what = f"the answer to {link}"
    said_why, faults = absent_reasons(item, f"{where} {link}")
    answers = item.get("answer")
    if answers is None or answers == []:
        return None, faults
    if is_group:
        got = shorten(answers)
        to_do = "Answer its questions instead."
        return None, [*faults, Fault(where, what, "absent: it is a group", got, to_do)]
    if not isinstance(answers, list) or not isinstance(answers[0], Mapping):
        to_do = "Write `answer: [{...}]`."
        must_be = "a list of one object"
        return None, [*faults, Fault(where, what, must_be, shorten(answers), to_do)]
    if len(answers) > 1:
        got = f"{len(answers)} answers"
        return None, [*faults, Fault(where, what, "the only one", got, "Keep one.")]
    (answer,) = answers
    faults += _modifier_faults(answer, f"{where} {link}")
    answered_why, more = absent_reasons(answer, f"{where} {link}")
    faults += more
    has_value = bool(keys_with(answer, "value"))
    if answered_why and not has_value:
        return None, faults
    if said_why or answered_why:
        got = "both an answer and a reason for its absence"
        to_do = "Keep one of them."
        faults.append(Fault(where, what, "given or absent", got, to_do))
    value, more = value_of(link, answer, where)
    return value, faults + more
