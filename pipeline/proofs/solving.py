"""Ask the solver for a case, and make what it finds easy to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import z3

from pipeline.cases import Case
from pipeline.proofs.symbols import SymbolicCase


@dataclass(frozen=True)
class Found:
    """What the solver found.

    Parameters
    ----------
    cases : tuple of Case
        One for each symbolic case, with no more answers than are needed.
    model : object
        The solver's, for the values of other symbols.
    """

    cases: tuple[Case, ...]
    model: Any


def find(constraints: Sequence[Any], *cases: SymbolicCase) -> Found | None:
    """Find cases that meet the constraints, their numbers within range.

    Parameters
    ----------
    constraints : sequence of z3 expressions
    *cases : SymbolicCase
        Those whose symbols occur in the constraints.

    Returns
    -------
    Found or None
        None when there are none: the solver has then proved that there cannot be.
    """
    solver = z3.Solver()
    solver.add(*constraints)
    for case in cases:
        solver.add(*case.within_range())
    if not _is_satisfiable(solver):
        return None
    model = solver.model()
    for case in cases:
        model = _with_few_answers(solver, case, model)
    return Found(tuple(case.read(model) for case in cases), model)


def _with_few_answers(solver: z3.Solver, case: SymbolicCase, model: Any) -> Any:
    """Take away one answer after the other, as long as the constraints still hold."""
    known = {field: case.known(field) for field in case.fields}
    used = [f for f in known if z3.is_true(model.eval(known[f], model_completion=True))]
    solver.add(*(z3.Not(known[field]) for field in known if field not in used))
    for field in used:
        solver.push()
        solver.add(z3.Not(known[field]))
        if _is_satisfiable(solver):
            model = solver.model()
        else:
            solver.pop()
    return model


def _is_satisfiable(solver: z3.Solver) -> bool:
    answer = solver.check()
    if answer == z3.unknown:  # never taken for a proof
        message = f"the solver gave up: {solver.reason_unknown()}"
        raise RuntimeError(message)
    return bool(answer == z3.sat)
