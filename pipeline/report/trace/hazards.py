"""The hazard log and the documented flags, as plain values for the template."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from pipeline.knowledge import Knowledge
from pipeline.knowledge.hazard_schema import (
    LIKELIHOODS,
    SEVERITIES,
    Claim,
    DocumentedFlag,
    Estimate,
    Hazard,
    HazardLog,
)
from pipeline.report.book.citations import places
from pipeline.report.book.words import inner_label, spell
from pipeline.report.labels import Labels
from pipeline.report.trace.cases import answer_words, suspect_words
from pipeline.report.trace.links import Links

Item = dict[str, Any]


def hazard_values(knowledge: Knowledge, log: HazardLog, links: Links) -> list[Item]:
    """Gather what is shown of each hazard, in the order of the log.

    Parameters
    ----------
    knowledge : Knowledge
    log : HazardLog
    links : Links

    Returns
    -------
    list of dict
    """
    names = {rule.id: rule.name for rule in knowledge.rule_book.rules}
    labels = Labels(knowledge)
    return [
        {
            "id": hazard.id,
            "name": hazard.name,
            "hazard": links.linked(hazard.hazard),
            "causes": [links.linked(cause) for cause in hazard.causes],
            "effect": links.linked(hazard.effect),
            "severity": spell(hazard.severity),
            "before": _estimate(hazard.before, log.risk_before(hazard), links),
            "after": _estimate(hazard.after, log.risk_after(hazard), links),
            "controls": [
                {
                    "link": links.link(control.rule),
                    "name": names[control.rule],
                    "tier": control.tier.value,
                    "suspects": _suspects(control.suspects, labels),
                }
                for control in hazard.controls
            ],
            "other_controls": [links.linked(text) for text in hazard.other_controls],
            "residual": links.linked(hazard.residual),
            "sources": links.links(hazard.sources),
            "flags": links.links(
                flag.id for flag in log.documented if hazard.id in flag.hazards
            ),
        }
        for hazard in log.hazards
    ]


def scheme_values(log: HazardLog, links: Links) -> Item:
    """Gather the risk matrix, with the hazards where they stand after the controls.

    Parameters
    ----------
    log : HazardLog
    links : Links

    Returns
    -------
    dict
    """
    scheme = log.scheme
    return {
        "notes": [links.linked(note) for note in scheme.notes],
        "sources": links.links(scheme.sources),
        "severities": [(spell(k), text) for k, text in scheme.severities.items()],
        "likelihoods": [(spell(k), text) for k, text in scheme.likelihoods.items()],
        "levels": list(scheme.levels.items()),
        "rows": [
            {
                "likelihood": spell(likelihood),
                "cells": [
                    {
                        "severity": spell(severity),
                        "level": scheme.level(likelihood, severity),
                        "hazards": links.links(
                            hazard.id
                            for hazard in log.hazards
                            if _stands_at(hazard, likelihood, severity)
                        ),
                    }
                    for severity in SEVERITIES
                ],
            }
            for likelihood in reversed(LIKELIHOODS)
        ],
    }


def document_values(knowledge: Knowledge, log: HazardLog, links: Links) -> list[Item]:
    """Gather what each document warns of, and what answers it.

    Parameters
    ----------
    knowledge : Knowledge
    log : HazardLog
    links : Links

    Returns
    -------
    list of dict
        In the order of the documents.
    """
    flags = sorted(log.documented, key=lambda flag: (flag.document, flag.id))
    return [
        {
            "link": links.link(document),
            "citation": knowledge.sources[document].citation,
            "places": places(knowledge.sources[document]),
            "flags": [_flag(flag, Labels(knowledge), links) for flag in of_document],
        }
        for document, of_document in groupby(flags, lambda flag: flag.document)
    ]


def _estimate(estimate: Estimate, level: int, links: Links) -> Item:
    return {
        "likelihood": spell(estimate.likelihood),
        "why": links.linked(estimate.why),
        "level": level,
    }


def _stands_at(hazard: Hazard, likelihood: str, severity: str) -> bool:
    return (hazard.after.likelihood, hazard.severity) == (likelihood, severity)


def _flag(flag: DocumentedFlag, labels: Labels, links: Links) -> Item:
    reason = flag.no_rule_because
    return {
        "id": flag.id,
        "says": flag.says,
        "hazards": links.links(flag.hazards),
        "claims": [_claim(claim, labels, links) for claim in flag.claims],
        "no_rule_because": links.linked(reason) if reason else None,
    }


def _claim(claim: Claim, labels: Labels, links: Links) -> Item:
    return {
        "when": answer_words(claim.when, lambda key: inner_label(labels.short(key))),
        "tier": claim.at_least.value,
        "rules": links.links(claim.rules),
        "suspects": _suspects(claim.suspects, labels),
    }


def _suspects(conditions: Sequence[str], labels: Labels) -> str:
    """Name conditions that must be suspected; empty without any."""
    names = [labels.condition(key) for key in conditions]
    return suspect_words(names) if names else ""
