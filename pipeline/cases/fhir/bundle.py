"""FHIR resources of a file as cases: one response, or those of a Bundle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.cases.case import Case
from pipeline.cases.fhir.reading import RESPONSE, case_from_response
from pipeline.cases.fhir.terminology import BUNDLE_TYPES
from pipeline.errors import CaseError, Fault, shorten

BUNDLE = "Bundle"


def cases_from_fhir(
    resource: Mapping[str, Any], where: str
) -> tuple[list[Case], list[Fault]]:
    """Read a QuestionnaireResponse, or those of a Bundle; other entries hold no case.

    Parameters
    ----------
    resource : mapping
        Any FHIR resource.
    where : str
        Name of the file in messages.

    Returns
    -------
    cases : list of Case
    faults : list of Fault
    """
    if resource.get("resourceType") != BUNDLE:
        return _one(resource, where)
    cases: list[Case] = []
    faults = _bundle_faults(resource, where)
    entries = resource.get("entry")
    n_responses = 0
    for number, entry in enumerate(entries if isinstance(entries, list) else [], 1):
        held = entry.get("resource") if isinstance(entry, Mapping) else None
        kind = held.get("resourceType") if isinstance(held, Mapping) else None
        place = f"{where} entry {number}"
        if not isinstance(kind, str) or kind == BUNDLE:
            to_do = "Give each response an entry of its own."
            got = shorten(kind if isinstance(kind, str) else entry)
            must_be = "an entry with one resource"
            faults.append(Fault(place, "it", must_be, got, to_do))
        if kind == RESPONSE:
            n_responses += 1
            more_cases, more = _one(held, place)
            cases += more_cases
            faults += more
    if entries and not n_responses and not faults:
        to_do = f"Add a {RESPONSE}."
        got = "other resources alone"
        faults.append(Fault(where, "the Bundle", "one of responses", got, to_do))
    # Every response says so when what reads them is not installed: once is enough.
    return cases, list(dict.fromkeys(faults))


def _one(resource: object, where: str) -> tuple[list[Case], list[Fault]]:
    try:
        return [case_from_response(resource, where)], []
    except CaseError as error:
        return [], list(error.faults)


def _bundle_faults(bundle: Mapping[str, Any], where: str) -> list[Fault]:
    faults = []
    if bundle.get("type") not in BUNDLE_TYPES:
        must_be = f"one of {', '.join(BUNDLE_TYPES)}"
        got = shorten(bundle.get("type"))
        faults.append(
            Fault(where, "the Bundle's type", must_be, got, "Use `collection`.")
        )
    entries = bundle.get("entry")
    if entries is not None and not isinstance(entries, list):
        got = shorten(entries)
        faults.append(Fault(where, "entry", "a list", got, "Write a list."))
    return faults
