"""Real cases from the literature: how the whole product does on them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from pipeline.assess import Assessment, assess
from pipeline.cases import matrix_from_cases
from pipeline.cases.published import NONE_OF_THESE, PublishedCase
from pipeline.knowledge import load_knowledge
from pipeline.metrics import score
from pipeline.model import Classifier
from pipeline.synthesis import posterior, reference_network
from pipeline.terms import Urgency

# Answers told of a case: those that weigh most.
MOST_ANSWERS = 3


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
        "why": {
            "top": _leading(result, order[0], "for"),
            "cause": _leading(result, item.condition, "against"),
        },
    }


def _leading(result: Assessment, condition: str, side: str) -> list[dict[str, str]]:
    """Give the answers that weigh most for or against a condition, if it is told of."""
    told = {entry["condition"]: entry for entry in result.why or []}
    answers = told[condition][side] if condition in told else []
    return [
        {"finding": answer["finding"], "answer": answer["answer"]}
        for answer in answers[:MOST_ANSWERS]
    ]
