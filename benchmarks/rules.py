"""The rule layer: one case, and a million, against reading the rules as they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.timing import median_seconds, tell
from pipeline.cases import Case, read_cases
from pipeline.cases.tables import frame_from_matrix
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.logic import THRESHOLDS
from pipeline.rules import load_rules
from pipeline.rules.batch import evaluate_batch
from pipeline.synthesis import Request, sample_cases

PUBLISHED = Path(__file__).parents[1] / "data" / "published" / "cases.yaml"
ROWS = 1_000_000
RIVAL_ROWS = 20_000
SYMBOL = {"at_least": ">=", "at_most": "<="}


def one_case() -> None:
    rules, book = load_rules(), load_knowledge().rule_book
    cases = read_cases([PUBLISHED])

    def every(decide: Any) -> float:
        seconds = [median_seconds(lambda c=case: decide(c), 9) for case in cases]
        return float(np.median(seconds))

    def read_the_file(case: Case) -> list[bool | None]:
        return [_read(rule.when, case, book.groups) for rule in book.rules]

    def explain(case: Case) -> None:
        triage = rules.evaluate(case)
        triage.fired, triage.undetermined  # noqa: B018 - worked out when asked for

    theirs = every(read_the_file)
    for what, decide in (
        ("rules alone, one case", rules.evaluate),
        ("  with reasons and questions", explain),
    ):
        ours = every(decide)
        tell(
            what,
            f"{ours * 1e6:.0f} us",
            f"walking the YAML, fired or not alone: {theirs * 1e6:.0f} us",
            theirs / ours,
        )
    empty = median_seconds(lambda: rules.evaluate(Case()), 99)
    print(f"{'  nothing known':<34}{empty * 1e6:>19.0f} us")


def _read(node: Any, case: Case, groups: dict[str, Any]) -> bool | None:
    """Evaluate a condition as it stands in the file, None for unknown."""
    if isinstance(node, str):
        answer = case.findings.get(node)
        return None if answer is None else answer == "present"
    ((key, inner), *_) = node.items()
    if key == "group":
        return _read(groups[inner], case, groups)
    if key in THRESHOLDS:
        field, side = THRESHOLDS[key]
        value = getattr(case, field)
        if value is None:
            return None
        return bool(value >= inner if side == "at_least" else value <= inner)
    parts = [_read(part, case, groups) for part in node.get("of", inner)]
    k = {"any_of": 1, "all_of": len(parts)}.get(key) or node["at_least"]
    so = sum(part is True for part in parts)
    could_be = so + sum(part is None for part in parts)
    return True if so >= k else None if could_be >= k else False


def many_cases() -> None:
    rules, book = load_rules(), load_knowledge().rule_book
    cases = sample_cases(ROWS, Request(seed=3))
    seconds = median_seconds(lambda: evaluate_batch(cases, rules, workers=2), 5)
    ours = ROWS / seconds
    frame = frame_from_matrix(cases[slice(0, RIVAL_ROWS)])
    plain = frame.drop(columns=["condition", "sex", "care_setting"], errors="ignore")
    plain = plain.astype("float64").fillna(-1.0).copy()
    expressions = [_expression(rule.when, book.groups) for rule in book.rules]

    def by_frame() -> list[pd.Series]:
        return [plain.eval(expression) for expression in expressions]

    theirs = RIVAL_ROWS / median_seconds(by_frame, 3)
    tell(
        "rules, batch of a million",
        f"{ours:,.0f} cases/s",
        f"pandas eval, fired or not alone: {theirs:,.0f} cases/s",
        ours / theirs,
    )


def _expression(node: Any, groups: dict[str, Any]) -> str:
    """Write a condition as an expression over the columns of a table."""
    if isinstance(node, str):
        return f"({node} == 1)"
    ((key, inner), *_) = node.items()
    if key == "group":
        return _expression(groups[inner], groups)
    if key in THRESHOLDS:
        field, side = THRESHOLDS[key]
        known = f"({field} >= 0) & " if side == "at_most" else ""
        return f"({known}({field} {SYMBOL[side]} {inner}))"
    parts = [_expression(part, groups) for part in node.get("of", inner)]
    if key == "at_least":
        return f"(({' + '.join(f'{part} * 1' for part in parts)}) >= {inner})"
    return f"({(' | ' if key == 'any_of' else ' & ').join(parts)})"
