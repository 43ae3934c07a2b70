"""The shipped rules, compiled once, and never without their canaries."""

from __future__ import annotations

from functools import cache

from pipeline.errors import SilentRuleError
from pipeline.knowledge import load_knowledge
from pipeline.rules.canaries import canary_faults
from pipeline.rules.triage import RuleSet


@cache
def load_rules() -> RuleSet:
    """Compile the shipped rules and run their canaries, once a process.

    Returns
    -------
    RuleSet

    Raises
    ------
    SilentRuleError
        If a rule does not answer one of its canaries as it must: every program that
        uses the rules then refuses to start.
    """
    knowledge = load_knowledge()
    rule_set = RuleSet(knowledge)
    faults = canary_faults(rule_set, knowledge)
    if faults:
        raise SilentRuleError(faults)
    return rule_set
