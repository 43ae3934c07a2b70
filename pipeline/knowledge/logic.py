"""The form of a red-flag condition: a monotone tree, and nothing else.

A node is `any_of`, `all_of` or `at_least: k` with `of`; a leaf is a finding that is
present, a named group, or a threshold that points one way only. There is no negation,
so a further present answer can never un-fire a rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.errors import Fault, shorten
from pipeline.knowledge.nearest import suggest
from pipeline.knowledge.schema import RuleBook

# In a canary: every finding that it does not name.
OTHERS = "others"
THRESHOLDS: dict[str, tuple[str, Literal["at_least", "at_most"]]] = {
    "age_at_least": ("age", "at_least"),
    "duration_days_at_most": ("duration_days", "at_most"),
    "pain_score_at_least": ("pain_score", "at_least"),
}


@dataclass(frozen=True)
class Present:
    """True when the finding is present."""

    finding: str


@dataclass(frozen=True)
class Threshold:
    """True when a context field lies on the stated side of a limit, limit included."""

    field: str
    side: Literal["at_least", "at_most"]
    limit: float

    def met_by(self, value: float) -> bool:
        """Whether a value lies on the stated side."""
        return value >= self.limit if self.side == "at_least" else value <= self.limit


@dataclass(frozen=True)
class AtLeast:
    """True when at least k of the parts are true (1: any; all of them: all)."""

    k: int
    of: tuple[Logic, ...]


Logic = Present | Threshold | AtLeast


def parse_logic(node: Any, groups: dict[str, Any]) -> Logic:
    """Turn the YAML form of a condition into its tree.

    Parameters
    ----------
    node : object
        A finding id or a mapping as described in this module.
    groups : dict
        Named conditions that `{group: name}` refers to.

    Returns
    -------
    Logic

    Raises
    ------
    ValueError
        If the form is not one of those allowed.
    """
    if isinstance(node, str):
        return Present(node)
    parsed = _parse_mapping(node, groups) if isinstance(node, dict) else None
    if parsed is None:
        message = f"not a condition: {shorten(node)}"
        raise ValueError(message)
    return parsed


def _parse_mapping(node: dict[str, Any], groups: dict[str, Any]) -> Logic | None:
    keys = set(node)
    if keys == {"any_of"}:
        return AtLeast(1, _parts(node["any_of"], groups))
    if keys == {"all_of"}:
        parts = _parts(node["all_of"], groups)
        return AtLeast(len(parts), parts)
    if keys == {"at_least", "of"}:
        parts = _parts(node["of"], groups)
        k = node["at_least"]
        good = isinstance(k, int) and 1 <= k <= len(parts)
        return AtLeast(k, parts) if good else None
    if keys == {"group"} and node["group"] in groups:
        return parse_logic(groups[node["group"]], groups)
    return _parse_threshold(node)


def _parse_threshold(node: dict[str, Any]) -> Threshold | None:
    ((name, limit),) = node.items() if len(node) == 1 else [("", None)]
    if name not in THRESHOLDS or not isinstance(limit, int | float):
        return None
    field, side = THRESHOLDS[name]
    return Threshold(field, side, float(limit))


def _parts(nodes: Any, groups: dict[str, Any]) -> tuple[Logic, ...]:
    if not isinstance(nodes, list) or not nodes:
        message = f"not a list of conditions: {shorten(nodes)}"
        raise ValueError(message)
    return tuple(parse_logic(node, groups) for node in nodes)


def leaves(logic: Logic) -> Iterator[Present | Threshold]:
    """Walk the leaves of a condition, left to right."""
    if isinstance(logic, AtLeast):
        for part in logic.of:
            yield from leaves(part)
    else:
        yield logic


def logic_faults(book: RuleBook, findings: set[str], where: str) -> Iterator[Fault]:
    """List the faults in the conditions of all rules and groups."""
    named = [(f"groups.{name}", node) for name, node in book.groups.items()]
    named += [(f"{rule.id}.when", rule.when) for rule in book.rules]
    for what, node in named:
        try:
            logic = parse_logic(node, book.groups)
        except (ValueError, RecursionError) as error:
            yield Fault(
                where,
                what,
                "built of any_of, all_of, at_least/of, group, findings, thresholds",
                str(error),
                "See the other rules.",
            )
            continue
        for leaf in leaves(logic):
            if isinstance(leaf, Present) and leaf.finding not in findings:
                got = leaf.finding
                yield Fault(where, what, "a known id", got, suggest(got, findings))
