"""Case files as documents: YAML, JSON, and JSON lines; FHIR resources among them."""

from __future__ import annotations

import json
from typing import Any

from pipeline.cases.case import Case, clean_case, show_name
from pipeline.cases.fhir import cases_from_fhir
from pipeline.errors import Fault, shorten
from pipeline.knowledge.strict_yaml import parse_yaml


def cases_from_yaml(text: str, where: str) -> tuple[list[Case], list[Fault]]:
    """Read one case, a list of cases, or a list of records from YAML."""
    return _cases_from_parsed(*parse_yaml(text, where), where)


def cases_from_json(text: str, where: str) -> tuple[list[Case], list[Fault]]:
    """Read one case, a list of cases, or a list of records from JSON."""
    return _cases_from_parsed(*parse_json(text, where), where)


def cases_from_jsonl(text: str, where: str) -> tuple[list[Case], list[Fault]]:
    """Read one case or record per line; blank lines are skipped."""
    cases: list[Case] = []
    faults: list[Fault] = []
    # Only a line feed ends a line: str.splitlines would cut at signs that JSON allows
    # inside a text.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{where} line {number}"
        data, line_faults = parse_json(line, place, "the line")
        faults += line_faults
        if data is not None or not line_faults:
            line_cases, line_faults = _cases_from_record(data, place)
            cases += line_cases
            faults += line_faults
    return cases, faults


def parse_json(
    text: str, where: str, what: str = "the file"
) -> tuple[Any, list[Fault]]:
    """Parse JSON strictly: no duplicate keys, no NaN."""
    duplicates: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        for key, value in pairs:
            if key in seen:
                duplicates.append(key)
            seen[key] = value
        return seen

    def refuse(name: str) -> None:
        message = f"{name} is not JSON"
        raise ValueError(message)

    try:
        data = json.loads(text, object_pairs_hook=unique, parse_constant=refuse)
    except json.JSONDecodeError as error:
        line = f"line {error.lineno} " if "\n" in text else ""
        got = f"{error.msg} at {line}column {error.colno}"
        return None, [Fault(where, what, "valid JSON", got, "Mend it at that place.")]
    except (ValueError, RecursionError) as error:
        got = shorten(str(error))
        return None, [Fault(where, what, "valid JSON", got, "Mend it.")]
    twice = "the same key twice"
    return data, [
        Fault(where, f"the key {shorten(key)}", "unique", twice, "Keep one.")
        for key in duplicates
    ]


def _cases_from_parsed(
    data: Any, faults: list[Fault], where: str
) -> tuple[list[Case], list[Fault]]:
    """Go on to the cases even when keys were given twice, to list all faults."""
    if data is None and faults:
        return [], faults
    cases, more = _cases_from_data(data, where)
    return cases, faults + more


def _cases_from_data(data: Any, where: str) -> tuple[list[Case], list[Fault]]:
    if not isinstance(data, list):
        return _cases_from_record(data, where)
    cases: list[Case] = []
    faults: list[Fault] = []
    for number, record in enumerate(data, start=1):
        place = f"{where} case {number}"
        if isinstance(record, dict) and record.get("case_id") is not None:
            place = f"{place} ({show_name(record['case_id'])})"
        record_cases, record_faults = _cases_from_record(record, place)
        cases += record_cases
        faults += record_faults
    return cases, faults


def _cases_from_record(record: Any, where: str) -> tuple[list[Case], list[Fault]]:
    """Read a case, a record that holds one under `case`, or a FHIR resource."""
    if isinstance(record, dict) and "resourceType" in record:
        return cases_from_fhir(record, where)
    data = record
    if isinstance(record, dict) and "case" in record:
        data = record["case"]
        name = record.get("case_id")
        if isinstance(data, dict) and name is not None:
            data = {**data, "case_id": name}
    clean, faults = clean_case(data, where)
    if faults:
        return [], faults
    return [Case(**clean)], []
