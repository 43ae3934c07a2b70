"""Case files as documents: YAML, JSON, and JSON lines; FHIR resources among them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
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
    # Only a line feed ends a line: str.splitlines would cut at signs that JSON allows
    # inside a text.
    lines = [
        (f"{where} line {number}", line)
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    ]
    return _gather(
        (place, *parse_json(line, place, "the line")) for place, line in lines
    )


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
    return _gather(
        (_place(record, f"{where} case {number}"), record, [])
        for number, record in enumerate(data, start=1)
    )


def _place(record: Any, place: str) -> str:
    if isinstance(record, dict) and record.get("case_id") is not None:
        return f"{place} ({show_name(record['case_id'])})"
    return place


def _gather(
    records: Iterable[tuple[str, Any, list[Fault]]],
) -> tuple[list[Case], list[Fault]]:
    """Read records one after the other; one at fault counts as one case."""
    cases: list[Case] = []
    faults: list[Fault] = []
    n_at_fault = 0
    for place, data, known in records:
        found: list[Case] = []
        more: list[Fault] = []
        if data is not None or not known:
            found, more = _cases_from_record(data, place)
        if known or more:
            n_at_fault += 1
            row = len(cases) + n_at_fault
            faults += [replace(fault, row=row) for fault in (*known, *more)]
        else:
            cases += found
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
