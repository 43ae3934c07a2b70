"""When a red flag fires, as a nested list in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.knowledge import Knowledge
from pipeline.knowledge.logic import THRESHOLDS
from pipeline.knowledge.schema import Rule

LIMITS = {
    "age_at_least": "age {:g} or over",
    "duration_days_at_most": "pain for {:g} days or less",
    "pain_score_at_least": "worst pain in the last week {:g} or more out of 10",
}


@dataclass(frozen=True)
class Branch:
    """One line of the list, and what stands indented below it.

    Parameters
    ----------
    text : str
    parts : tuple of Branch
        Empty for an answer; otherwise `text` says how many of them must hold.
    group : str, optional
        Id of a named group of answers, whose list stands elsewhere on the page.
    """

    text: str
    parts: tuple[Branch, ...] = ()
    group: str | None = None


def rule_logic(rule: Rule, knowledge: Knowledge) -> Branch:
    """Put the condition of a rule into words; named groups stay named."""
    return _branch(rule.when, knowledge)


def groups_of(rule: Rule, knowledge: Knowledge) -> list[tuple[str, Branch]]:
    """Give the named groups that a rule uses, directly or within another one.

    Returns
    -------
    list of (str, Branch)
        Id and content, in the order of red_flags.yaml.
    """
    groups = knowledge.rule_book.groups
    used = set(_names(rule.when))
    waiting = list(used)
    while waiting:
        inner = set(_names(groups[waiting.pop()])) - used
        used |= inner
        waiting += inner
    return [
        (name, _branch(node, knowledge))
        for name, node in groups.items()
        if name in used
    ]


def group_title(name: str) -> str:
    """Name a group of answers.

    Examples
    --------
    >>> group_title("weaker_infection_risk")
    'weaker infection risk'
    """
    return name.replace("_", " ")


def _names(node: Any) -> Iterator[str]:
    """Walk the names of the groups in a condition."""
    if isinstance(node, dict):
        if "group" in node:
            yield node["group"]
        for part in node.values():
            yield from _names(part)
    elif isinstance(node, list):
        for part in node:
            yield from _names(part)


def _branch(node: Any, knowledge: Knowledge) -> Branch:
    if isinstance(node, str):
        return Branch(knowledge.findings[node].label)
    if "group" in node:
        name = node["group"]
        return Branch(f"any answer of the group “{group_title(name)}”", (), name)
    ((name, value),) = [item for item in node.items() if item[0] != "of"]
    if name in THRESHOLDS:
        return Branch(LIMITS[name].format(value))
    parts = tuple(_branch(part, knowledge) for part in node.get("of", value))
    if len(parts) == 1:
        return parts[0]
    if name == "at_least":
        return Branch(f"at least {value} of these", parts)
    return Branch("any of these" if name == "any_of" else "all of these", parts)
