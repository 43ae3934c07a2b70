"""Conditions written on one line: any(a, b), all(a, b), at_least(2; a, b, c)."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.knowledge.logic import Logic, Present, Threshold

_SIGNS = {"at_least": ">=", "at_most": "<="}


def say_logic(logic: Logic, groups: Mapping[Logic, str]) -> str:
    """Write a condition on one line.

    Parameters
    ----------
    logic : Logic
    groups : mapping of Logic to str
        Named conditions; where one of them stands its name is written.

    Returns
    -------
    str

    Examples
    --------
    >>> from pipeline.knowledge.logic import AtLeast
    >>> adult = Threshold("age", "at_least", 18)
    >>> say_logic(AtLeast(2, (Present("fever"), adult)), {})
    'all(fever, age >= 18)'
    """
    if logic in groups:
        return groups[logic]
    if isinstance(logic, Present | Threshold):
        return say_leaf(logic)
    parts = ", ".join(say_logic(part, groups) for part in logic.of)
    name = say_node(logic.k, len(logic.of))
    if name in ("any", "all"):
        return f"{name}({parts})" if len(logic.of) > 1 else parts
    return f"at_least({logic.k}; {parts})"


def say_leaf(leaf: Present | Threshold) -> str:
    """Write a leaf.

    Examples
    --------
    >>> say_leaf(Threshold("pain_score", "at_least", 8))
    'pain_score >= 8'
    """
    if isinstance(leaf, Present):
        return leaf.finding
    return f"{leaf.field} {_SIGNS[leaf.side]} {leaf.limit:g}"


def say_node(k: int, n: int) -> str:
    """Say how many of n parts must hold.

    Examples
    --------
    >>> say_node(1, 3), say_node(2, 3), say_node(3, 3)
    ('any', 'at least 2', 'all')
    """
    if k == 1:
        return "any"
    return "all" if k == n else f"at least {k}"
