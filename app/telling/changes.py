"""Which single answers would change the result: open ones, and given ones."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from app.telling import pieces
from app.telling.differential import by_probability
from app.words import ANSWER_WORDS
from pipeline.assess import Assessment
from pipeline.terms import Urgency

MOST_CHANGES = 8
OPENED = Markup("<b>Not asked yet.</b> It would become")
GIVEN = Markup("<b>Already answered.</b> The result hinges on these; it would be")


def changes(assessment: Assessment) -> str:
    """Write the single answers that would change the urgency or the leading cause.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    str
        HTML; nothing if no single answer would.
    """
    opened, given = assessment.would_change, assessment.hinges_on or []
    if not opened and not given:
        return ""
    leading = None
    if assessment.model is not None:
        leading = by_probability(assessment)[0]["condition"]
    parts = [
        {
            "heading": heading,
            "changes": [
                _change(entry, assessment.urgency, leading)
                for entry in entries[:MOST_CHANGES]
            ],
            "n_more": max(0, len(entries) - MOST_CHANGES),
        }
        for heading, entries in ((OPENED, opened), (GIVEN, given))
    ]
    return pieces.written("changes", parts=parts)


def _change(
    entry: dict[str, Any], urgency: Urgency | None, leading: str | None
) -> dict[str, Any]:
    """Give what would be otherwise; an answer taken back has no word."""
    tier, top = Urgency(entry["urgency"]), entry["top_condition"]
    return {
        "tier": None if tier == urgency else tier,
        "leading": None if top == leading else top,
        "answer": ANSWER_WORDS.get(entry["answer"]),
        "finding": entry["finding"],
    }
