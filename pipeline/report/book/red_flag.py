"""The page of one red flag, as plain values for its template."""

from __future__ import annotations

from typing import Any

from pipeline.knowledge import Knowledge
from pipeline.knowledge.schema import Rule
from pipeline.report.book.addresses import condition_page, red_flag_page, source_address
from pipeline.report.book.citations import Citations, Link, places
from pipeline.report.book.logic_words import group_title, groups_of, rule_logic
from pipeline.report.words import TIERS, without_brackets

Item = dict[str, Any]


def red_flag_values(knowledge: Knowledge, rule: Rule) -> Item:
    """Gather what the page of a red flag shows.

    Parameters
    ----------
    knowledge : Knowledge
    rule : Rule

    Returns
    -------
    dict
        For the template red_flag.html.j2.
    """
    citations = Citations(knowledge)
    return {
        "rule": rule,
        "logic": rule_logic(rule, knowledge),
        "groups": [
            (name, group_title(name), branch)
            for name, branch in groups_of(rule, knowledge)
        ],
        "suspects": suspects(knowledge, rule),
        "caveat": citations.linked(rule.caveat) if rule.caveat else None,
        "sources": [
            {
                "key": key,
                "href": source_address(key),
                "citation": knowledge.sources[key].citation,
                "places": places(knowledge.sources[key]),
            }
            for key in rule.sources
        ],
    }


def red_flags_values(knowledge: Knowledge) -> Item:
    """Gather what the list of red flags shows, worst tier first.

    Parameters
    ----------
    knowledge : Knowledge

    Returns
    -------
    dict
        For the template red_flags.html.j2.
    """
    rules = sorted(knowledge.rule_book.rules, key=lambda rule: rule.id)
    tiers = []
    for tier in TIERS:
        rows = [
            {
                "id": rule.id,
                "link": Link(rule.name, red_flag_page(rule.id)),
                "suspects": suspects(knowledge, rule),
                "outside": rule.suspects_outside,
            }
            for rule in rules
            if rule.tier == tier
        ]
        if rows:
            tiers.append({"tier": tier, "rows": rows})
    return {"tiers": tiers, "n_rules": len(rules)}


def suspects(knowledge: Knowledge, rule: Rule) -> list[Link]:
    """Lead to the conditions that a rule suspects."""
    return [
        Link(without_brackets(knowledge.profiles[key].name), condition_page(key))
        for key in rule.suspects
    ]
