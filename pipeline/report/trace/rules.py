"""The trace matrix, and a card for every rule, as plain values for the template."""

from __future__ import annotations

from typing import Any

from pipeline.knowledge import Knowledge
from pipeline.knowledge.hazard_schema import HazardLog
from pipeline.knowledge.schema import Rule
from pipeline.report.book.citations import places
from pipeline.report.book.logic_words import group_title, groups_of, rule_logic
from pipeline.report.labels import Labels
from pipeline.report.trace.cases import answer_words, suspect_words
from pipeline.report.trace.evidence import AlarmRate, Evidence, MutationScore
from pipeline.report.trace.links import Links
from pipeline.report.words import MISSING, count, share

Item = dict[str, Any]


def matrix_values(log: HazardLog, cards: list[Item]) -> list[Item]:
    """Put every hazard beside the rules that control it, with what holds each.

    Parameters
    ----------
    log : HazardLog
    cards : list of dict
        From `rule_values`.

    Returns
    -------
    list of dict
        In the order of the log; hazards that no rule controls have no rows.
    """
    by_rule = {card["id"]: card for card in cards}
    return [
        {
            "hazard": hazard,
            "rows": [by_rule[control.rule] for control in hazard.controls],
        }
        for hazard in log.hazards
    ]


def rule_values(
    knowledge: Knowledge, log: HazardLog, evidence: Evidence, links: Links
) -> list[Item]:
    """Gather what is shown of each rule, in the order of their ids.

    Parameters
    ----------
    knowledge : Knowledge
    log : HazardLog
    evidence : Evidence
    links : Links

    Returns
    -------
    list of dict
    """
    rules = sorted(knowledge.rule_book.rules, key=lambda rule: rule.id)
    return [
        {
            **_words(knowledge, rule, links),
            **_held_by(rule, evidence, links),
            "hazards": links.links(h.id for h in log.hazards_of(rule.id)),
            "flags": links.links(flag.id for flag in log.flags_of(rule.id)),
        }
        for rule in rules
    ]


def group_values(knowledge: Knowledge) -> list[Item]:
    """Gather the named groups of answers that the rules use."""
    found = {
        name: branch
        for rule in knowledge.rule_book.rules
        for name, branch in groups_of(rule, knowledge)
    }
    return [
        {"id": name, "title": group_title(name), "logic": found[name]}
        for name in knowledge.rule_book.groups
        if name in found
    ]


def _words(knowledge: Knowledge, rule: Rule, links: Links) -> Item:
    """Gather what the rule itself says."""
    labels = Labels(knowledge)
    return {
        "id": rule.id,
        "name": rule.name,
        "tier": rule.tier.value,
        "logic": rule_logic(rule, knowledge),
        "suspects": suspect_words(
            [labels.condition(key) for key in rule.suspects], rule.suspects_outside
        ),
        "hazard": links.linked(rule.hazard),
        "action": links.linked(rule.action),
        "caveat": links.linked(rule.caveat) if rule.caveat else None,
        "sources": [
            {
                "link": links.link(key),
                "citation": knowledge.sources[key].citation,
                "places": places(knowledge.sources[key]),
            }
            for key in rule.sources
        ],
    }


def _held_by(rule: Rule, evidence: Evidence, links: Links) -> Item:
    """Gather what keeps the rule as it is."""
    theorems = [
        {"id": theorem.id, "statement": links.linked(theorem.statement)}
        for theorem in evidence.theorems_of(rule.id)
    ]
    return {
        "must_fire": [answer_words(canary) for canary in rule.must_fire],
        "must_not_fire": [answer_words(canary) for canary in rule.must_not_fire],
        "tests": list(evidence.tests.own.get(rule.id, ())),
        "n_tests": len(evidence.tests.own.get(rule.id, ())) + len(evidence.tests.every),
        "theorems": theorems,
        "n_theorems": len(theorems) + len(evidence.theorems_of_all),
        "mutants": mutation_words(evidence.mutants.get(rule.id)),
        "rates": [rate_words(rate) for rate in evidence.rates.get(rule.id, ())],
    }


def mutation_words(score: MutationScore | None) -> str:
    """Write a mutation score.

    Examples
    --------
    >>> mutation_words(MutationScore(18, 18, 2)), mutation_words(None)
    ('18 of 18, and 2 the same as the rule', '–')
    """
    if score is None:
        return MISSING
    same = f", and {count(score.equivalent)} the same as the rule"
    return f"{count(score.killed)} of {count(score.total)}" + (
        same if score.equivalent else ""
    )


def rate_words(rate: AlarmRate) -> Item:
    """Write how often a rule fires, and how many alarms one true one costs."""
    needed = MISSING if rate.needed is None else f"{rate.needed:,.0f}"
    return {"who": rate.who, "share": share(rate.share), "needed": needed}
