"""Everything that the five documents name stands in the knowledge."""

from __future__ import annotations

import re
from functools import singledispatch
from pathlib import Path
from statistics import mean

import pytest

from pipeline.knowledge import Knowledge
from pipeline.knowledge.logic import Present, leaves, parse_logic
from tests.knowledge.seed_facts import (
    FACTS,
    Cites,
    Fact,
    Flag,
    Member,
    Place,
    Signs,
    Words,
)

SEEDS = ("seed_000", "seed_001", "seed_002", "seed_003", "seed_004")


@singledispatch
def missing(place: Place, seed: str, knowledge: Knowledge) -> list[str]:
    """What a place should say for a document, and does not."""
    raise NotImplementedError(place)


@missing.register
def _(place: Signs, seed: str, knowledge: Knowledge) -> list[str]:
    listed = knowledge.profiles[place.condition].findings
    faults = []
    for finding in place.findings.split():
        figures = listed.get(finding)
        if figures is None:
            faults.append(f"{place.condition} does not list {finding}")
            continue
        pooled = sum(f.value * f.n for f in figures) / sum(f.n for f in figures)
        rates = knowledge.background.rates[finding].rates()
        if pooled <= mean(rate for by_sex in rates for rate in by_sex):
            faults.append(f"{finding} is no sign of {place.condition}")
    return faults


@missing.register
def _(place: Words, seed: str, knowledge: Knowledge) -> list[str]:
    part = getattr(knowledge.profiles[place.condition], place.part)
    texts = (part,) if isinstance(part, str) else part
    flags = re.IGNORECASE | re.DOTALL
    if any(re.search(place.pattern, text, flags) for text in texts):
        return []
    return [f"{place.condition}.{place.part} does not say {place.pattern!r}"]


@missing.register
def _(place: Flag, seed: str, knowledge: Knowledge) -> list[str]:
    book = knowledge.rule_book
    rule = next(rule for rule in book.rules if rule.id == place.rule)
    found = leaves(parse_logic(rule.when, book.groups))
    asked = {leaf.finding for leaf in found if isinstance(leaf, Present)}
    faults = [
        f"{rule.id} does not ask for {finding}"
        for finding in sorted(set(place.findings.split()) - asked)
    ]
    return faults + (
        [] if seed in rule.sources else [f"{rule.id} does not cite {seed}"]
    )


@missing.register
def _(place: Member, seed: str, knowledge: Knowledge) -> list[str]:
    if place.syndrome in knowledge.profiles[place.condition].syndromes:
        return []
    return [f"{place.condition} does not belong to {place.syndrome}"]


@missing.register
def _(place: Cites, seed: str, knowledge: Knowledge) -> list[str]:
    if seed in knowledge.profiles[place.condition].documents:
        return []
    return [f"{place.condition} does not name {seed}"]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.seed}: {fact.says}")
def test_what_a_document_says_stands_in_the_knowledge(
    knowledge: Knowledge, fact: Fact
) -> None:
    assert fact.stands
    assert [
        m for place in fact.stands for m in missing(place, fact.seed, knowledge)
    ] == []


def test_every_profile_is_tied_to_the_documents_that_it_names(
    knowledge: Knowledge,
) -> None:
    tied = {
        (place.condition, fact.seed)
        for fact in FACTS
        for place in fact.stands
        if isinstance(place, Cites)
    }
    named = {
        (key, document)
        for key, profile in knowledge.profiles.items()
        for document in profile.documents
    }
    assert named == tied


def test_every_rule_that_cites_a_document_is_tied_to_it(knowledge: Knowledge) -> None:
    tied = {
        (place.rule, fact.seed)
        for fact in FACTS
        for place in fact.stands
        if isinstance(place, Flag)
    }
    cited = {
        (rule.id, source)
        for rule in knowledge.rule_book.rules
        for source in rule.sources
        if source in SEEDS
    }
    assert cited == tied


def test_a_statement_is_listed_once() -> None:
    said = [(fact.seed, fact.says) for fact in FACTS]
    assert len(set(said)) == len(said)


def test_each_document_that_lies_beside_the_checkout_has_facts(shared: Path) -> None:
    files = sorted((shared / "seeds").glob("*.txt"))
    assert tuple(f"seed_{path.name[:3]}" for path in files) == SEEDS
    assert {fact.seed for fact in FACTS} == set(SEEDS)


@pytest.mark.parametrize(
    "place",
    [
        Signs("facet_cyst", "fever"),
        Signs("hip_osteoarthritis", "urinary_retention"),
        Words("facet_cyst", "mechanism", "trapped gas"),
        Flag("RF001", "fever"),
        Member("facet_cyst", "non_spinal"),
        Cites("facet_cyst"),
    ],
)
def test_the_test_itself_can_fail(knowledge: Knowledge, place: Place) -> None:
    assert missing(place, "seed_004", knowledge)
