"""Theorems shown by running the rules on every state there is.

A rule reads few fields, so that its states can be counted out. What is known of a leaf
is two bits, "it is so" and "it could be so", and the gates combine bits of the same
place alone. The complete states therefore stand for all others: the first bits of an
answer state are those of the complete state in which all that is unknown got its best
answer, the second bits those of the one in which it got its worst. The larger rules
have too many answer states to be run, and are proved so; the smaller ones are run.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import Case
from pipeline.knowledge.schema import Rule
from pipeline.proofs.enumeration import StateSpace
from pipeline.proofs.layer import Outcome, RuleLayer, fails, holds, in_words
from pipeline.rules import Triage, Verdict
from pipeline.rules.batch import evaluate_batch
from pipeline.terms import Urgency

# Rules with more answer states than this are not run state by state: as a batch, as
# cases, and as cases whose open questions are worked out.
MOST_IN_BATCH, MOST_CASES, MOST_QUESTIONED = 1_000_000, 3_000, 1_000


def every_complete_state(layer: RuleLayer) -> Outcome:
    """Run the circuit on all complete states of each rule's own fields."""
    n = 0
    for i, rule in _running(layer):
        space = StateSpace(rule, layer.knowledge)
        own = set(space.leaves)
        for others in (False, True):
            n += space.table.size
            ran = layer.rule_set.circuit.evaluate(
                [
                    space.spread(leaf) if leaf in own else np.bool_(others)
                    for leaf in layer.rule_set.circuit.leaves
                ]
            )[i]
            differs = np.broadcast_to(ran, space.shape) != space.table
            if differs.any():
                place = _first(differs)
                meant = Verdict.FIRED if space.table[place] else Verdict.NOT_FIRED
                case = _case(layer, space, place, others)
                return _differs(layer, rule, meant, case)
    return holds(
        f"{n:,} states, those of each rule twice: all else absent, all present"
    )


def _case(
    layer: RuleLayer, space: StateSpace, place: tuple[int, ...], others: bool
) -> Case:
    """Write a complete state as a case, with all other findings absent or present."""
    case = space.case(place).to_dict()
    answer = "present" if others else "absent"
    unread = dict.fromkeys(layer.knowledge.findings, answer)
    return Case(**{**case, "findings": {**unread, **case["findings"]}})


def every_answer_state(layer: RuleLayer) -> Outcome:
    """Run all answer states of smaller rules, many at once."""
    n = n_rules = 0
    for i, rule, space in _no_larger_than(MOST_IN_BATCH, layer):
        n += space.n_states
        n_rules += 1
        batch = evaluate_batch(space.matrix(), layer.rule_set)
        fires, could_fire = space.fires.ravel(), space.could_fire.ravel()
        differs = (batch.fired[:, i] != fires) | (
            batch.undetermined[:, i] != (could_fire & ~fires)
        )
        if differs.any():
            place = _first(differs.reshape(space.fires.shape))
            meant = _meant(space, place)
            return _differs(layer, rule, meant, space.case(place))
    return holds(f"{n:,} states of {n_rules} of {len(layer.text)} rules")


def every_small_case(layer: RuleLayer) -> Outcome:
    """Run all answer states of the smallest rules as cases, one by one."""
    n = n_rules = 0
    for _, rule, space in _no_larger_than(MOST_CASES, layer):
        n_rules += 1
        for place in space.places():
            n += 1
            case = space.case(place)
            triage = layer.rule_set.evaluate(case)
            verdicts = triage.verdicts
            meant = _meant(space, place)
            if verdicts[rule.id] is not meant:
                return _differs(layer, rule, meant, case)
            fired = [r for r in layer.rule_set.rules if verdicts[r.id] is Verdict.FIRED]
            wrong = _misread(triage, fired)
            if wrong:
                return fails(wrong, case)
    return holds(f"{n:,} cases of {n_rules} of {len(layer.text)} rules")


def _misread(triage: Triage, fired: list[Rule]) -> str:
    """Say where floor or suspects are not those of the fired rules; nothing if none."""
    worst = max((rule.tier for rule in fired), default=None)
    if triage.floor is not worst:
        return f"the floor must be {in_words(worst)}; it is {in_words(triage.floor)}"
    suspected: dict[str, Urgency] = {}
    for rule in fired:
        for key in rule.suspects:
            suspected[key] = max(rule.tier, suspected.get(key, rule.tier))
    if triage.suspect_tiers() != suspected:
        return f"the suspects must be {suspected}; they are {triage.suspect_tiers()}"
    return ""


