"""Real cases from the literature: how the whole product does on them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.assess import Assessment, assess
from pipeline.cases import Case, matrix_from_cases
from pipeline.cases.case import clean_case
from pipeline.errors import CaseError, Fault, shorten
from pipeline.knowledge import load_knowledge, suggest
from pipeline.knowledge.strict_yaml import read_yaml
from pipeline.metrics import score
from pipeline.model import Classifier
from pipeline.synthesis import posterior, reference_network
from pipeline.terms import Urgency

NONE_OF_THESE = "none_of_these"


@dataclass(frozen=True)
class PublishedCase:
    """A case with what its report says was found in the end."""

    case: Case
    condition: str
    expected_urgency: Urgency


def read_published(path: Path) -> list[PublishedCase]:
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
    if faults:
        return None, faults
    return PublishedCase(Case(**clean), str(condition), Urgency(str(expected))), []


def evaluate_published(
    published: list[PublishedCase], classifier: Classifier
) -> dict[str, Any]:
    """Assess every real case and compare with what is known of it.

    Parameters
    ----------
    published : list of PublishedCase
    classifier : Classifier

    Returns
    -------
    dict
        Scores over the cases whose cause is one of the conditions, beside the exact
        posterior's; urgencies, under-calls and one row a case over all.
    """
    results = [assess(item.case, classifier) for item in published]
    rows = [_row(i, r) for i, r in zip(published, results, strict=True)]
    confusion = Counter((row["expected_urgency"], row["urgency"]) for row in rows)
    tiers = [tier.value for tier in Urgency]
    return {
        **_scores(published, classifier),
        "n_none_of_these": sum(i.condition == NONE_OF_THESE for i in published),
        "flagged": {
            name: sum(
                row["fits_none"] is True
                for row in rows
                if (row["condition"] == NONE_OF_THESE) is outside
            )
            for name, outside in (("known", False), ("none_of_these", True))
        },
        "urgency_confusion": {
            expected: {got: confusion[expected, got] for got in tiers}
            for expected in tiers
        },
        "under_calls": [
            {
                "case_id": row["case_id"],
                "condition": row["condition"],
                "expected": row["expected_urgency"],
                "got": row["urgency"],
                "red_flags": row["red_flags"],
            }
            for row in rows
            if Urgency(row["urgency"]) < Urgency(row["expected_urgency"])
        ],
        "cases": rows,
    }


def _scores(published: list[PublishedCase], classifier: Classifier) -> dict[str, Any]:
    ids = load_knowledge().condition_ids
    known = [item for item in published if item.condition != NONE_OF_THESE]
    names = ("top1", "top3", "top5", "log_loss")
    if not known:
        empty = dict.fromkeys(names) | {f"posterior_{name}": None for name in names}
        return {"n_cases": 0, **empty}
    matrix = matrix_from_cases([item.case for item in known])
    y_true = np.array([ids.index(item.condition) for item in known])
    figures: dict[str, Any] = {"n_cases": len(known)}
    for prefix, proba in (
        ("", classifier.predict_proba(matrix)),
        ("posterior_", posterior(matrix, reference_network())),
    ):
        scores = score(y_true, proba)
        figures |= {f"{prefix}{name}": getattr(scores, name) for name in names}
    return figures


def _row(item: PublishedCase, result: Assessment) -> dict[str, Any]:
    by_probability = sorted(
        result.differential, key=lambda e: (-e["probability"], e["condition"])
    )
    order = [entry["condition"] for entry in by_probability]
    truth = next((e for e in by_probability if e["condition"] == item.condition), None)
    assert result.urgency is not None  # noqa: S101 - there is a model
    return {
        "case_id": item.case.case_id,
        "condition": item.condition,
        "expected_urgency": item.expected_urgency.value,
        "urgency": result.urgency.value,
        "urgency_from": result.urgency_from,
        "rank": order.index(item.condition) + 1 if truth else None,
        "probability": truth["probability"] if truth else None,
        "top": order[0],
        "fits_none": result.none_of_these["flag"],
        "misfit": result.none_of_these["score"],
        "red_flags": [flag["id"] for flag in result.red_flags],
    }
