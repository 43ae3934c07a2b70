"""Every small mistake that a red flag could hold: rules with one thing changed.

A condition is mutated on its own tree, with its groups written out, so that every use
of a group is tested by itself; a group is mutated as a group besides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

from pipeline.knowledge import Knowledge
from pipeline.knowledge.logic import AtLeast, Logic, Present, Threshold
from pipeline.knowledge.schema import Rule
from pipeline.proofs.notation import say_leaf, say_node
from pipeline.terms import Urgency

T_co = TypeVar("T_co", covariant=True)
Path = tuple[int, ...]
# From this many parts on, "all but one" and "two of them" are conditions of their own.
FEWEST_TO_COUNT = 3
WHOLE_STEP, HALF_STEP = 1.0, 0.5


class Kind(StrEnum):
    """What was changed, in the words of a report."""

    DROPPED = "finding dropped"
    ADDED = "finding added"
    SWAPPED = "finding swapped"
    ALL_OR_ANY = "all and any exchanged"
    COUNT = "count off by one"
    LIMIT = "threshold moved"
    NO_LIMIT = "threshold dropped"
    TIER = "tier lowered"
    DELETED = "rule deleted"
    NO_SUSPECTS = "suspects emptied"
    SUSPECT = "suspect dropped"


@dataclass(frozen=True)
class Mutant(Generic[T_co]):
    """A rule or a group with one thing changed.

    Parameters
    ----------
    subject : str
        Id of the rule, or name of the group.
    kind : Kind
    path : tuple of int
        Place in the condition: the part to take at each level, counted from 0.
    change : str
        In words.
    now : Logic, Rule or None
        What stands there instead: a condition, a rule, or nothing.
    """

    subject: str
    kind: Kind
    path: Path
    change: str
    now: T_co

    @property
    def where(self) -> str:
        """The place for a reader: "2.1" is the first part of the second part."""
        return ".".join(str(i + 1) for i in self.path) or "top"


def condition_mutants(
    subject: str, condition: Logic, knowledge: Knowledge
) -> list[Mutant[Logic]]:
    """Change one thing in a condition, in every way.

    Parameters
    ----------
    subject : str
        Whose condition it is.
    condition : Logic
    knowledge : Knowledge
        Its findings are those that may be added; its ranges bound the thresholds.

    Returns
    -------
    list of Mutant
        By place, then by kind; no condition twice, and never the one given.
    """
    found: dict[Logic, Mutant[Logic]] = {}
    for path, node in walk(condition):
        for kind, change, now in _changes(node, knowledge):
            mutated = replace_node(condition, path, now)
            if mutated is not None and mutated != condition:
                mutant = Mutant(subject, kind, path, change, mutated)
                found.setdefault(mutated, mutant)
    return list(found.values())


def statement_mutants(rule: Rule) -> list[Mutant[Rule | None]]:
    """Change what a rule says beside its condition: tier, suspects, its existence.

    Parameters
    ----------
    rule : Rule

    Returns
    -------
    list of Mutant
    """

    def mutant(kind: Kind, change: str, now: Rule | None) -> Mutant[Rule | None]:
        return Mutant(rule.id, kind, (), change, now)

    lower = [tier for tier in sorted(Urgency, reverse=True) if tier < rule.tier]
    found = [
        mutant(Kind.TIER, f"tier {tier}", rule.model_copy(update={"tier": tier}))
        for tier in lower
    ]
    found.append(mutant(Kind.DELETED, "no such rule", None))
    if rule.suspects:
        without = rule.model_copy(update={"suspects": ()})
        found.append(mutant(Kind.NO_SUSPECTS, "no suspects", without))
    # A rule of one suspect without it is a rule without suspects.
    for suspect in rule.suspects if len(rule.suspects) > 1 else ():
        rest = tuple(other for other in rule.suspects if other != suspect)
        without = rule.model_copy(update={"suspects": rest})
        found.append(mutant(Kind.SUSPECT, f"without {suspect}", without))
    return found


def replace_node(condition: Logic, path: Path, now: Logic | None) -> Logic | None:
    """Put another node at a place of a condition.

    Parameters
    ----------
    condition : Logic
    path : tuple of int
        The part to take at each level, counted from 0.
    now : Logic or None
        None takes the node out: of all that must hold, all others must; a node that
        loses its only part goes with it.

    Returns
    -------
    Logic or None
        None when nothing is left.
    """
    if not path:
        return now
    assert isinstance(condition, AtLeast)  # noqa: S101 - a path leads through nodes
    first, rest = path[0], path[1:]
    part = replace_node(condition.of[first], rest, now)
    before, after = condition.of[:first], condition.of[first + 1 :]
    if part is not None:
        return replace(condition, of=(*before, part, *after))
    if not before and not after:
        return None
    kept = before + after
    return AtLeast(min(condition.k, len(kept)), kept)


def walk(node: Logic, path: Path = ()) -> Iterator[tuple[Path, Logic]]:
    """Walk all nodes of a condition, each with its place, a node before its parts."""
    yield path, node
    if isinstance(node, AtLeast):
        for i, part in enumerate(node.of):
            yield from walk(part, (*path, i))


def _changes(
    node: Logic, knowledge: Knowledge
) -> Iterator[tuple[Kind, str, Logic | None]]:
    """Change one node, without its parts."""
    if isinstance(node, Present):
        yield Kind.DROPPED, f"without {node.finding}", None
        for finding in knowledge.findings:
            if finding != node.finding:
                change = f"{finding} instead of {node.finding}"
                yield Kind.SWAPPED, change, Present(finding)
    elif isinstance(node, Threshold):
        yield Kind.NO_LIMIT, f"without {say_leaf(node)}", None
        for limit in _limits_near(node, knowledge):
            moved = replace(node, limit=limit)
            yield Kind.LIMIT, f"{say_leaf(moved)} instead of {say_leaf(node)}", moved
    else:
        yield from _added(node, list(knowledge.findings))
        yield from _counted(node)


def _limits_near(threshold: Threshold, knowledge: Knowledge) -> Iterator[float]:
    """Give limits one step off; half a step too where a value may lie between."""
    field = knowledge.vocabulary.context[threshold.field]
    low, high = field.range or (-float("inf"), float("inf"))
    steps = [WHOLE_STEP] if field.kind == "integer" else [HALF_STEP, WHOLE_STEP]
    for step in steps:
        for limit in (threshold.limit - step, threshold.limit + step):
            if low <= limit <= high:
                yield limit


def _added(node: AtLeast, findings: Sequence[str]) -> Iterator[tuple[Kind, str, Logic]]:
    """Add a finding; where all must hold it must hold too."""
    n = len(node.of)
    # A node of one part may be meant as either.
    counts = {1: (1, 2)}.get(n, (node.k + 1,) if node.k == n else (node.k,))
    for finding in findings:
        part = Present(finding)
        if part in node.of:
            continue
        for k in counts:
            also = AtLeast(k, (*node.of, part))
            change = f"{finding} added to {say_node(node.k, n)}"
            if n == 1:
                change = f"{finding} added, {say_node(k, 2)}"
            yield Kind.ADDED, change, also


def _counted(node: AtLeast) -> Iterator[tuple[Kind, str, Logic]]:
    """Ask for another number of the parts."""
    n, k = len(node.of), node.k
    others = [(Kind.ALL_OR_ANY, other) for other in (1, n)]
    if n >= FEWEST_TO_COUNT:
        others += [(Kind.COUNT, other) for other in (k - 1, k + 1)]
    for kind, other in others:
        if 1 <= other <= n and other != k:
            change = f"{say_node(other, n)} instead of {say_node(k, n)}"
            yield kind, change, AtLeast(other, node.of)
