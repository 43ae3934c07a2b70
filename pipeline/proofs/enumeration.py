"""Every state of a rule's own fields, as truth tables with one axis for each field.

A finding is absent or present; a number lies below, at or above each limit, which is
all that a comparison can tell apart. Two limits of one field share its axis, so that
nobody is 65 and not yet 60.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import ceil, prod
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import NOT_KNOWN, Case, CaseMatrix
from pipeline.knowledge import Knowledge
from pipeline.knowledge.logic import Present, Threshold
from pipeline.knowledge.schema import Rule
from pipeline.proofs.translation import LEAVES, TABLES, Leaf, translate
from pipeline.rules.questions import field_of
from pipeline.terms import Answer

Bools = NDArray[np.bool_]
_WHOLE_STEP, _STEP = 1.0, 0.5
_UNKNOWN_CODE = float(NOT_KNOWN)


@dataclass(frozen=True)
class Axis:
    """A field of a rule and the values worth telling apart.

    Parameters
    ----------
    field : str
    values : tuple of float
        0 and 1 for a finding that is absent or present; numbers, rising.
    is_number : bool
    """

    field: str
    values: tuple[float, ...]
    is_number: bool

    def meets(self, leaf: Leaf) -> list[bool]:
        """Whether each value makes a leaf of this field true."""
        if isinstance(leaf, Present):
            return [value > 0 for value in self.values]
        above = leaf.side == "at_least"
        return [v >= leaf.limit if above else v <= leaf.limit for v in self.values]


class StateSpace:
    """All states of the fields that a rule reads.

    Parameters
    ----------
    rule : Rule
    knowledge : Knowledge
        Its red_flags.yaml names the groups, its findings.yaml the kinds of numbers.
    """

    def __init__(self, rule: Rule, knowledge: Knowledge) -> None:
        self._rule, self._knowledge = rule, knowledge
        groups = knowledge.rule_book.groups
        self.leaves: list[Leaf] = translate(
            rule.when, groups, LEAVES, lambda leaf: [leaf]
        )
        fields = dict.fromkeys(map(field_of, self.leaves))
        self.axes = tuple(self._axis(field) for field in fields)

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of values of each field."""
        return tuple(len(axis.values) for axis in self.axes)

    @property
    def n_states(self) -> int:
        """Number of answer states, a field unknown among them."""
        return prod(n + 1 for n in self.shape)

    @cached_property
    def table(self) -> Bools:
        """Whether the rule, as it is written, holds for each complete state."""
        meant = translate(
            self._rule.when, self._knowledge.rule_book.groups, TABLES, self.spread
        )
        return np.broadcast_to(meant, self.shape)

    def spread(self, leaf: Leaf) -> Bools:
        """Say for which values of its field a leaf is true, along the field's axis."""
        field = field_of(leaf)
        sizes = [len(axis.values) if axis.field == field else 1 for axis in self.axes]
        axis = next(axis for axis in self.axes if axis.field == field)
        return np.array(axis.meets(leaf)).reshape(sizes)

    @cached_property
    def fires(self) -> Bools:
        """Whether every completion of each answer state fires the rule.

        Every axis has one place more, the last: unknown.
        """
        return with_unknown(self.table, "all")

    @cached_property
    def could_fire(self) -> Bools:
        """Whether some completion of each answer state fires the rule."""
        return with_unknown(self.table, "any")

    def asks(self, j: int) -> Bools:
        """Whether the answer to field `j`, unknown, matters to some completion.

        It does when the other unknown fields can turn out so that one answer to it
        fires the rule and another does not.
        """
        matters = np.not_equal(self.table.any(axis=j), self.table.all(axis=j))
        return with_unknown(np.asarray(matters), "any")

    def decides(self, j: int) -> Bools:
        """Whether an answer to field `j`, unknown, fires the rule whatever the rest."""
        answered = np.moveaxis(self.fires, j, 0)[:-1]
        return np.asarray(answered.any(axis=0))

    def places(self) -> Iterator[tuple[int, ...]]:
        """Walk the places of all answer states in the tables, in their order."""
        return product(*(range(n + 1) for n in self.shape))

    def case(self, place: Sequence[int]) -> Case:
        """Write one state as a case; a place past the last value is unknown."""
        context: dict[str, Any] = {}
        findings: dict[str, Answer] = {}
        for axis, i in zip(self.axes, place, strict=True):
            if i == len(axis.values):
                continue
            if axis.is_number:
                context[axis.field] = axis.values[i]
            else:
                findings[axis.field] = (
                    Answer.PRESENT if axis.values[i] else Answer.ABSENT
                )
        return Case(**context, findings=findings)

    def matrix(self) -> CaseMatrix:
        """Write all answer states as a table of cases, in the order of the tables."""
        columns = {
            axis.field: self._column(j, axis) for j, axis in enumerate(self.axes)
        }
        n = self.n_states
        findings = tuple(axis.field for axis in self.axes if not axis.is_number)
        answers = np.empty((n, len(findings)), dtype=np.int8)
        for k, finding in enumerate(findings):
            answers[:, k] = columns[finding]
        unknown = np.full(n, np.nan)
        nobody = np.full(n, NOT_KNOWN, dtype=np.int8)
        return CaseMatrix(
            findings,
            answers,
            columns.get("age", unknown),
            nobody,
            nobody,
            columns.get("duration_days", unknown),
            columns.get("pain_score", unknown),
        )

    def _column(self, j: int, axis: Axis) -> NDArray[np.float64]:
        values = np.array([*axis.values, np.nan if axis.is_number else _UNKNOWN_CODE])
        sizes = [n + 1 for n in self.shape]
        along = [size if i == j else 1 for i, size in enumerate(sizes)]
        column: NDArray[np.float64] = np.broadcast_to(values.reshape(along), sizes)
        return column.ravel()

    def _axis(self, field: str) -> Axis:
        """Take values below, at and above each limit of a number."""
        limits = [
            leaf.limit
            for leaf in self.leaves
            if isinstance(leaf, Threshold) and leaf.field == field
        ]
        if not limits:
            return Axis(field, (0.0, 1.0), is_number=False)
        spec = self._knowledge.vocabulary.context[field]
        low, high = spec.range or (-np.inf, np.inf)
        step = _STEP
        if spec.kind == "integer":
            step, limits = _WHOLE_STEP, [ceil(limit) for limit in limits]
        around = {limit + move for limit in limits for move in (-step, 0.0, step)}
        inside = {value for value in around if low <= value <= high}
        # No value can reach a limit that lies far outside: any will do.
        return Axis(field, tuple(sorted(inside or {low, high})), is_number=True)


def with_unknown(table: Bools, completions: Literal["all", "any"]) -> Bools:
    """Add to every axis a place for "unknown": what all, or any, completions say.

    Parameters
    ----------
    table : ndarray of bool
        One axis for each field, one place for each value.
    completions : {"all", "any"}

    Returns
    -------
    ndarray of bool
        Each axis longer by one, the last place.

    Examples
    --------
    >>> either = np.array([[False, True], [True, True]])
    >>> with_unknown(either, "all").astype(int)
    array([[0, 1, 0],
           [1, 1, 1],
           [0, 1, 0]])
    """
    decide = np.logical_and if completions == "all" else np.logical_or
    for axis in range(table.ndim):
        unknown = decide.reduce(table, axis=axis, keepdims=True)
        table = np.concatenate([table, unknown], axis=axis)
    return table
