from __future__ import annotations

from typing import Any

import pytest

from pipeline.cases import Case
from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.knowledge.hazards import load_hazards
from pipeline.proofs.layer import Outcome, RuleLayer, Theorem
from pipeline.proofs.proving import THEOREMS, Proof, prove
from pipeline.rules import RuleSet
from pipeline.terms import Urgency
from tests.proofs.layers import SMALL_LOG, shipped_rule, small, with_rules

SHIPPED = load_knowledge().rule_book.rules
RF001_ALL = {"all_of": shipped_rule("RF001").when["any_of"]}


def shipped_with(**changes: Any) -> Knowledge:
    """The shipped rules, RF001 with other entries."""
    changed = shipped_rule("RF001").model_copy(update=changes)
    return with_rules(changed if rule.id == "RF001" else rule for rule in SHIPPED)


def proofs(knowledge: Knowledge, *ids: str) -> dict[str, Proof]:
    chosen = [theorem for theorem in THEOREMS if theorem.id in ids]
    return {
        proof.id: proof for proof in prove(knowledge, load_hazards(), theorems=chosen)
    }


@pytest.mark.parametrize(
    "theorem", [pytest.param(t, id=f"{t.id} {t.statement}") for t in THEOREMS]
)
def test_it_holds_for_the_shipped_rules(theorem: Theorem) -> None:
    (proof,) = prove(load_knowledge(), load_hazards(), theorems=[theorem])
    assert proof.holds, proof
    assert proof.counterexample is None
    assert proof.what
    assert proof.seconds >= 0


def test_ids_rise_and_nothing_is_stated_twice() -> None:
    assert [t.id for t in THEOREMS] == [f"T{i + 1:02}" for i in range(len(THEOREMS))]
    assert len({t.statement for t in THEOREMS}) == len(THEOREMS)
    assert len({t.check for t in THEOREMS}) == len(THEOREMS)


def test_each_proof_is_given_as_soon_as_it_is_finished() -> None:
    done: list[str] = []

    def check(layer: RuleLayer) -> Outcome:
        done.append("checked")
        return Outcome(True, "nothing")

    two = [Theorem(f"T{i}", "So it is", "run", check) for i in (1, 2)]
    running = prove(small(), SMALL_LOG, theorems=two)
    assert next(running).id == "T1"
    assert done == ["checked"]
    assert next(running).id == "T2"
    assert next(running, None) is None


@pytest.mark.parametrize(
    ("broken", "failing"),
    [
        (shipped_with(when=RF001_ALL), {"T09", "T11"}),
        (shipped_with(tier=Urgency.URGENT_SAME_DAY), {"T09", "T10"}),
        (shipped_with(suspects=()), {"T09", "T10"}),
        (with_rules(r for r in SHIPPED if r.id != "RF001"), {"T09", "T10"}),
    ],
    ids=["all for any", "tier lowered", "suspects emptied", "deleted"],
)
def test_a_shipped_rule_that_is_broken_is_noticed(
    broken: Knowledge, failing: set[str]
) -> None:
    found = proofs(broken, "T09", "T10", "T11")
    assert {key for key, proof in found.items() if not proof.holds} == failing
    case = found["T09"].counterexample
    assert case is not None
    before, after = (
        RuleSet(knowledge).evaluate(case) for knowledge in (load_knowledge(), broken)
    )
    assert before.floor is Urgency.EMERGENCY
    assert (after.floor, after.suspect_tiers()) != (
        before.floor,
        before.suspect_tiers(),
    )


def test_rules_that_cannot_even_be_run_are_no_proof() -> None:
    class Raising(RuleSet):
        def evaluate(self, case: Case) -> Any:
            message = f"no such case: {case.case_id}"
            raise ZeroDivisionError(message)

    theorems = [theorem for theorem in THEOREMS if theorem.id in ("T01", "T05")]
    text = small()
    first, second = prove(text, SMALL_LOG, Raising(text), theorems=theorems)
    assert first.holds
    assert not second.holds
    assert second.what == "ZeroDivisionError was raised: no such case: None"
    assert second.counterexample is None


def test_a_proof_is_given_as_plain_values() -> None:
    case = Case(age=70, findings={"fever": "present"})
    proof = Proof("T01", "So it is", "run", False, 0.5, "it is not", case)
    assert proof.to_dict() == {
        "id": "T01",
        "statement": "So it is",
        "method": "run",
        "holds": False,
        "seconds": 0.5,
        "what": "it is not",
        "counterexample": {"age": 70, "findings": {"fever": "present"}},
    }
