"""A case of which everything is left open, for the solver to fill in."""

from __future__ import annotations

from typing import Any

import z3

from pipeline.cases import Case
from pipeline.knowledge import Knowledge
from pipeline.knowledge.logic import Present, Threshold
from pipeline.rules.questions import field_of
from pipeline.terms import Answer


class SymbolicCase:
    """Every field of a case as symbols: whether it is known, and its value.

    The value of an unknown field stands for the answer that it would get.

    Parameters
    ----------
    knowledge : Knowledge
        Whose vocabulary a case is written in.
    name : str
        Keeps the symbols of two cases apart.
    """

    def __init__(self, knowledge: Knowledge, name: str = "case") -> None:
        self._context = knowledge.vocabulary.context
        self._name = name
        self._known: dict[str, Any] = {}
        self._value: dict[str, Any] = {}

    @property
    def fields(self) -> list[str]:
        """The fields spoken of so far, sorted."""
        return sorted(self._known)

    def known(self, field: str) -> Any:
        """Symbol for "this field has an answer"."""
        if field not in self._known:
            self._known[field] = z3.Bool(f"{self._name}.{field}.known")
        return self._known[field]

    def value(self, field: str) -> Any:
        """Symbol for the value: true for present, a number for a context field."""
        if field not in self._value:
            name = f"{self._name}.{field}"
            kind = self._context[field].kind if field in self._context else None
            sorts = {None: z3.Bool, "integer": z3.Int, "number": z3.Real}
            self._value[field] = sorts[kind](name)
        return self._value[field]

    def met(self, leaf: Present | Threshold) -> Any:
        """Whether the value of the leaf's field, known or not, makes the leaf true."""
        if isinstance(leaf, Present):
            return self.value(leaf.finding)
        value = self.value(leaf.field)
        at_least = leaf.side == "at_least"
        return value >= leaf.limit if at_least else value <= leaf.limit

    def so(self, leaf: Present | Threshold) -> Any:
        """Whether the leaf is known to be true."""
        return z3.And(self.known(field_of(leaf)), self.met(leaf))

    def could_be(self, leaf: Present | Threshold) -> Any:
        """Whether the leaf is true or not known."""
        return z3.Or(z3.Not(self.known(field_of(leaf))), self.met(leaf))

    def if_worst(self, leaf: Present | Threshold) -> Any:
        """Whether the leaf is true once unknown fields get their worst answers."""
        return self._completed(leaf, present=True)

    def if_best(self, leaf: Present | Threshold) -> Any:
        """Whether the leaf is true once unknown fields get their best answers."""
        return self._completed(leaf, present=False)

    def _completed(self, leaf: Present | Threshold, present: bool) -> Any:
        """Fill in what is unknown: all present or absent, numbers at an end."""
        meets = present
        if isinstance(leaf, Threshold):
            low, high = self._range(leaf.field)
            # The end that this side of the limit is about, or the other one.
            meets = leaf.met_by(high if (leaf.side == "at_least") == present else low)
        return z3.If(self.known(field_of(leaf)), self.met(leaf), z3.BoolVal(meets))

    def is_answered(self, field: str, answer: object) -> list[Any]:
        """State that a field has an answer: "present", "absent", or a number."""
        value = self.value(field)
        if answer == "absent":
            return [self.known(field), z3.Not(value)]
        return [self.known(field), value if answer == "present" else value == answer]

    def within_range(self) -> list[Any]:
        """State that every number lies where a case may have it."""
        bounds = []
        for field, value in self._value.items():
            if field in self._context:
                low, high = self._range(field)
                bounds += [value >= low, value <= high]
        return bounds

    def _range(self, field: str) -> tuple[float, float]:
        """Give the ends between which a number of the context lies."""
        given = self._context[field].range
        assert given is not None  # noqa: S101 - only numbers are compared with limits
        return given

    def read(self, model: Any) -> Case:
        """Write what the solver found as a case; what it leaves open is unknown."""
        context: dict[str, Any] = {}
        findings: dict[str, Answer] = {}
        for field, known in sorted(self._known.items()):
            if not z3.is_true(model.eval(known, model_completion=True)):
                continue
            value = model.eval(self.value(field), model_completion=True)
            if field not in self._context:
                findings[field] = Answer.PRESENT if z3.is_true(value) else Answer.ABSENT
            elif self._context[field].kind == "integer":
                context[field] = value.as_long()
            else:
                context[field] = float(value.as_fraction())
        return Case(**context, findings=findings)
