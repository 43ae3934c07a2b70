"""Everything that would notice a mistake in a rule.

Canaries and documented red flags are cases on which a rule must or must not fire. They
have a bit each in the values that run through a circuit, so that one run decides all of
them for thousands of mutants. The hazard log says what a rule must be beside that.
The case of which nothing is known notices nothing here: a condition without NOT and
without constants, mutated or not, is undetermined by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.cases import Case
from pipeline.errors import Fault
from pipeline.knowledge import Knowledge
from pipeline.knowledge.hazard_schema import Claim, Control, HazardLog
from pipeline.knowledge.logic import Present
from pipeline.knowledge.schema import Rule
from pipeline.rules import RuleSet
from pipeline.rules.canaries import canary_case
from pipeline.rules.circuit import Leaf
from pipeline.terms import Answer

_SOUND = "free of mistakes before some are made on purpose"
_MEND = "Mend the rule, or what says otherwise."


class Notice(StrEnum):
    """Who notices a mistake."""

    CANARY = "canary"
    NEAR_MISS = "near miss"
    CONTROL = "hazard log"
    CLAIM = "document"


@dataclass
class _Expected:
    """The cases on which one rule must fire and must not, a bit each."""

    fire: dict[Notice, int] = field(default_factory=lambda: defaultdict(int))
    silent: dict[Notice, int] = field(default_factory=lambda: defaultdict(int))


class Witnesses:
    """All cases that say something about a rule, and what each rule must be.

    Parameters
    ----------
    rule_set : RuleSet
        The rules as they run.
    knowledge : Knowledge
        Whose canaries are taken.
    hazards : HazardLog
        Its controls say what each rule must be; its claims are cases besides.
    """

    def __init__(
        self, rule_set: RuleSet, knowledge: Knowledge, hazards: HazardLog
    ) -> None:
        self._rules = {rule.id: rule for rule in rule_set.rules}
        self._controls = [one for hazard in hazards.hazards for one in hazard.controls]
        self._claims: list[tuple[Claim, list[str]]] = []
        self._cases: list[Case] = []
        self._expected: dict[str, _Expected] = defaultdict(_Expected)
        for rule in rule_set.rules:
            self._add_canaries(rule, knowledge)
        for documented in hazards.documented:
            for claim in documented.claims:
                self._add_claim(claim, rule_set, knowledge)
        self._present: dict[str, int] = defaultdict(int)
        for i, case in enumerate(self._cases):
            for finding, answer in case.findings.items():
                if answer is Answer.PRESENT:
                    self._present[finding] |= 1 << i

    def values(self, leaves: Iterable[Leaf]) -> list[int]:
        """Say of each leaf in which cases it is known to be so, a bit each."""
        return [
            self._present[leaf.finding]
            if isinstance(leaf, Present)
            else sum(
                1 << i
                for i, case in enumerate(self._cases)
                if (number := getattr(case, leaf.field)) is not None
                and leaf.met_by(number)
            )
            for leaf in leaves
        ]

    def notice_condition(self, rule_id: str, fires: int) -> tuple[Notice, ...]:
        """Find who notices that a rule fires where it does.

        Parameters
        ----------
        rule_id : str
        fires : int
            The cases on which it fires, a bit each.

        Returns
        -------
        tuple of Notice
            Empty when all is as it must be.
        """
        fire, silent = self._expected[rule_id].fire, self._expected[rule_id].silent
        return tuple(
            notice
            for notice in Notice
            if fire[notice] & ~fires or silent[notice] & fires
        )

    def notice_statement(self, rule_id: str, now: Rule | None) -> tuple[Notice, ...]:
        """Find who notices what a rule has become beside its condition.

        Canaries do not count here: they stand in the rule and would go away with it.

        Parameters
        ----------
        rule_id : str
        now : Rule or None
            None when it is no longer there.

        Returns
        -------
        tuple of Notice
            Empty when all is as it must be.
        """
        noticed = []
        required = [one for one in self._controls if one.rule == rule_id]
        if not all(_fulfils(now, control) for control in required):
            noticed.append(Notice.CONTROL)
        rules = {**self._rules, rule_id: now}
        for claim, fired in self._claims:
            still = [rule for key in fired if (rule := rules[key])]
            if rule_id in fired and not _holds(claim, still):
                noticed.append(Notice.CLAIM)
                break
        return tuple(noticed)

    def standing_faults(self, rule_set: RuleSet) -> list[Fault]:
        """List what is noticed of the rules as they stand: nothing, or all is lost.

        A test that the rules fail already cannot tell a mistake from none.
        """
        fires = rule_set.circuit.evaluate(self.values(rule_set.circuit.leaves))
        noticed = [
            (rule.id, self.notice_condition(rule.id, held))
            for rule, held in zip(rule_set.rules, fires, strict=True)
        ]
        required = {control.rule for control in self._controls}
        noticed += [
            (rule_id, self.notice_statement(rule_id, self._rules.get(rule_id)))
            for rule_id in sorted(required | set(self._rules))
        ]
        return [
            Fault("red_flags.yaml", rule_id, _SOUND, f"one seen by: {one}", _MEND)
            for rule_id, some in noticed
            for one in some
        ]

    def _add_canaries(self, rule: Rule, knowledge: Knowledge) -> None:
        expected = self._expected[rule.id]
        for canary in rule.must_fire:
            bit = self._add(canary_case(canary, knowledge))
            expected.fire[Notice.CANARY] |= bit
        for canary in rule.must_not_fire:
            bit = self._add(canary_case(canary, knowledge))
            expected.silent[Notice.NEAR_MISS] |= bit

    def _add_claim(self, claim: Claim, rule_set: RuleSet, knowledge: Knowledge) -> None:
        """Ask for every rule without which the claim would not hold."""
        case = canary_case(claim.when, knowledge)
        bit = self._add(case)
        fired = [found.rule for found in rule_set.evaluate(case).fired]
        self._claims.append((claim, [rule.id for rule in fired]))
        needed = [
            rule.id
            for rule in fired
            if not _holds(claim, [other for other in fired if other is not rule])
        ]
        for rule_id in {*claim.rules, *needed}:
            self._expected[rule_id].fire[Notice.CLAIM] |= bit

    def _add(self, case: Case) -> int:
        self._cases.append(case)
        return 1 << (len(self._cases) - 1)


def _fulfils(rule: Rule | None, control: Control) -> bool:
    """Whether a rule is what the hazard log requires it to be."""
    return (
        rule is not None
        and rule.tier >= control.tier
        and set(control.suspects) <= set(rule.suspects)
    )


def _holds(claim: Claim, fired: Sequence[Rule]) -> bool:
    """Whether fired rules give what a document asks for."""
    suspects = {suspect for rule in fired for suspect in rule.suspects}
    return (
        set(claim.rules) <= {rule.id for rule in fired}
        and any(rule.tier >= claim.at_least for rule in fired)
        and set(claim.suspects) <= suspects
    )
