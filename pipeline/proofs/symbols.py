"""A case of which everything is left open, for the solver to fill in."""

from __future__ import annotations

from typing import Any

import z3

from pipeline.cases import Case
from pipeline.knowledge import Knowledge
from pipeline.knowledge.logic import Present, Threshold


class SymbolicCase:
    """Every field of a case as symbols: whether it is known, and its value.

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
        return z3.And(self.known(_field(leaf)), self.met(leaf))

    def could_be(self, leaf: Present | Threshold) -> Any:
        """Whether the leaf is true or not known."""
        return z3.Or(z3.Not(self.known(_field(leaf))), self.met(leaf))

    def within_range(self) -> list[Any]:
        """State that every number lies where a case may have it."""
        bounds = []
        for field, value in self._value.items():
            spec = self._context.get(field)
            if spec is not None and spec.range is not None:
                bounds += [value >= spec.range[0], value <= spec.range[1]]
        return bounds

    def read(self, model: Any) -> Case:
        """Write what the solver found as a case; what it leaves open is unknown."""
        context: dict[str, Any] = {}
        findings: dict[str, Any] = {}
        for field, known in sorted(self._known.items()):
            if not z3.is_true(model.eval(known, model_completion=True)):
                continue
            value = model.eval(self.value(field), model_completion=True)
            if field not in self._context:
                findings[field] = "present" if z3.is_true(value) else "absent"
            elif self._context[field].kind == "integer":
                context[field] = value.as_long()
            else:
                context[field] = float(value.as_fraction())
        return Case(**context, findings=findings)


def _field(leaf: Present | Threshold) -> str:
    return leaf.finding if isinstance(leaf, Present) else leaf.field
