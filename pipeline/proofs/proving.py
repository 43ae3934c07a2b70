"""The theorems of the rule layer, and how to prove them one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from pipeline.cases import Case
from pipeline.knowledge import Knowledge
from pipeline.knowledge.hazard_schema import HazardLog
from pipeline.proofs.layer import Order, Outcome, RuleLayer, Theorem, fails
from pipeline.proofs.symbolic_triage import Merge
from pipeline.proofs.theorems_circuit import (
    answers_never_unfire,
    code_is_the_text,
    unknown_is_never_absent,
)
from pipeline.proofs.theorems_hazards import (
    canaries_answer,
    controls_are_in_place,
    documented_flags_hold,
)
from pipeline.proofs.theorems_merge import (
    merge_is_a_maximum,
    nothing_lowers_the_floor,
    suspects_come_first,
)
from pipeline.proofs.theorems_rules import (
    each_can_fire,
    each_starts_open_and_can_be_closed,
    none_is_shadowed,
    routine_rules_reorder_nothing,
    rules_read_answers_alone,
)
from pipeline.proofs.theorems_states import (
    every_answer_state,
    every_complete_state,
    every_small_case,
    open_questions_are_complete,
    reasons_suffice,
)
from pipeline.rules import RuleSet
from pipeline.rules.merge import merge as shipped_merge
from pipeline.rules.merge import shown_order as shipped_order

THEOREMS = (
    Theorem(
        "T01",
        "The rules that run are those that are written",
        "solver",
        code_is_the_text,
    ),
    Theorem(
        "T02",
        "Whatever the model says, the urgency is never below a fired rule's tier",
        "solver",
        nothing_lowers_the_floor,
    ),
    Theorem(
        "T03",
        "No further answer and no worse number un-fires a rule or lowers the floor",
        "solver",
        answers_never_unfire,
    ),
    Theorem(
        "T04",
        "Unknown is never taken for absent: a verdict is what all completions share",
        "solver",
        unknown_is_never_absent,
    ),
    Theorem("T05", "Every rule can fire", "solver", each_can_fire),
    Theorem(
        "T06",
        "Every rule is open while nothing is known, and can be closed",
        "solver",
        each_starts_open_and_can_be_closed,
    ),
    Theorem(
        "T07",
        "No rule is shadowed: each alone sets the floor of some case",
        "solver",
        none_is_shadowed,
    ),
    Theorem(
        "T08",
        "Suspects of fired rules come first, worst tier first, whatever the model says",
        "solver, every state",
        suspects_come_first,
    ),
    Theorem(
        "T09",
        "Every documented red flag holds, whatever else is answered",
        "solver",
        documented_flags_hold,
    ),
    Theorem(
        "T10",
        "Every control of the hazard log runs, with its tier and its suspects",
        "comparison",
        controls_are_in_place,
    ),
    Theorem(
        "T11",
        "Every canary fires its rule, and no near miss does",
        "run",
        canaries_answer,
    ),
    Theorem(
        "T12",
        "On every complete state of its fields a rule does what is written",
        "every state",
        every_complete_state,
    ),
    Theorem(
        "T13",
        "An open rule asks for every answer that could still matter, and no other",
        "every state",
        open_questions_are_complete,
    ),
    Theorem(
        "T14",
        "Decided many at once, every answer state gets what its completions share",
        "every state",
        every_answer_state,
    ),
    Theorem(
        "T15",
        "Decided one by one, so it does, and its floor and suspects are right",
        "every state",
        every_small_case,
    ),
    Theorem(
        "T16",
        "The reasons given for a fired rule fire it by themselves",
        "every state",
        reasons_suffice,
    ),
    Theorem(
        "T17",
        "The merge gives the worse of what rules and model say, and nothing else",
        "every state",
        merge_is_a_maximum,
    ),
    Theorem(
        "T18",
        "The rules read answers and numbers, never sex or care setting",
        "run",
        rules_read_answers_alone,
    ),
    Theorem(
        "T19",
        "A routine rule puts nothing at the top of the list",
        "comparison",
        routine_rules_reorder_nothing,
    ),
)


@dataclass(frozen=True)
class Proof:
    """A theorem and whether it holds.

    Parameters
    ----------
    id, statement, method : str
        The theorem's.
    holds : bool
    seconds : float
        Time that it took.
    what : str
        How much was looked at; or what happened, and what should have.
    counterexample : Case, optional
        Shows the fault when it is run through the same rules and merge.
    """

    id: str
    statement: str
    method: str
    holds: bool
    seconds: float
    what: str
    counterexample: Case | None

    def to_dict(self) -> dict[str, Any]:
        """Give the proof as plain values, the counterexample as a case file has it."""
        case = self.counterexample
        return {**vars(self), "counterexample": case.to_dict() if case else None}


def prove(
    knowledge: Knowledge,
    hazards: HazardLog,
    rule_set: RuleSet | None = None,
    merge: Merge = shipped_merge,
    shown_order: Order = shipped_order,
    theorems: Sequence[Theorem] = THEOREMS,
) -> Iterator[Proof]:
    """Prove the theorems of the rule layer, or find where they fail.

    Parameters
    ----------
    knowledge : Knowledge
        Whose red_flags.yaml is the text of the rules.
    hazards : HazardLog
        What is required of the rules.
    rule_set : RuleSet, optional
        The rules as they run; those compiled from `knowledge` when not given.
    merge, shown_order : callable
        Where rules and model meet; those that ship when not given.
    theorems : sequence of Theorem, optional
        All of them when not given.

    Yields
    ------
    Proof
        Each as soon as it is finished, in the order of `theorems`.
    """
    layer = RuleLayer(
        knowledge, hazards, rule_set or RuleSet(knowledge), merge, shown_order
    )
    for theorem in theorems:
        start = perf_counter()
        outcome = _check(theorem, layer)
        yield Proof(
            theorem.id,
            theorem.statement,
            theorem.method,
            outcome.holds,
            perf_counter() - start,
            outcome.what,
            outcome.counterexample,
        )


def _check(theorem: Theorem, layer: RuleLayer) -> Outcome:
    # Rules so broken that running them raises are refuted too, and the next theorems
    # may say more; whatever it was, it must not pass for a proof.
    try:
        return theorem.check(layer)
    except Exception as error:
        return fails(f"{type(error).__name__} was raised: {error}")
