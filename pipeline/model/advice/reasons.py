"""The answers that speak for and against a condition."""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.cases import Case
from pipeline.model.explain import Explanation

MOST_REASONS = 6
# Below this an answer hardly moves the odds.
SMALLEST_WEIGHT = 0.1


def reasons(
    explanation: Explanation, case: Case, condition_ids: list[str], order: list[str]
) -> list[dict[str, Any]]:
    """Give the answers that speak for and against some conditions.

    Parameters
    ----------
    explanation : Explanation
    case : Case
    condition_ids : list of str
        Columns of the probabilities.
    order : list of str
        Conditions to explain.

    Returns
    -------
    list of dict
        `condition`, `for` and `against`, strongest first; each reason has `finding`,
        `answer`, and `weight`, the change of log-odds that the answer brings.
    """
    entries = []
    for condition in order:
        weights = explanation.weights(condition_ids.index(condition))
        ranked = np.argsort(-np.abs(weights), kind="stable")
        told = [
            {
                "finding": explanation.known[i],
                "answer": case.findings[explanation.known[i]].value,
                "weight": round(float(weights[i]), 3),
            }
            for i in ranked
            if abs(weights[i]) >= SMALLEST_WEIGHT
        ]
        entries.append(
            {
                "condition": condition,
                "for": [r for r in told if r["weight"] > 0][:MOST_REASONS],
                "against": [r for r in told if r["weight"] < 0][:MOST_REASONS],
            }
        )
    return entries
