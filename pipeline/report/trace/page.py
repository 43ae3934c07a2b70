"""The hazard log and the trace matrix, as one page that loads nothing."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment

from pipeline.knowledge import Knowledge
from pipeline.knowledge.hazard_schema import HazardLog
from pipeline.report.book.addresses import source_anchor
from pipeline.report.book.citations import places
from pipeline.report.pages import page_environment
from pipeline.report.trace.evidence import Evidence, Theorem
from pipeline.report.trace.hazards import (
    document_values,
    hazard_values,
    scheme_values,
)
from pipeline.report.trace.links import Links, theorem_anchor
from pipeline.report.trace.rules import group_values, matrix_values, rule_values
from pipeline.report.words import (
    DISCLAIMER,
    MISSING,
    TIER_MEANINGS,
    TIER_NAMES,
    count,
    plural,
    short_digest,
)

Item = dict[str, Any]
TEMPLATE = "trace/page.html.j2"
NOTHING = Evidence()


def render_trace(
    knowledge: Knowledge, log: HazardLog, evidence: Evidence = NOTHING
) -> str:
    """Render the hazard log and the trace matrix as a self-contained HTML page.

    Parameters
    ----------
    knowledge : Knowledge
    log : HazardLog
    evidence : Evidence, optional
        What holds the rules; what is not known is left open.

    Returns
    -------
    str
        Styles are inside; no script, nothing loaded. The same values give the same
        bytes.
    """
    links = Links(knowledge, log)
    cards = rule_values(knowledge, log, evidence, links)
    sources = [
        {
            "key": key,
            "anchor": source_anchor(key),
            "citation": knowledge.sources[key].citation,
            "places": places(knowledge.sources[key]),
        }
        for key in links.cited()
    ]
    return (
        _environment()
        .get_template(TEMPLATE)
        .render(
            tiles=_tiles(log, cards, evidence, len(sources)),
            matrix=matrix_values(log, cards),
            rules=cards,
            groups=group_values(knowledge),
            scheme=scheme_values(log, links),
            hazards=hazard_values(knowledge, log, links),
            documents=document_values(knowledge, log, links),
            theorems=[_theorem(theorem, links) for theorem in evidence.theorems],
            tests_of_all=evidence.tests.every,
            sources=sources,
            has_mutants=bool(evidence.mutants),
            has_rates=bool(evidence.rates),
            digest=short_digest(knowledge.digest),
        )
    )


@cache
def _environment() -> Environment:
    environment = page_environment()
    environment.globals |= {
        "disclaimer": DISCLAIMER,
        "missing": MISSING,
        "plural": plural,
        "theorem_anchor": theorem_anchor,
        "tier_names": TIER_NAMES,
        "tier_meanings": TIER_MEANINGS,
    }
    return environment


def _tiles(
    log: HazardLog, cards: list[Item], evidence: Evidence, n_sources: int
) -> list[Item]:
    """Give the counts at the top of the page, each with what stands beside it."""
    n_fire = sum(len(card["must_fire"]) for card in cards)
    n_near = sum(len(card["must_not_fire"]) for card in cards)
    n_claims = sum(len(flag.claims) for flag in log.documented)
    left = [log.risk_after(hazard) for hazard in log.hazards]
    worst = max(left)
    holding = sum(theorem.holds is True for theorem in evidence.theorems)
    n_theorems = len(evidence.theorems)

    def tile(name: str, href: str, figure: str, beside: str) -> Item:
        return {"name": name, "href": href, "figure": figure, "beside": beside}

    return [
        tile(
            "Hazards",
            "#hazards",
            count(len(log.hazards)),
            f"{count(left.count(worst))} at level {worst} of 5, none above",
        ),
        tile("Rules", "#rules", count(len(cards)), "each controls a hazard"),
        tile(
            "Canaries",
            "#rules",
            count(n_fire + n_near),
            f"{count(n_fire)} must fire, {count(n_near)} must not",
        ),
        tile(
            "Documented flags",
            "#documented",
            count(len(log.documented)),
            plural(n_claims, "claim"),
        ),
        tile(
            "Theorems",
            "#theorems",
            count(n_theorems) if n_theorems else MISSING,
            f"{count(holding)} hold" if n_theorems else "not run for this page",
        ),
        tile("Sources", "#sources", count(n_sources), "cited below"),
    ]


def _theorem(theorem: Theorem, links: Links) -> Item:
    verdict = {True: "holds", False: "does not hold", None: "not tried"}[theorem.holds]
    return {
        "id": theorem.id,
        "anchor": theorem_anchor(theorem.id),
        "statement": links.linked(theorem.statement),
        "verdict": verdict,
        "rules": links.links(theorem.rules),
        "method": theorem.method,
        "what": theorem.what,
    }
