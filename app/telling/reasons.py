"""Why: what each leading cause is, what speaks for and against it, what to do."""

from __future__ import annotations

from typing import Any

from app.telling import pieces
from app.telling.differential import percent_range
from app.words import TIERS, percent
from pipeline.assess import Assessment
from pipeline.knowledge import load_knowledge
from pipeline.terms import Urgency

MOST_EXPLAINED = 3
LEAST_EXPLAINED = 0.05


def reasons(assessment: Assessment) -> str:
    """Write what speaks for and against each leading cause.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    str
        HTML; nothing if no cause leads.
    """
    ranked = {entry["condition"]: entry for entry in assessment.differential}
    causes = [
        {
            "condition": item["condition"],
            "chance": _chance(ranked[item["condition"]]),
            "sides": [
                ("Speaks for it", item["for"]),
                ("Speaks against it", item["against"]),
            ],
        }
        for item in _leading(assessment)
    ]
    return pieces.written("reasons", causes=causes) if causes else ""


def meanings(assessment: Assessment) -> str:
    """Write what each leading cause is, as folds.

    Nothing in them depends on single answers: as long as the same causes lead, a fold
    that somebody has opened stays open.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    str
        HTML.
    """
    names = {kind["id"]: kind["name"] for kind in assessment.syndromes}
    profiles = load_knowledge().profiles
    causes = [
        {
            "condition": profile.id,
            "profile": profile,
            "kinds": [name for key, name in names.items() if key in profile.syndromes],
            "words": TIERS[Urgency(profile.tier)],
        }
        for profile in (profiles[item["condition"]] for item in _leading(assessment))
    ]
    return pieces.written("meanings", causes=causes)


def _leading(assessment: Assessment) -> list[dict[str, Any]]:
    """Give the reasons of the causes that deserve them."""
    ranked = {entry["condition"]: entry for entry in assessment.differential}
    told = [
        item
        for item in assessment.why or []
        if _deserves_reasons(ranked[item["condition"]])
    ]
    return told[:MOST_EXPLAINED]


def _deserves_reasons(entry: dict[str, Any]) -> bool:
    return bool(entry["outranks"]) or entry["probability"] >= LEAST_EXPLAINED


def _chance(entry: dict[str, Any]) -> str:
    chance = percent(entry["probability"])
    if entry["low"] is None:
        return chance
    return f"{chance}, range {percent_range(entry['low'], entry['high'])}"
