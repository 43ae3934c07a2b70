"""Mutation testing of the red flags: whether anybody would notice a mistake.

Every mutant must be noticed by a canary, the hazard log or a documented red flag, or be
shown to say the same as the rule. If the canaries of a rule held all its minimal firing
cases and all its maximal silent ones, they would notice every condition that differs:
one that misses a case misses a minimal one below it, one that fires on a further case
fires on a maximal one above it. The canaries hold the few of them that are needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.errors import SilentRuleError
from pipeline.knowledge import Knowledge
from pipeline.knowledge.hazard_schema import HazardLog
from pipeline.knowledge.logic import AtLeast, Logic, Present, leaves, parse_logic
from pipeline.knowledge.schema import Rule
from pipeline.proofs.equivalence import Comparison
from pipeline.proofs.mutants import (
    Mutant,
    condition_mutants,
    replace_node,
    statement_mutants,
    walk,
)
from pipeline.proofs.outcomes import MutationReport, Outcome
from pipeline.proofs.witnesses import Notice, Witnesses
from pipeline.rules import RuleSet
from pipeline.rules.circuit import Circuit

# Stands where a group is used, while the group itself is changed.
_HOLE = Present("group")


def mutate(knowledge: Knowledge, hazards: HazardLog) -> MutationReport:
    """Change every rule and every group in every way, and see who notices.

    Parameters
    ----------
    knowledge : Knowledge
        Its rules are changed; their canaries are the first to notice.
    hazards : HazardLog
        What is required of the rules, stated apart from them.

    Returns
    -------
    MutationReport
        Worst tier first, then by rule; groups last.

    Raises
    ------
    SilentRuleError
        If somebody notices a mistake in the rules as they stand: then nobody could
        tell which mistakes are new.
    """
    rule_set = RuleSet(knowledge)
    witnesses = Witnesses(rule_set, knowledge, hazards)
    faults = witnesses.standing_faults(rule_set)
    if faults:
        raise SilentRuleError(faults)
    trial = _Trial(knowledge, witnesses)
    outcomes: list[Outcome] = []
    for rule, condition in zip(rule_set.rules, rule_set.conditions, strict=True):
        outcomes += trial.of_condition(rule, condition)
        outcomes += trial.of_statement(rule)
    for group in knowledge.rule_book.groups:
        outcomes += trial.of_group(group)
    names = {rule.id: rule.name for rule in rule_set.rules}
    names |= dict.fromkeys(knowledge.rule_book.groups, "named group")
    return MutationReport(tuple(outcomes), names)


class _Trial:
    """Puts mutants before the witnesses, and those not noticed before the solver."""

    def __init__(self, knowledge: Knowledge, witnesses: Witnesses) -> None:
        self._knowledge = knowledge
        self._witnesses = witnesses
        self._comparison = Comparison(knowledge)

    def of_condition(self, rule: Rule, condition: Logic) -> Iterator[Outcome]:
        """Judge the condition of a rule."""
        mutants = condition_mutants(rule.id, condition, self._knowledge)
        noticed = self._notice(rule.id, [mutant.now for mutant in mutants])
        for mutant, notices in zip(mutants, noticed, strict=True):
            same = None
            if not notices and self._comparison.same(condition, mutant.now):
                same = self._comparison.reason(condition, mutant)
            yield Outcome(mutant, notices, same)

    def of_statement(self, rule: Rule) -> Iterator[Outcome]:
        """Judge what a rule says beside its condition."""
        for mutant in statement_mutants(rule):
            notices = self._witnesses.notice_statement(rule.id, mutant.now)
            yield Outcome(mutant, notices)

    def of_group(self, group: str) -> Iterator[Outcome]:
        """Judge a group through all rules that use it."""
        book = self._knowledge.rule_book
        whole = parse_logic(book.groups[group], book.groups)
        mutants = condition_mutants(group, whole, self._knowledge)
        with_hole = {**book.groups, group: _HOLE.finding}
        parsed = {rule.id: parse_logic(rule.when, with_hole) for rule in book.rules}
        users = {key: logic for key, logic in parsed.items() if _HOLE in leaves(logic)}
        noticed: list[tuple[Notice, ...]] = [()] * len(mutants)
        for rule_id, logic in users.items():
            filled = [_fill(logic, mutant.now) for mutant in mutants]
            also = self._notice(rule_id, filled)
            noticed = [
                tuple(one for one in Notice if one in some or one in more)
                for some, more in zip(noticed, also, strict=True)
            ]
        for mutant, notices in zip(mutants, noticed, strict=True):
            same = None if notices else self._same_uses(users, whole, mutant)
            yield Outcome(mutant, notices, same)

    def _notice(
        self, rule_id: str, mutants: Sequence[Logic]
    ) -> list[tuple[Notice, ...]]:
        """Run all conditions that a rule might have had through one circuit."""
        circuit = Circuit(mutants)
        fires = circuit.evaluate(self._witnesses.values(circuit.leaves))
        return [self._witnesses.notice_condition(rule_id, held) for held in fires]

    def _same_uses(
        self, users: Mapping[str, Logic], whole: Logic, mutant: Mutant[Logic]
    ) -> str | None:
        """Say why every rule that uses a changed group stays as it was, if so."""
        said = []
        for rule_id, logic in users.items():
            condition = _fill(logic, whole)
            if not self._comparison.same(condition, _fill(logic, mutant.now)):
                return None
            for path in (path for path, node in walk(logic) if node == _HOLE):
                now = replace_node(condition, path, mutant.now)
                assert now is not None  # noqa: S101 - a group is never empty
                use = replace(mutant, path=(*path, *mutant.path), now=now)
                reason = "made up for by its other uses in the rule"
                if self._comparison.same(condition, now):
                    reason = self._comparison.reason(condition, use)
                said.append(f"in {rule_id} at {use.where}: {reason}")
        return "; ".join(said)


def _fill(logic: Logic, group: Logic) -> Logic:
    """Put a group where it is used."""
    if isinstance(logic, AtLeast):
        return AtLeast(logic.k, tuple(_fill(part, group) for part in logic.of))
    return group if logic == _HOLE else logic
