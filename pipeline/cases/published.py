"""Real cases from the literature, each with what its report found in the end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.cases.case import Case, clean_case
from pipeline.errors import CaseError, Fault, shorten
from pipeline.knowledge import load_knowledge, suggest
from pipeline.knowledge.strict_yaml import read_yaml
from pipeline.terms import Urgency

NONE_OF_THESE = "none_of_these"
PUBLISHED_FILE = Path(__file__).parents[2] / "data" / "published" / "cases.yaml"
_TEXTS = ("source", "summary", "true_condition")


@dataclass(frozen=True)
class PublishedCase:
    """A case with what its report says was found in the end.

    Parameters
    ----------
    case : Case
        What the report says of the first visit.
    condition : str
        The id of what was found, or "none_of_these".
    expected_urgency : Urgency
        A reader's judgement from the listed findings alone.
    source : str
        Where it was published.
    summary : str
        The first visit in our own words; it may hint at the cause.
    true_condition : str
        In words what was found, where it is none of the conditions.
    """

    case: Case
    condition: str
    expected_urgency: Urgency
    source: str = ""
    summary: str = ""
    true_condition: str = ""


def read_published(path: Path = PUBLISHED_FILE) -> list[PublishedCase]:
    """Read a file of labelled real cases.

    Raises
    ------
    CaseError
        With every fault.
    """
    data, faults = read_yaml(path, str(path))
    records = data if isinstance(data, list) else []
    if not faults and not isinstance(data, list):
        to_do = "See data/published/cases.yaml."
        got = shorten(data)
        faults = [Fault(str(path), "the file", "a list of records", got, to_do)]
    cases = []
    for number, record in enumerate(records, start=1):
        where = f"{path} case {number}"
        case, case_faults = _read_record(record, where)
        cases += [case] if case is not None else []
        faults += case_faults
    if faults:
        raise CaseError(faults)
    return cases


def _read_record(record: Any, where: str) -> tuple[PublishedCase | None, list[Fault]]:
    if not isinstance(record, dict):
        got = type(record).__name__
        return None, [Fault(where, "the record", "a mapping", got, "Correct it.")]
    data = record.get("case")
    if isinstance(data, dict):
        data = {**data, "case_id": record.get("case_id")}
    clean, faults = clean_case(data, where)
    known = {*load_knowledge().condition_ids, NONE_OF_THESE}
    condition = record.get("condition")
    if not isinstance(condition, str) or condition not in known:
        to_do = suggest(str(condition), known)
        got = shorten(condition)
        faults.append(Fault(where, "condition", "a known id", got, to_do))
    expected = record.get("expected_urgency")
    if not isinstance(expected, str) or expected not in set(Urgency):
        got, tiers = shorten(expected), ", ".join(Urgency)
        to_do = "Use one of the tiers."
        faults.append(Fault(where, "expected_urgency", f"one of {tiers}", got, to_do))
    texts, text_faults = _read_texts(record, where)
    faults += text_faults
    if faults:
        return None, faults
    urgency = Urgency(str(expected))
    return PublishedCase(Case(**clean), str(condition), urgency, **texts), []


def _read_texts(
    record: dict[str, Any], where: str
) -> tuple[dict[str, str], list[Fault]]:
    """Read what is for people alone; each of it may be missing."""
    given = {name: record.get(name, "") for name in _TEXTS}
    return given, [
        Fault(where, name, "a text", shorten(text), "Write it in quotation marks.")
        for name, text in given.items()
        if not isinstance(text, str)
    ]
