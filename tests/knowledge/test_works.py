from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.knowledge import Knowledge
from pipeline.knowledge.schema import EXPERT_ESTIMATE, Source
from pipeline.knowledge.works import works_of


def grouped(knowledge: Knowledge, **sources: Source) -> list[tuple[str, ...]]:
    return works_of(replace(knowledge, sources=sources))


def test_every_source_but_a_judgement_is_in_exactly_one_work(
    knowledge: Knowledge,
) -> None:
    works = works_of(knowledge)
    keys = [key for work in works for key in work]
    assert sorted(keys) == sorted(set(knowledge.sources) - {EXPERT_ESTIMATE})
    assert works == sorted(works)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Source(citation="One", doi="10.1503/cjs.1"), "doi:10.1503/CJS.1, a summary"),
        (Source(citation="One, PMC720"), "Two (PMC720)"),
        (Source(citation="One", pmid=16027455), "Two, PMID 16027455"),
        (Source(citation="Langdon 2010"), "Williams 2013 Cochrane; Langdon 2010"),
        (Source(citation="Deyo & Diehl 1988, J Gen"), "Deyo 1988"),
    ],
)
def test_keys_that_tell_of_one_paper_are_one_work(
    knowledge: Knowledge, first: Source, second: str
) -> None:
    other = Source(citation="Somebody else 1999")
    works = grouped(knowledge, ab=first, cd=Source(citation=second), ef=other)
    assert works == [("ab", "cd"), ("ef",)]


def test_a_last_letter_makes_no_other_work(knowledge: Knowledge) -> None:
    told = Source(citation="Told")
    works = grouped(knowledge, telli_2019_a=told, telli_2019_b=told, telli_2018=told)
    assert works == [("telli_2018",), ("telli_2019_a", "telli_2019_b")]


def test_works_are_joined_by_what_lies_between_them(knowledge: Knowledge) -> None:
    works = grouped(
        knowledge,
        x=Source(citation="Abel 2001"),
        y=Source(citation="Baker 2002"),
        z=Source(citation="Abel 2001; Baker 2002"),
    )
    assert works == [("x", "y", "z")]


def test_no_work_of_the_shipped_sources_swallows_the_rest(knowledge: Knowledge) -> None:
    assert max(map(len, works_of(knowledge))) <= 12
