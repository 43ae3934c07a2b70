"""Theorems about the circuit: what it says, and how answers change what it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import z3

from pipeline.cases import CONTEXT_FIELDS, Case
from pipeline.proofs.layer import Outcome, RuleLayer, fails, holds, in_words, say
from pipeline.proofs.solving import find
from pipeline.proofs.symbols import SymbolicCase
from pipeline.proofs.translation import SYMBOLS, translate

# Which way a number gets worse.
HIGHER_IS_WORSE = {"age": True, "duration_days": False, "pain_score": True}


def code_is_the_text(layer: RuleLayer) -> Outcome:
    """Show that what runs is what is written, condition by condition."""
    running = {rule.id: rule for rule in layer.rule_set.rules}
    for rule in layer.text:
        if running.get(rule.id) != rule:
            got = "another rule" if rule.id in running else "no such rule"
            return fails(f"{got} runs as {rule.id} ({rule.name})")
    extra = sorted(set(running) - {rule.id for rule in layer.text})
    if extra:
        return fails(f"{', '.join(extra)} runs, and is not written")
    case, groups = layer.triage.case, layer.knowledge.rule_book.groups
    for rule in layer.text:
        for lane, outputs, leaf in (
            ("fired", layer.triage.so, case.so),
            ("fired or undetermined", layer.triage.could_be, case.could_be),
        ):
            meant = translate(rule.when, groups, SYMBOLS, leaf)
            found = find([outputs[rule.id] != meant], case)
            if found is not None:
                shown = found.cases[0]
                ran = z3.is_true(found.model.eval(outputs[rule.id], True))
                must, instead = ("not be", "is") if ran else ("be", "is not")
                what = f"{rule.id} must {must} {lane} as it is written; it {instead}"
                return fails(what, shown)
    return holds(f"{len(layer.text)} rules, fired and undetermined apart")


def answers_never_unfire(layer: RuleLayer) -> Outcome:
    """Show that a fired rule stays fired, and that the floor never falls.

    The merge is a maximum, so that the urgency falls only with what the model asks for,
    and never to below the floor.
    """
    before = layer.triage
    after = layer.triage_of(SymbolicCase(layer.knowledge, "after"))
    no_better = list(_no_better(before.case, after.case))
    both = (before.case, after.case)
    for rule in layer.rule_set.rules:
        lost = [before.so[rule.id], z3.Not(after.so[rule.id])]
        found = find([*no_better, *lost], *both)
        if found is not None:
            first, then = found.cases
            what = f"{rule.id} fires on {{{_brief(first)}}} and no more on this case"
            return fails(what, then)
    found = find([*no_better, after.floor < before.floor], *both)
    if found is not None:
        first, then = found.cases
        was = in_words(layer.rule_set.evaluate(first).floor)
        what = f"the floor is {was} on {{{_brief(first)}}} and lower on this case"
        return fails(what, then)
    return holds(f"{len(layer.rule_set.rules)} rules, any two such cases")


def _no_better(before: SymbolicCase, after: SymbolicCase) -> Iterator[Any]:
    """State that whatever was bad stays so: all else may change in any way.

    An answer added to an unknown field, and an absent one that turns present, are two
    ways of this; a number stays as it is or gets worse.
    """
    for field in before.fields:
        old, new = before.value(field), after.value(field)
        if field in HIGHER_IS_WORSE:
            kept = new >= old if HIGHER_IS_WORSE[field] else new <= old
            yield z3.Implies(before.known(field), z3.And(after.known(field), kept))
        else:
            was, now = z3.And(before.known(field), old), z3.And(after.known(field), new)
            yield z3.Implies(was, now)


def unknown_is_never_absent(layer: RuleLayer) -> Outcome:
    """Show that a verdict is what all completions of the unknown answers agree on."""
    triage = layer.triage
    case = triage.case
    done = triage.run(case.met)
    worst, best = triage.run(case.if_worst), triage.run(case.if_best)
    for rule in layer.rule_set.rules:
        so, could_be = triage.so[rule.id], triage.could_be[rule.id]
        # The last two are completions themselves, so each shows that there is one.
        for wrong, what in (
            ((so, z3.Not(done[rule.id])), "has fired, and answers could undo it"),
            ((done[rule.id], z3.Not(could_be)), "is closed, and answers could fire it"),
            ((could_be, z3.Not(worst[rule.id])), "is open, and no answers fire it"),
            ((best[rule.id], z3.Not(so)), "has not fired, and no answers close it"),
        ):
            found = find(wrong, case)
            if found is not None:
                return fails(f"{rule.id} {what}", found.cases[0])
    return holds(f"{len(layer.rule_set.rules)} rules, every completion of every case")


def _brief(case: Case) -> str:
    given = case.to_dict()
    context = {field: given[field] for field in CONTEXT_FIELDS if field in given}
    return say({**context, **given["findings"]})
