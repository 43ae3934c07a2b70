"""Cases that every rule must fire on, and near misses that it must not fire on.

They stand beside each rule in red_flags.yaml and are run whenever the rules are
loaded: a rule that stopped firing unnoticed refuses to start.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.cases import CONTEXT_FIELDS, Case
from pipeline.errors import Fault, shorten
from pipeline.knowledge import Knowledge
from pipeline.knowledge.logic import OTHERS
from pipeline.knowledge.schema import Rule
from pipeline.rules.triage import RuleSet, Verdict

WHERE = "red_flags.yaml"
_TO_DO = "Mend the rule; if its meaning was changed on purpose, its canaries too."


def canary_case(canary: dict[str, Any], knowledge: Knowledge) -> Case:
    """Write a canary as a case.

    Parameters
    ----------
    canary : dict
        Context fields and findings side by side; `others: present` stands for every
        finding that the canary does not name, so that it stays
        the same case whatever the rule has come to read.
    knowledge : Knowledge

    Returns
    -------
    Case
    """
    named = {k: v for k, v in canary.items() if k != OTHERS}
    context = {k: v for k, v in named.items() if k in CONTEXT_FIELDS}
    findings = {k: v for k, v in named.items() if k not in context}
    if OTHERS in canary:
        findings = {**dict.fromkeys(knowledge.findings, canary[OTHERS]), **findings}
    return Case(**context, findings=findings)


def canary_faults(rule_set: RuleSet, knowledge: Knowledge) -> list[Fault]:
    """Run every canary of every rule, and the case of which nothing is known.

    Parameters
    ----------
    rule_set : RuleSet
        The rules as they run.
    knowledge : Knowledge
        Whose red_flags.yaml holds the canaries.

    Returns
    -------
    list of Fault
        Empty when every rule answers as it must.
    """
    empty = rule_set.evaluate(Case()).verdicts
    return [
        fault
        for rule in knowledge.rule_book.rules
        for fault in _faults_of(rule, rule_set, knowledge, empty)
    ]


def _faults_of(
    rule: Rule, rule_set: RuleSet, knowledge: Knowledge, empty: dict[str, Verdict]
) -> Iterator[Fault]:
    what = f"{rule.id} ({rule.name})"
    if rule.id not in empty:
        yield Fault(WHERE, what, "among the rules that run", "nothing", _TO_DO)
        return
    if empty[rule.id] is not Verdict.UNDETERMINED:
        got = "decided while nothing is known"
        yield Fault(WHERE, what, "undetermined", got, _TO_DO)
    for canaries, fires in ((rule.must_fire, True), (rule.must_not_fire, False)):
        for canary in canaries:
            case = canary_case(canary, knowledge)
            verdict = rule_set.evaluate(case).verdicts[rule.id]
            if (verdict is Verdict.FIRED) != fires:
                got = f"{verdict.in_words} on {shorten(canary, 160)}"
                yield Fault(WHERE, what, "fired" if fires else "silent", got, _TO_DO)
