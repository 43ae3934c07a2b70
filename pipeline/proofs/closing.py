"""Which emergencies a case leaves open, and the fewest questions that close them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.cases import Case
from pipeline.knowledge import Knowledge
from pipeline.knowledge.logic import Logic, Threshold, leaves
from pipeline.knowledge.schema import Rule
from pipeline.rules import FiredRule, OpenRule, RuleSet, Verdict
from pipeline.rules.circuit import Leaf
from pipeline.rules.questions import NO, YES, field_of
from pipeline.rules.terms import minimal_terms
from pipeline.terms import Urgency

# Costs are whole numbers, so that sums compare exactly: fewer questions come before
# all else, then those a patient can answer, then those that stand first in the list.
_QUESTION, _BY_EXAMINER = 10_000_000, 10_000


@dataclass(frozen=True)
class ClosingQuestion:
    """A question of the smallest set, and the answer that closes.

    Parameters
    ----------
    field : str
        Finding or context field.
    below, above : float, optional
        For a number: the answer that closes lies below, or above, this limit. A
        finding closes when it is absent.
    closes : tuple of str
        Ids of the open rules that it has a part in closing.
    """

    field: str
    below: float | None
    above: float | None
    closes: tuple[str, ...]


@dataclass(frozen=True)
class Audit:
    """Where a case stands with the rules of some tier or worse.

    Parameters
    ----------
    tier : Urgency
    fired : tuple of FiredRule
    still_open : tuple of OpenRule
    closed : tuple of Rule
        Not fired, whatever the unknown answers are.
    questions : tuple of ClosingQuestion
        The fewest that leave none open when all their answers close.
    no_red_flags : bool
        Every rule of every tier is decided, and none has fired.
    """

    tier: Urgency
    fired: tuple[FiredRule, ...]
    still_open: tuple[OpenRule, ...]
    closed: tuple[Rule, ...]
    questions: tuple[ClosingQuestion, ...]
    no_red_flags: bool

    def to_dict(self, case_id: str | None = None) -> dict[str, Any]:
        """Give the audit as plain values, ready for JSON."""
        return {
            "case_id": case_id,
            "tier": self.tier.value,
            "fired": [
                {**_named(item.rule), "because": list(item.because)}
                for item in self.fired
            ],
            "still_open": [
                {**_named(item.rule), "ask": list(item.ask)} for item in self.still_open
            ],
            "closed": [_named(rule) for rule in self.closed],
            "questions": [
                {
                    "field": question.field,
                    "below": question.below,
                    "above": question.above,
                    "closes": list(question.closes),
                }
                for question in self.questions
            ],
            "no_red_flags": self.no_red_flags,
        }


def _named(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": rule.name,
        "urgency": rule.tier.value,
        "suspects": list(rule.suspects),
        "suspects_outside": rule.suspects_outside,
    }


def audit(
    case: Case,
    rule_set: RuleSet,
    knowledge: Knowledge,
    tier: Urgency = Urgency.EMERGENCY,
) -> Audit:
    """Find which rules a case leaves open, and the fewest questions that close them.

    Parameters
    ----------
    case : Case
    rule_set : RuleSet
    knowledge : Knowledge
        Tells which findings need an examiner.
    tier : Urgency, default=emergency
        Rules of this tier or worse are looked at.

    Returns
    -------
    Audit
    """
    triage = rule_set.evaluate(case)
    verdicts = triage.verdicts
    still_open = tuple(u for u in triage.undetermined if u.rule.tier >= tier)
    return Audit(
        tier=tier,
        fired=tuple(f for f in triage.fired if f.rule.tier >= tier),
        still_open=still_open,
        closed=tuple(
            rule
            for rule in rule_set.rules
            if rule.tier >= tier and verdicts[rule.id] is Verdict.NOT_FIRED
        ),
        questions=_fewest(case, still_open, rule_set, knowledge),
        no_red_flags=not triage.fired and not triage.undetermined,
    )


def _fewest(
    case: Case, still_open: Sequence[OpenRule], rule_set: RuleSet, knowledge: Knowledge
) -> tuple[ClosingQuestion, ...]:
    """Choose the fewest fields that hit every way in which a rule could still fire."""
    if not still_open:
        return ()
    ways = _ways_to_fire(case, still_open, rule_set)
    fields = list(dict.fromkeys(field for _, way in ways for field in way))
    chosen = _smallest_hitting_set(
        [way for _, way in ways], {field: _cost(field, knowledge) for field in fields}
    )
    order = {field: i for i, field in enumerate(knowledge.finding_ids)}
    chosen.sort(key=lambda field: order.get(field, len(order)))
    limits = _limits(still_open, rule_set)
    return tuple(
        ClosingQuestion(
            field,
            limits.get((field, "at_least")),
            limits.get((field, "at_most")),
            tuple(dict.fromkeys(rule_id for rule_id, way in ways if field in way)),
        )
        for field in chosen
    )


def _ways_to_fire(
    case: Case, still_open: Sequence[OpenRule], rule_set: RuleSet
) -> list[tuple[str, frozenset[str]]]:
    """Walk, rule by rule, the sets of unknown fields that could still fire it."""
    known = dict(zip(rule_set.circuit.leaves, rule_set.leaf_values(case), strict=True))
    wanted = {item.rule.id for item in still_open}
    ways = []
    for rule, logic in zip(rule_set.rules, rule_set.conditions, strict=True):
        if rule.id not in wanted:
            continue
        for way in _minimal_sets(logic):
            if not any(known[leaf] == NO for leaf in way):
                rest = frozenset(field_of(leaf) for leaf in way if known[leaf] != YES)
                ways.append((rule.id, rest))
    return ways


def _minimal_sets(logic: Logic) -> Iterator[list[Leaf]]:
    bits = {leaf: 1 << i for i, leaf in enumerate(dict.fromkeys(leaves(logic)))}
    for term in minimal_terms(logic, bits):
        yield [leaf for leaf, bit in bits.items() if term & bit]


def _limits(
    still_open: Sequence[OpenRule], rule_set: RuleSet
) -> dict[tuple[str, str], float]:
    """Find the limits that an answer must keep clear of to close every open rule."""
    wanted = {item.rule.id for item in still_open}
    strictest: dict[tuple[str, str], float] = {}
    for rule, logic in zip(rule_set.rules, rule_set.conditions, strict=True):
        for leaf in leaves(logic) if rule.id in wanted else ():
            if isinstance(leaf, Threshold):
                key = (leaf.field, leaf.side)
                choose = min if leaf.side == "at_least" else max
                strictest[key] = choose(strictest.get(key, leaf.limit), leaf.limit)
    return strictest


def _cost(field: str, knowledge: Knowledge) -> int:
    finding = knowledge.findings.get(field)
    place = list(knowledge.findings).index(field) if finding else 0
    by_examiner = finding is not None and finding.source == "exam"
    return _QUESTION + _BY_EXAMINER * by_examiner + place


def _smallest_hitting_set(
    sets: Sequence[frozenset[str]], costs: dict[str, int]
) -> list[str]:
    """Find the cheapest fields of which every set holds one, exactly.

    References
    ----------
    .. [1] Huangfu, Hall: Parallelizing the dual revised simplex method, Math Prog
       Comp 2018, doi:10.1007/s12532-017-0130-5 (the solver that SciPy calls).
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    fields = list(costs)
    distinct = sorted(set(sets), key=sorted)
    holds = np.array([[field in way for field in fields] for way in distinct])
    solved = milp(
        np.array([costs[field] for field in fields], dtype=float),
        integrality=np.ones(len(fields)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(holds.astype(float), lb=1.0),
        options={"mip_rel_gap": 0.0},
    )
    return [
        field for field, taken in zip(fields, solved.x, strict=True) if round(taken)
    ]
