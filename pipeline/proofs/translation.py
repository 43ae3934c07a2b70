"""The conditions of red_flags.yaml, read as they stand in the file.

Nothing here uses the parser or the circuit that decide a case: what runs is held
against this second reading, which says in a few lines what the words of the file mean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, Literal

import numpy as np
import z3

from pipeline.knowledge.logic import Present, Threshold

Leaf = Present | Threshold
_SIDES: tuple[Literal["at_least", "at_most"], ...] = ("at_least", "at_most")


@dataclass(frozen=True)
class Language:
    """What the words of a condition are translated into.

    Parameters
    ----------
    any_of, all_of : callable
        From a list of parts.
    at_least : callable
        From how many of the parts must hold, and the parts.
    """

    any_of: Callable[[list[Any]], Any]
    all_of: Callable[[list[Any]], Any]
    at_least: Callable[[int, list[Any]], Any]


# For the solver.
SYMBOLS = Language(
    any_of=z3.Or,
    all_of=z3.And,
    at_least=lambda k, parts: z3.PbGe([(part, 1) for part in parts], k),
)
# For truth tables: arrays of booleans, one axis for each field.
TABLES = Language(
    any_of=lambda parts: reduce(np.logical_or, parts),
    all_of=lambda parts: reduce(np.logical_and, parts),
    at_least=lambda k, parts: reduce(np.add, [p.astype(np.int8) for p in parts]) >= k,
)
# For the leaves alone, in the order of the file.
LEAVES = Language(
    any_of=lambda parts: [leaf for part in parts for leaf in part],
    all_of=lambda parts: [leaf for part in parts for leaf in part],
    at_least=lambda _, parts: [leaf for part in parts for leaf in part],
)


def translate(
    node: Any,
    groups: Mapping[str, Any],
    language: Language,
    leaf: Callable[[Leaf], Any],
) -> Any:
    """Translate a condition as it stands in red_flags.yaml.

    Parameters
    ----------
    node : object
        The parsed YAML of the condition.
    groups : mapping of str to object
        Named conditions that `{group: name}` refers to.
    language : Language
    leaf : callable
        Gives the translation of a leaf.

    Returns
    -------
    object

    Raises
    ------
    ValueError
        If a mapping is no condition.

    Examples
    --------
    >>> node = {"all_of": ["fever", {"age_at_least": 65}]}
    >>> translate(node, {}, LEAVES, lambda leaf: [leaf])
    [Present(finding='fever'), Threshold(field='age', side='at_least', limit=65)]
    """

    def parts(nodes: list[Any]) -> list[Any]:
        return [translate(part, groups, language, leaf) for part in nodes]

    if isinstance(node, str):
        return leaf(Present(node))
    if "group" in node:
        return translate(groups[node["group"]], groups, language, leaf)
    if "any_of" in node:
        return language.any_of(parts(node["any_of"]))
    if "all_of" in node:
        return language.all_of(parts(node["all_of"]))
    if "at_least" in node:
        return language.at_least(node["at_least"], parts(node["of"]))
    return leaf(_threshold(node))


def _threshold(node: dict[str, Any]) -> Threshold:
    """Read `age_at_least: 65`: the name ends with the side."""
    ((name, limit),) = node.items()
    for side in _SIDES:
        if name.endswith(f"_{side}"):
            return Threshold(name.removesuffix(f"_{side}"), side, limit)
    message = f"not a condition: {name}"
    raise ValueError(message)
