from __future__ import annotations

import re

import pytest

from pipeline.knowledge import Knowledge
from pipeline.knowledge.schema import Source
from pipeline.report.book.citations import Citations, places
from pipeline.report.book.source import number_support, sources_values
from pipeline.report.labels import Labels
from tests.report.book.reading import BookPage
from tests.report.book.sample import replayed_sample


def article(book: dict[str, str], key: str) -> BookPage:
    html = book["sources.html"].split(f'id="source-{key}">')[1].split("</article>")[0]
    return BookPage(html)


def test_a_source_leads_to_what_it_supports(book: dict[str, str]) -> None:
    capra = article(book, "capra_2011")
    finding = "condition-disc_herniation.html#finding-slr_positive"
    assert finding in capra.links
    assert "condition-disc_herniation.html#who" in capra.links
    assert "study-sample_study.html" in capra.links
    majlesi = article(book, "majlesi_2008")
    assert "study-sample_study.html" in majlesi.links
    assert "red-flag-RF001.html" in article(book, "girft_2023_a").links


def test_judgements_are_counted_and_not_listed(book: dict[str, str]) -> None:
    text = article(book, "expert_estimate").text
    assert re.search(r"Lumbar disc herniation : \d+ numbers", text)


def test_each_source_of_a_number_lists_it(
    book: dict[str, str], knowledge: Knowledge
) -> None:
    for key, profile in list(knowledge.profiles.items())[:6]:
        for finding, figures in profile.findings.items():
            for figure in figures:
                if figure.source == "expert_estimate":
                    continue
                links = article(book, figure.source).links
                place = f"condition-{key}.html"
                assert place in links, figure.source
                listed = [link for link in links if link.startswith(f"{place}#")]
                assert not listed or f"{place}#finding-{finding}" in listed


def test_sources_stand_under_their_letters(knowledge: Knowledge) -> None:
    letters = sources_values(knowledge, [replayed_sample()])["letters"]
    assert sum(map(len, letters.values())) == len(knowledge.sources)
    for letter, entries in letters.items():
        for entry in entries:
            first = entry["citation"][0].upper()
            assert first == letter or not first.isalpha()


@pytest.mark.parametrize(
    ("given", "href"),
    [
        ({"doi": "10.1/a"}, "https://doi.org/10.1/a"),
        ({"pmc": "PMC12"}, "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC12/"),
        ({"pmid": 34}, "https://pubmed.ncbi.nlm.nih.gov/34/"),
        ({"url": "https://nice.org.uk/ng59"}, "https://nice.org.uk/ng59"),
    ],
)
def test_a_source_can_be_read_where_it_says(
    given: dict[str, object], href: str
) -> None:
    source = Source.model_validate({"citation": "A study."} | given)
    assert [place.href for place in places(source)] == [href]


def test_only_addresses_of_the_web_become_links() -> None:
    assert places(Source(citation="A study.", url="javascript:alert(1)")) == []


def test_keys_in_a_text_become_links_and_the_rest_is_escaped(
    knowledge: Knowledge,
) -> None:
    told = Citations(knowledge).linked("odds <2 (capra_2011, nobody_1900)\x1b")
    assert 'href="sources.html#source-capra_2011"' in told
    assert ">Capra 2011</a>" in told
    assert told.startswith("odds &lt;2 (")
    assert told.endswith(", nobody_1900)�")
    assert "expert_estimate" in Citations(knowledge).linked("expert_estimate")


def test_numbers_of_shared_files_have_a_heading(knowledge: Knowledge) -> None:
    labels = Labels(knowledge)

    def told(where: str, what: str) -> tuple[str, str]:
        support = number_support(labels, where, what)
        return support.heading.words, support.item.words

    assert told("background.yaml", "rates.fever") == (
        "What anybody has",
        labels.short("fever"),
    )
    assert told("settings.yaml", "case_mix.emergency.muscle_strain") == (
        "Care settings and case mix",
        "Muscle strain (emergency)",
    )
    assert told("settings.yaml", "spectrum.primary_care")[1] == "spectrum primary care"
    assert told("conditions/muscle_strain.yaml", "age.0") == ("Muscle strain", "age")
