"""Theorems about each rule: it can fire, it can be closed, and it is needed."""

from __future__ import annotations

import z3

from pipeline.cases import Case
from pipeline.knowledge.schema import Rule
from pipeline.proofs.layer import Outcome, RuleLayer, fails, holds
from pipeline.proofs.solving import find
from pipeline.rules import Verdict
from pipeline.rules.questions import field_of
from pipeline.terms import CareSetting, Sex, Urgency


def each_can_fire(layer: RuleLayer) -> Outcome:
    """Find a case on which each rule fires, and run it."""
    for rule in layer.rule_set.rules:
        found = find([layer.triage.so[rule.id]], layer.triage.case)
        if found is None:
            return fails(f"{rule.id} ({rule.name}) fires on no case")
        if layer.verdict(rule.id, found.cases[0]) is not Verdict.FIRED:
            return fails(
                f"{rule.id} must fire on this case, and does not", *found.cases
            )
    return holds(f"{len(layer.rule_set.rules)} rules, a case found and run for each")


def each_starts_open_and_can_be_closed(layer: RuleLayer) -> Outcome:
    """Run the case of which nothing is known, and find one that closes each rule."""
    empty = layer.rule_set.evaluate(Case())
    for rule in layer.rule_set.rules:
        verdict = empty.verdicts[rule.id]
        if verdict is not Verdict.UNDETERMINED:
            what = f"{rule.id} is {verdict.in_words} while nothing is known"
            return fails(what, Case())
        found = find([z3.Not(layer.triage.could_be[rule.id])], layer.triage.case)
        if found is None:
            return fails(f"{rule.id} ({rule.name}) stays open or fires on every case")
        if layer.verdict(rule.id, found.cases[0]) is not Verdict.NOT_FIRED:
            return fails(
                f"{rule.id} must be closed on this case, and is not", *found.cases
            )
    all_closed = [z3.Not(output) for output in layer.triage.could_be.values()]
    if find(all_closed, layer.triage.case) is None:
        return fails("no case closes all rules together")
    return holds(f"{len(layer.rule_set.rules)} rules, each by itself and all together")


def none_is_shadowed(layer: RuleLayer) -> Outcome:
    """Find, for each rule, a case whose floor it alone sets."""
    rules, so = layer.rule_set.rules, layer.triage.so
    for rule in rules:
        others = [r for r in rules if r.id != rule.id and r.tier >= rule.tier]
        alone = [so[rule.id], *(z3.Not(so[other.id]) for other in others)]
        found = find(alone, layer.triage.case)
        if found is None:
            return _shadowed(layer, rule)
        triage = layer.rule_set.evaluate(found.cases[0])
        fired = [item.rule.id for item in triage.fired if item.rule.tier >= rule.tier]
        if fired != [rule.id] or triage.floor is not rule.tier:
            return fails(
                f"{rule.id} alone must set the floor of this case", *found.cases
            )
    return holds(f"{len(rules)} rules, a case found and run for each")


def _shadowed(layer: RuleLayer, rule: Rule) -> Outcome:
    found = find([layer.triage.so[rule.id]], layer.triage.case)
    if found is None:
        return fails(f"{rule.id} ({rule.name}) fires on no case")
    fired = layer.rule_set.evaluate(found.cases[0]).fired
    ids = [
        item.rule.id
        for item in fired
        if item.rule.id != rule.id and item.rule.tier >= rule.tier
    ]
    what = (
        f"wherever {rule.id} fires a rule of its tier or worse fires too: here"
        f" {', '.join(ids)}; there must be a case whose floor it alone sets"
    )
    return fails(what, *found.cases)


def rules_read_answers_alone(layer: RuleLayer) -> Outcome:
    """Show that rules read findings and three numbers, not who is seen and where."""
    numbers = {
        name
        for name, spec in layer.knowledge.vocabulary.context.items()
        if spec.kind != "category"
    }
    readable = numbers | set(layer.knowledge.findings)
    read = {field_of(leaf) for leaf in layer.rule_set.circuit.leaves}
    unreadable = sorted(read - readable)
    if unreadable:
        return fails(f"the rules read {', '.join(unreadable)}")
    n = 0
    for rule in layer.rule_set.rules:
        found = find([layer.triage.so[rule.id]], layer.triage.case)
        plain = Case() if found is None else found.cases[0]
        expected = layer.rule_set.evaluate(plain).verdicts
        for person in _people(plain):
            n += 1
            if layer.rule_set.evaluate(person).verdicts != expected:
                return fails("sex or care setting changes what the rules say", person)
    return holds(f"{len(read)} fields are read; {n} people run")


def _people(case: Case) -> list[Case]:
    given = case.to_dict()
    return [
        Case(**{**given, "sex": sex, "care_setting": setting})
        for sex in Sex
        for setting in CareSetting
    ]


def routine_rules_reorder_nothing(layer: RuleLayer) -> Outcome:
    """Show that a rule of the lowest tier puts nothing at the top of the list."""
    routine = [r for r in layer.rule_set.rules if r.tier is Urgency.ROUTINE]
    for rule in routine:
        if rule.suspects:
            found = find([layer.triage.so[rule.id]], layer.triage.case)
            what = f"{rule.id} is routine, and puts {', '.join(rule.suspects)} first"
            return fails(what, *(found.cases if found else ()))
    return holds(f"{len(routine)} of {len(layer.rule_set.rules)} rules are routine")
