"""The first page, and the list of numbers that one would most like to have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.knowledge import Knowledge
from pipeline.knowledge.coverage import CoverageRow, coverage, total_of
from pipeline.knowledge.schema import Profile
from pipeline.knowledge.showing import percent
from pipeline.report.book.addresses import condition_page, finding_address
from pipeline.report.book.citations import Citations, Link
from pipeline.report.book.findings import picture, pooled_share, usual_rates
from pipeline.report.book.numbers import in_conflict
from pipeline.report.book.values import ReplayedStudy, WishedNumber
from pipeline.report.book.words import SYNDROMES, interval_words
from pipeline.report.labels import Labels
from pipeline.report.words import TIERS, share, without_brackets
from pipeline.terms import Urgency

Item = dict[str, Any]


def index_values(
    knowledge: Knowledge,
    replayed: Sequence[ReplayedStudy],
    wished: Sequence[WishedNumber],
) -> Item:
    """Gather what the first page shows.

    Parameters
    ----------
    knowledge : Knowledge
    replayed : sequence of ReplayedStudy
    wished : sequence of WishedNumber

    Returns
    -------
    dict
        For the template index.html.j2.
    """
    rows = coverage(knowledge)
    total = total_of(rows)
    return {
        "sections": _sections(knowledge, {row.name: row for row in rows}),
        "total": total,
        "published_share": share(total.published / total.n_numbers),
        "n_conditions": len(knowledge.profiles),
        "n_rules": len(knowledge.rule_book.rules),
        "n_sources": len(knowledge.sources),
        "n_studies": len(replayed),
        "n_figures": sum(len(told.figures) for told in replayed),
        "n_wished": len(wished),
        "example": _example(knowledge),
    }


def wishes_values(knowledge: Knowledge, wished: Sequence[WishedNumber]) -> Item:
    """Gather what the wish list shows, the most wanted first.

    Parameters
    ----------
    knowledge : Knowledge
    wished : sequence of WishedNumber

    Returns
    -------
    dict
        For the template wishes.html.j2.
    """
    labels, citations = Labels(knowledge), Citations(knowledge)
    order = sorted(wished, key=lambda w: (-w.nats, w.condition, w.finding))
    return {
        "rows": [
            {
                "condition": Link(
                    labels.condition(wish.condition), condition_page(wish.condition)
                ),
                "finding": Link(
                    labels.short(wish.finding),
                    finding_address(wish.condition, wish.finding),
                ),
                "value": percent(wish.value),
                "interval": interval_words(wish.low, wish.high),
                "nats": f"{wish.nats:.2f}",
                "why": citations.linked(wish.why),
            }
            for wish in order
        ]
    }


def _sections(knowledge: Knowledge, rows: dict[str, CoverageRow]) -> list[Item]:
    """Group the conditions: the serious ones by urgency, the others by syndrome."""
    sections = []
    for tier in TIERS:
        if tier != Urgency.ROUTINE:
            chosen = [p for p in knowledge.profiles.values() if p.tier == tier]
            sections.append(_section("", tier, chosen, rows))
    routine = [p for p in knowledge.profiles.values() if p.tier == Urgency.ROUTINE]
    for syndrome, words in SYNDROMES.items():
        chosen = [p for p in routine if p.syndromes[0] == syndrome]
        sections.append(_section(words, Urgency.ROUTINE.value, chosen, rows))
    return [section for section in sections if section["rows"]]


def _section(
    title: str, tier: str, profiles: Sequence[Profile], rows: dict[str, CoverageRow]
) -> Item:
    profiles = sorted(profiles, key=lambda profile: profile.name)
    return {
        "title": title,
        "tier": tier,
        "rows": [
            {
                "link": Link(profile.name, condition_page(profile.id)),
                "counts": rows[profile.id],
                "share": 100 * rows[profile.id].published / rows[profile.id].n_numbers,
                "also": [
                    SYNDROMES[name]
                    for name in profile.syndromes
                    if name != "serious" and SYNDROMES[name] != title
                ],
            }
            for profile in profiles
        ],
    }


def _example(knowledge: Knowledge) -> Item:
    """Choose a row that has one of everything that a chart can show."""

    def interest(condition: str, finding: str) -> tuple[bool, int, int, str, str]:
        figures = knowledge.profiles[condition].findings[finding]
        settings = {figure.setting for figure in figures}
        return in_conflict(figures), len(settings), len(figures), condition, finding

    condition, finding = max(
        (
            (condition, finding)
            for condition, profile in knowledge.profiles.items()
            for finding in profile.findings
        ),
        key=lambda pair: interest(*pair),
    )
    profile = knowledge.profiles[condition]
    figures = profile.findings[finding]
    pooled = pooled_share(figures)
    label = knowledge.findings[finding].label
    usual = usual_rates(knowledge, profile)[finding]
    return {
        "condition": without_brackets(profile.name),
        "href": finding_address(condition, finding),
        "row": {
            "anchor": "example",
            "label": label,
            "value": percent(pooled.mean),
            "interval": interval_words(pooled.low, pooled.high),
            "is_judged": not any(figure.is_published for figure in figures),
            "conflicts": in_conflict(figures),
            "picture": picture(
                without_brackets(label), figures, pooled, usual, Citations(knowledge)
            ),
        },
    }
