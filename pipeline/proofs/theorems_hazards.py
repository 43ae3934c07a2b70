"""Theorems about what is required of the rules, stated apart from them."""

from __future__ import annotations

from typing import Any

import z3

from pipeline.knowledge.hazard_schema import Claim, DocumentedFlag
from pipeline.proofs.layer import Outcome, RuleLayer, fails, holds, say
from pipeline.proofs.solving import find
from pipeline.rules import Verdict
from pipeline.rules.canaries import canary_case


def documented_flags_hold(layer: RuleLayer) -> Outcome:
    """Prove each documented red flag for every completion of its answers."""
    flags = layer.hazards.documented
    n = 0
    for flag in flags:
        for claim in flag.claims:
            n += 1
            outcome = _claim_fails(layer, flag, claim)
            if outcome is not None:
                return outcome
    return holds(
        f"{n} claims of {len(flags)} documented statements, whatever else is said"
    )


def _claim_fails(
    layer: RuleLayer, flag: DocumentedFlag, claim: Claim
) -> Outcome | None:
    """Find answers under which a documented flag does not do what it must."""
    case = layer.triage.case
    given = [
        statement
        for field, answer in claim.when.items()
        for statement in case.is_answered(field, answer)
    ]
    given += layer.merged.stated
    violations = _violations(layer, claim)
    if find([*given, z3.Or([wrong for wrong, _ in violations])], case) is None:
        return None
    outcomes = ((find([*given, wrong], case), must) for wrong, must in violations)
    found, must = next((found, must) for found, must in outcomes if found)
    return fails(f"{flag.id} ({say(claim.when)}): {must}", *found.cases)


def _violations(layer: RuleLayer, claim: Claim) -> list[tuple[Any, str]]:
    """State what must not be, each with what must be instead."""
    triage = layer.triage
    fired = {key: triage.so.get(key, z3.BoolVal(False)) for key in claim.rules}
    unfired = [
        (z3.Not(so), f"{key} must fire, and does not") for key, so in fired.items()
    ]
    tier = claim.at_least
    too_low = layer.merged.urgency < tier.rank
    unsuspected = [
        (triage.suspected_rank(key) < 0, f"{key} must stand first, and does not")
        for key in claim.suspects
    ]
    urgent = (too_low, f"the urgency must be {tier.value} or worse, and is not")
    return [*unfired, urgent, *unsuspected]


def controls_are_in_place(layer: RuleLayer) -> Outcome:
    """Hold every control of the hazard log against the rule that runs."""
    running = {rule.id: rule for rule in layer.rule_set.rules}
    n = 0
    for hazard in layer.hazards.hazards:
        for control in hazard.controls:
            n += 1
            where = f"{hazard.id}: {control.rule}"
            rule = running.get(control.rule)
            if rule is None:
                return fails(f"{where} must run, and does not")
            missing = [key for key in control.suspects if key not in rule.suspects]
            if rule.tier >= control.tier and not missing:
                continue
            found = find([layer.triage.so[rule.id]], layer.triage.case)
            if rule.tier < control.tier:
                must = f"be {control.tier.value} or worse; it is {rule.tier.value}"
            else:
                must = f"suspect {', '.join(missing)}; it does not"
            what = f"{where} must {must}"
            return fails(what, *(found.cases if found else ()))
    return holds(f"{n} controls of {len(layer.hazards.hazards)} hazards")


def canaries_answer(layer: RuleLayer) -> Outcome:
    """Run every canary, and every near miss."""
    n_fire = n_near = 0
    for rule in layer.text:
        n_fire += len(rule.must_fire)
        n_near += len(rule.must_not_fire)
        canaries = [(canary, True) for canary in rule.must_fire]
        canaries += [(canary, False) for canary in rule.must_not_fire]
        for canary, fires in canaries:
            case = canary_case(canary, layer.knowledge)
            verdict = layer.verdict(rule.id, case)
            if (verdict is Verdict.FIRED) != fires:
                got = "not running" if verdict is None else verdict.in_words
                must = "fire" if fires else "not fire"
                return fails(f"{rule.id} must {must} on this case; it is {got}", case)
    return holds(f"{n_fire} canaries and {n_near} near misses run")
