from __future__ import annotations

import re

import pytest

from pipeline.knowledge import Knowledge
from pipeline.report.book import excerpts
from pipeline.report.book.values import ReplayedStudy
from tests.report.book.reading import BookPage

CONDITION, RULE = "cauda_equina_syndrome", "RF001"


@pytest.fixture(scope="module")
def condition(knowledge: Knowledge) -> str:
    return excerpts.condition_excerpt(knowledge, CONDITION)


def test_an_excerpt_has_no_head_and_loads_nothing(condition: str) -> None:
    assert not re.search(r"<(html|head|body|link|script|main|footer)\b", condition)
    assert "Cauda equina syndrome" in condition


def test_an_excerpt_says_what_the_page_of_the_book_says(
    condition: str, book: dict[str, str]
) -> None:
    page = book[f"condition-{CONDITION}.html"]
    charts = re.findall(r'<ul aria-label="[^"]+">.*?</ul>', condition, re.S)
    assert len(charts) > 5
    assert all(chart in page for chart in charts)


def test_every_link_leads_to_a_page_of_the_app_or_to_a_publication(
    knowledge: Knowledge, condition: str, book: dict[str, str]
) -> None:
    rule = excerpts.red_flag_excerpt(knowledge, RULE)
    finding = excerpts.finding_excerpt(knowledge, "slr_positive")
    for text in (condition, rule, finding):
        for link in BookPage(text).links:
            page = link.partition("#")[0]
            assert not page.startswith(("index", "wish-list"))
            assert not page or page in book or page.startswith("https://")


def test_ids_of_rules_and_sources_stay_in_the_book(knowledge: Knowledge) -> None:
    rules = excerpts.red_flags_excerpt(knowledge, {RULE})
    rule = excerpts.red_flag_excerpt(knowledge, RULE)
    key = next(iter(knowledge.sources))
    source = excerpts.sources_excerpt(knowledge, {key})
    for text, name in ((rules, RULE), (rule, RULE), (source, key)):
        seen = re.sub(r"<[^>]*>", " ", text)
        assert not re.search(rf"\b{name}\b", seen)


def test_a_list_holds_what_was_chosen_and_no_more(knowledge: Knowledge) -> None:
    chosen = {"RF001", "RF010"}
    links = BookPage(excerpts.red_flags_excerpt(knowledge, chosen)).links
    rules = {link for link in links if link.startswith("red-flag-")}
    assert rules == {f"red-flag-{rule}.html" for rule in chosen}
    keys = set(list(knowledge.sources)[:3])
    page = BookPage(excerpts.sources_excerpt(knowledge, keys))
    assert {name for name in page.ids if name.startswith("source-")} == {
        f"source-{key}" for key in keys
    }


def test_a_study_that_waits_is_listed_without_a_result(
    knowledge: Knowledge, replayed: list[ReplayedStudy]
) -> None:
    first, second = replayed[:2]
    told = excerpts.studies_excerpt(knowledge, [first, ReplayedStudy(second.study, ())])
    assert "1 of 2 studies in this list was replayed" in told
    assert "Totals" not in told
    assert "Totals" in excerpts.studies_excerpt(knowledge, [first, second])


def test_a_study_shows_its_misses(
    knowledge: Knowledge, replayed: list[ReplayedStudy]
) -> None:
    study = next(s for s in replayed if any(f.is_miss for f in s.figures))
    text = excerpts.study_excerpt(knowledge, study)
    assert text.count('class="miss"') == sum(f.is_miss for f in study.figures)
