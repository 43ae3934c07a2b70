"""What a red flag must say, worked out from red_flags.yaml by brute force.

Nothing here uses the compiled rules or their parser: a condition is read as it stands
in the file, and evaluated for every completion of a case at once. The axes of a truth
table are the fields of the rule, a finding absent or present, a number at values below,
at and above each of its limits. Two limits of one field share its axis, so that no
completion is ever 65 years old and not yet 60.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import Case
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.schema import Rule

RULES = load_knowledge().rule_book.rules
GROUPS = load_knowledge().rule_book.groups
LIMITS = {
    "age_at_least": "age",
    "duration_days_at_most": "duration_days",
    "pain_score_at_least": "pain_score",
}
Value = bool | float


@dataclass(frozen=True)
class Verdict:
    """What holds for a rule and a case, whatever the unknown answers turn out to be."""

    fires: bool
    closed: bool
    ask: frozenset[str]
    decisive: frozenset[str]


def parts(node: Any) -> tuple[int, list[Any]] | None:
    """Take a node apart into how many of which parts must hold; None for a leaf."""
    if isinstance(node, dict):
        if "any_of" in node:
            return 1, node["any_of"]
        if "all_of" in node:
            return len(node["all_of"]), node["all_of"]
        if "at_least" in node:
            return node["at_least"], node["of"]
        if "group" in node:
            return 1, [GROUPS[node["group"]]]
    return None


def leaves(node: Any) -> Iterator[tuple[str, str | None, float]]:
    """Walk (field, kind of limit, limit) of the leaves in the order of the file."""
    inner = parts(node)
    if inner is not None:
        for part in inner[1]:
            yield from leaves(part)
    elif isinstance(node, str):
        yield node, None, 0.0
    else:
        ((kind, limit),) = node.items()
        yield LIMITS[kind], kind, float(limit)


@cache
def axes(rule_id: str) -> dict[str, tuple[Value, ...]]:
    """Give the fields of a rule with the values worth telling apart."""
    values: dict[str, set[Value]] = {}
    for field, kind, limit in leaves(rule(rule_id).when):
        if kind is None:
            values[field] = {False, True}
        else:
            spec = load_knowledge().vocabulary.context[field]
            assert spec.range is not None
            step = 1 if spec.kind == "integer" else 0.5
            around = {limit - step, limit, limit + step}
            values[field] = values.get(field, set(spec.range)) | around
    return {field: tuple(sorted(some)) for field, some in values.items()}


@cache
def truth_table(rule_id: str) -> NDArray[np.bool_]:
    """Evaluate a rule for every combination of the values of its axes."""
    fields = axes(rule_id)
    shape = tuple(len(values) for values in fields.values())

    def along(field: str, holds: list[bool]) -> NDArray[np.bool_]:
        sizes = [len(holds) if other == field else 1 for other in fields]
        return np.array(holds).reshape(sizes)

    def evaluate(node: Any) -> NDArray[np.bool_]:
        inner = parts(node)
        if inner is None:
            ((field, kind, limit),) = leaves(node)
            return along(field, [_meets(kind, limit, v) for v in fields[field]])
        k, nodes = inner
        some = [evaluate(part) for part in nodes]
        if k == 1:
            return reduce(np.logical_or, some)
        if k == len(some):
            return reduce(np.logical_and, some)
        counts = reduce(np.add, [part.astype(np.int8) for part in some])
        return counts >= k

    return np.broadcast_to(evaluate(rule(rule_id).when), shape)


def _meets(kind: str | None, limit: float, value: Value) -> bool:
    if kind is None:
        return bool(value)
    return value <= limit if kind.endswith("at_most") else value >= limit


def verdict(rule_id: str, known: dict[str, Value]) -> Verdict:
    """Look at all completions of the known values."""
    fields = axes(rule_id)
    table = truth_table(rule_id)[
        tuple(
            values.index(known[field]) if field in known else slice(None)
            for field, values in fields.items()
        )
    ]
    unknown = [field for field in fields if field not in known]
    ask = {
        field
        for i, field in enumerate(unknown)
        if (table.any(axis=i) != table.all(axis=i)).any()
    }
    decisive = {
        field
        for i, field in enumerate(unknown)
        if table.all(axis=tuple(j for j in range(len(unknown)) if j != i)).any()
    }
    open_ = not table.all() and table.any()
    return Verdict(
        fires=bool(table.all()),
        closed=not table.any(),
        ask=frozenset(ask if open_ else ()),
        decisive=frozenset(decisive if open_ else ()),
    )


def because(node: Any, case: Case) -> list[str]:
    """Name the fields of the true leaves in satisfied branches, in the file's order."""
    used = _used(node, case)
    return list(dict.fromkeys(leaf[0] for leaf in leaves(node) if leaf in used))


def _used(node: Any, case: Case) -> set[tuple[str, str | None, float]]:
    inner = parts(node)
    if inner is None:
        ((field, kind, limit),) = leaves(node)
        if kind is None:
            value: Value | None = case.findings.get(field) == "present"
        else:
            value = getattr(case, field)
        met = value is not None and _meets(kind, limit, value)
        return {(field, kind, limit)} if met else set()
    k, nodes = inner
    found = [used for used in (_used(part, case) for part in nodes) if used]
    return set().union(*found) if len(found) >= k else set()


def case_of(known: dict[str, Value]) -> Case:
    """Write known values as a case."""
    findings = {
        field: "present" if value else "absent"
        for field, value in known.items()
        if field not in LIMITS.values()
    }
    context = {k: v for k, v in known.items() if k in LIMITS.values()}
    return Case(**context, findings=findings)  # type: ignore[arg-type]


def case_of_canary(canary: dict[str, Any]) -> Case:
    """Write a canary, which has context and findings side by side, as a case."""
    context = {k: v for k, v in canary.items() if k in LIMITS.values()}
    findings = {k: v for k, v in canary.items() if k not in context}
    others = findings.pop("others", None)
    if others is not None:
        findings = {**dict.fromkeys(load_knowledge().findings, others), **findings}
    return Case(**context, findings=findings)


def rule(rule_id: str) -> Rule:
    """Find a rule by its id."""
    return next(rule for rule in RULES if rule.id == rule_id)
