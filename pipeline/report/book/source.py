"""The index of sources: what each of them supports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.knowledge import Knowledge
from pipeline.knowledge.checks import sourced_numbers
from pipeline.knowledge.schema import EXPERT_ESTIMATE
from pipeline.report.book.addresses import (
    condition_page,
    finding_address,
    red_flag_page,
    source_anchor,
    study_page,
)
from pipeline.report.book.citations import Citations, Link, places
from pipeline.report.book.values import ReplayedStudy
from pipeline.report.labels import Labels
from pipeline.report.words import plural, without_brackets

Item = dict[str, Any]
MOST_LISTED = 25
_CONTEXT = {
    "age": "age",
    "female": "sex",
    "duration": "time since the start",
    "pain": "worst pain",
    "roots": "nerve root",
}
_FILES = {
    "background.yaml": "What anybody has",
    "latents.yaml": "What severity and root shift",
    "settings.yaml": "Care settings and case mix",
}


@dataclass(frozen=True)
class Support:
    """One thing that a source supports: under which heading, and where it stands."""

    heading: Link
    item: Link


def sources_values(knowledge: Knowledge, replayed: Sequence[ReplayedStudy]) -> Item:
    """Gather what the index of sources shows.

    Parameters
    ----------
    knowledge : Knowledge
    replayed : sequence of ReplayedStudy

    Returns
    -------
    dict
        For the template sources.html.j2.
    """
    supports: dict[str, list[Support]] = defaultdict(list)
    for key, support in _supports(knowledge, replayed):
        supports[key].append(support)
    named = _named(knowledge)
    letters: dict[str, list[Item]] = defaultdict(list)
    order = sorted(knowledge.sources, key=lambda k: (_letter(knowledge, k), k))
    for key in order:
        source = knowledge.sources[key]
        letters[_letter(knowledge, key)].append(
            {
                "key": key,
                "anchor": source_anchor(key),
                "citation": source.citation,
                "places": places(source),
                "supports": _by_heading(supports[key]),
                "named": named.get(key, []),
            }
        )
    return {
        "letters": dict(letters),
        "n_sources": len(knowledge.sources),
    }


def _letter(knowledge: Knowledge, key: str) -> str:
    """Under which letter a source stands; what is no letter stands under `0–9`."""
    first = knowledge.sources[key].citation[:1].upper()
    return first if first.isalpha() else "0–9"


def _by_heading(supports: Sequence[Support]) -> list[Item]:
    """Gather supports under their headings; where there are many, only count them."""
    headings: dict[Link, list[Link]] = defaultdict(list)
    for support in supports:
        headings[support.heading].append(support.item)
    return [
        {
            "heading": heading,
            "items": list(dict.fromkeys(items)) if len(items) <= MOST_LISTED else [],
            "count": plural(len(items), "number"),
        }
        for heading, items in headings.items()
    ]


def _supports(
    knowledge: Knowledge, replayed: Sequence[ReplayedStudy]
) -> Iterator[tuple[str, Support]]:
    labels = Labels(knowledge)
    for where, what, number in sourced_numbers(knowledge):
        yield number.source, number_support(labels, where, what)
    for key, profile in knowledge.profiles.items():
        heading = _condition(labels, key)
        for source in profile.documents:
            yield source, Support(heading, Link("named there", heading.href))
    for rule in knowledge.rule_book.rules:
        item = Link(f"{rule.id} {rule.name}", red_flag_page(rule.id))
        for source in rule.sources:
            yield source, Support(Link("Red flags", ""), item)
    for told in replayed:
        item = Link(told.study.title, study_page(told.study.id))
        for source in (told.study.source, *told.study.same_patients):
            yield source, Support(Link("Replayed studies", ""), item)


def number_support(labels: Labels, where: str, what: str) -> Support:
    """Say what a number is about.

    Parameters
    ----------
    labels : Labels
    where, what : str
        Its file and its path in it, as `sourced_numbers` gives them.

    Returns
    -------
    Support
    """
    parts = what.split(".")
    if where in _FILES:
        return Support(Link(_FILES[where], ""), Link(_shared_item(labels, parts), ""))
    condition = where.removeprefix("conditions/").removesuffix(".yaml")
    heading = _condition(labels, condition)
    if parts[0] == "findings":
        address = finding_address(condition, parts[1])
        return Support(heading, Link(labels.short(parts[1]), address))
    address = f"{condition_page(condition)}#who"
    return Support(heading, Link(_CONTEXT[parts[0]], address))


def _shared_item(labels: Labels, parts: Sequence[str]) -> str:
    if parts[0] == "case_mix":
        setting = parts[1].replace("_", " ")
        return f"{labels.condition(parts[2])} ({setting})"
    last = parts[-1]
    words = labels.short(last)
    return words if words != last else " ".join(parts[:2]).replace("_", " ")


def _condition(labels: Labels, condition: str) -> Link:
    return Link(labels.condition(condition), condition_page(condition))


def _named(knowledge: Knowledge) -> dict[str, list[Link]]:
    """Find the conditions whose reasons, notes and texts name a source."""
    citations = Citations(knowledge)
    found: dict[str, dict[Link, None]] = defaultdict(dict)
    for key, profile in knowledge.profiles.items():
        link = Link(without_brackets(profile.name), condition_page(key))
        texts = [*profile.notes, *profile.looked_for, profile.course, profile.mechanism]
        for where, _, number in sourced_numbers(knowledge):
            if where == f"conditions/{key}.yaml":
                texts += [text for text in (number.why, number.note) if text]
        for source in sorted(citations.named_in(" ".join(texts))):
            found[source][link] = None
    return {key: list(links) for key, links in found.items() if key != EXPERT_ESTIMATE}