def open_questions_are_complete(layer: RuleLayer) -> Outcome:
    """Hold `ask` and `decisive` against all completions of each answer state."""
    n = n_rules = 0
    for _, rule, space in _no_larger_than(MOST_QUESTIONED, layer):
        n_rules += 1
        asks = [space.asks(j) for j in range(len(space.axes))]
        decides = [space.decides(j) for j in range(len(space.axes))]
        for place in space.places():
            n += 1
            case = space.case(place)
            triage = layer.rule_set.evaluate(case)
            item = next((o for o in triage.undetermined if o.rule.id == rule.id), None)
            ask, decisive = (item.ask, item.decisive) if item else ((), ())
            for name, got, tables in (
                ("asks for", ask, asks),
                ("calls decisive", decisive, decides),
            ):
                meant = _named(space, place, tables) if item else ()
                if got != meant:
                    instead = f"{_listed(got)} instead of {_listed(meant)}"
                    return fails(f"{rule.id} {name} {instead}", case)
    return holds(f"{n:,} cases of {n_rules} of {len(layer.text)} rules")


def _named(
    space: StateSpace, place: tuple[int, ...], tables: list[NDArray[np.bool_]]
) -> tuple[str, ...]:
    """Name the unknown fields for which a table, without their own axis, says yes."""
    return tuple(
        axis.field
        for j, axis in enumerate(space.axes)
        if place[j] == len(axis.values) and tables[j][place[:j] + place[j + 1 :]]
    )


def reasons_suffice(layer: RuleLayer) -> Outcome:
    """Show that the reasons given for a fired rule fire it by themselves."""
    n = n_rules = 0
    for _, rule, space in _no_larger_than(MOST_CASES, layer):
        n_rules += 1
        for place in space.places():
            if not space.fires[place]:
                continue
            n += 1
            case = space.case(place)
            fired = layer.rule_set.evaluate(case).fired
            because = next((f.because for f in fired if f.rule.id == rule.id), ())
            reasons = _alone(case, because)
            if reasons is None or layer.verdict(rule.id, reasons) is not Verdict.FIRED:
                what = f"{rule.id} must fire on its reasons alone: {_listed(because)}"
                return fails(what, case)
    return holds(f"{n:,} cases of {n_rules} of {len(layer.text)} rules")


def _alone(case: Case, because: tuple[str, ...]) -> Case | None:
    """Keep the named answers; None when one of them is absent or not known."""
    given = case.to_dict()
    findings = given.pop("findings")
    if any(given.get(f) is None and findings.get(f) != "present" for f in because):
        return None
    context = {field: value for field, value in given.items() if field in because}
    kept = {f: answer for f, answer in findings.items() if f in because}
    return Case(**context, findings=kept)


def _running(layer: RuleLayer) -> Iterator[tuple[int, Rule]]:
    """Walk the rules as written, with the place of the one that runs."""
    places = {rule.id: i for i, rule in enumerate(layer.rule_set.rules)}
    for rule in layer.text:
        if rule.id in places:
            yield places[rule.id], rule


def _no_larger_than(
    most: int, layer: RuleLayer
) -> Iterator[tuple[int, Rule, StateSpace]]:
    """Walk the rules whose answer states are few enough to run them all."""
    for i, rule in _running(layer):
        space = StateSpace(rule, layer.knowledge)
        if space.n_states <= most:
            yield i, rule, space


def _meant(space: StateSpace, place: tuple[int, ...]) -> Verdict:
    if space.fires[place]:
        return Verdict.FIRED
    return Verdict.UNDETERMINED if space.could_fire[place] else Verdict.NOT_FIRED


def _first(where: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(int(i) for i in np.unravel_index(int(where.argmax()), where.shape))


def _differs(layer: RuleLayer, rule: Rule, meant: Verdict, case: Case) -> Outcome:
    """Say what a rule makes of a case on which it does not do what is written."""
    got = layer.verdict(rule.id, case)
    told = "not running" if got is None else got.in_words
    what = f"{rule.id} must be {meant.in_words} as it is written; it is {told}"
    return fails(what, case)


def _listed(fields: tuple[str, ...]) -> str:
    return ", ".join(fields) or "nothing"
