"""One run, as the paperwork sees it: what was measured, made and asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.report.circularity_tables import drop_sentence
from pipeline.report.depth_sections import (
    DISCRIMINATION,
    ROBUSTNESS,
    SUBGROUPS,
    URGENCY,
    depth_sections,
)
from pipeline.report.headline import limits
from pipeline.report.published_tables import condition_name, condition_names
from pipeline.report.words import TIERS, without_brackets
from pipeline.synthesis.context import AGES

Item = dict[str, Any]
WORST_TOLD = 3
CHOSEN_POLICY = 0
# Sections of the report that the texts take over with what sums them up.
TAKEN_OVER = (DISCRIMINATION, URGENCY, SUBGROUPS, ROBUSTNESS)
_SIGNS = ("published", "derived", "judged")


@dataclass(frozen=True)
class Run:
    """What one run left behind.

    Parameters
    ----------
    evaluation : dict
        As the evaluation stage writes it.
    manifest : dict
        Of the artefact.
    params : dict
        The parameters of the run as plain values; empty where they are not needed.
    """

    evaluation: Item
    manifest: Item
    params: Item

    def values(self) -> Item:
        """Give everything that a text may name."""
        return {
            "run": self.evaluation,
            "manifest": self.manifest,
            "params": self.params,
            "ages_allowed": {"youngest": int(AGES[0]), "oldest": int(AGES[-1])},
            "drop": drop_sentence(self.evaluation),
            "limits": limits(self.evaluation),
            **_of_knowledge(self.evaluation),
            **_of_conditions(self.evaluation),
            **_of_published(self.evaluation),
            **_of_promises(self.evaluation),
        }


def _of_knowledge(evaluation: Item) -> Item:
    knowledge = evaluation["knowledge"]
    total = sum(knowledge[sign] for sign in _SIGNS)
    parts = {sign: knowledge[sign] / total for sign in _SIGNS} if total else {}
    return {"knowledge": knowledge, "n_numbers": total, "parts": parts}


def _of_conditions(evaluation: Item) -> Item:
    names = condition_names(evaluation)
    worst = sorted(
        evaluation["regret_by_condition"],
        key=lambda row: (-row["regret_nats"], row["condition"]),
    )
    by_tier = {
        tier: [
            without_brackets(row["name"])
            for row in evaluation["by_condition"]
            if row["tier"] == tier
        ]
        for tier in TIERS
    }
    return {
        "hardest": [
            {**row, "name": condition_name(row["condition"], names)}
            for row in worst[:WORST_TOLD]
        ],
        "by_tier": {tier: found for tier, found in by_tier.items() if found},
        "chosen": next(row for row in evaluation["candidates"] if row["chosen"]),
    }


def _of_published(evaluation: Item) -> Item:
    published = evaluation["published"]
    outside = [c for c in published["cases"] if c["condition"] == "none_of_these"]
    emergencies = [
        c for c in published["cases"] if c["expected_urgency"] == "emergency"
    ]
    return {
        "published": published,
        "n_published": len(published["cases"]),
        "unnoticed": [c["case_id"] for c in outside if not c.get("fits_none")],
        "n_outside": len(outside),
        "n_emergencies": len(emergencies),
        "n_emergencies_sent": sum(c["urgency"] == "emergency" for c in emergencies),
    }


def _of_promises(evaluation: Item) -> Item:
    """Find the parts of the figures that the texts name again and again."""
    outsiders = evaluation["outsiders"]
    interviews = outsiders["interviews"] if outsiders else []
    calibration = evaluation["calibration_in_depth"]
    sections = {section.title: section for section in depth_sections(evaluation)}
    return {
        "sections": {t: sections[t] for t in TAKEN_OVER if t in sections},
        "outsiders": {part["interview"]: part for part in interviews},
        "calibration": calibration,
        "top_label": next(
            row
            for row in calibration["overall"]
            if row["what"] == "top_label" and row["population"] == "natural"
        ),
        "ages": [row for row in calibration["by_age"] if row["what"] == "top_label"],
        "asked": evaluation["interviews"]["policies"][CHOSEN_POLICY],
    }
