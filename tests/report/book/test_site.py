from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from pipeline.knowledge import Knowledge
from pipeline.report.book.site import render_book
from pipeline.report.book.values import ReplayedStudy
from tests.report.book.reading import BookPage
from tests.report.book.sample import HOSTILE, digest_of, replayed_sample

Pages = dict[str, BookPage]
READ_BY = {"doi.org", "www.ncbi.nlm.nih.gov", "pubmed.ncbi.nlm.nih.gov"}

_INNER = r"(?:[^()]|\([^()]*\))*"
# A work that has no key is named in brackets, by its title and year.
CITED_IN_BRACKETS = rf"\({_INNER}\b(?:19|20)\d\d{_INNER}\)"


def test_every_condition_rule_and_study_has_a_page(
    pages: Pages, knowledge: Knowledge, replayed: list[ReplayedStudy]
) -> None:
    expected = {f"condition-{key}.html" for key in knowledge.condition_ids}
    expected |= {f"red-flag-{rule.id}.html" for rule in knowledge.rule_book.rules}
    expected |= {f"study-{told.study.id}.html" for told in replayed}
    lists = {"index.html", "red-flags.html", "studies.html", "sources.html"}
    assert set(pages) == expected | lists | {"wish-list.html"}


def test_every_page_of_a_kind_is_linked_from_its_list(pages: Pages) -> None:
    for kind, listed in (
        ("condition-", "index.html"),
        ("red-flag-", "red-flags.html"),
        ("study-", "studies.html"),
    ):
        own = {name for name in pages if name.startswith(kind)}
        assert own
        assert own <= set(pages[listed].links), kind


def test_every_source_and_every_finding_has_a_place(
    pages: Pages, knowledge: Knowledge
) -> None:
    assert {f"source-{key}" for key in knowledge.sources} <= set(
        pages["sources.html"].ids
    )
    for key, profile in knowledge.profiles.items():
        listed = {f"finding-{finding}" for finding in profile.findings}
        assert listed <= set(pages[f"condition-{key}.html"].ids), key


def test_all_internal_links_lead_somewhere(pages: Pages) -> None:
    ids = {name: set(page.ids) for name, page in pages.items()}
    lost = []
    for name, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                continue
            target = parts.path or name
            if target not in ids or (
                parts.fragment and parts.fragment not in ids[target]
            ):
                lost.append((name, link))
    assert lost == []


def test_nothing_is_loaded_but_the_style_sheet(
    pages: Pages, book: dict[str, str]
) -> None:
    for name, page in pages.items():
        assert page.loads == ["data:,", "style.css"], name
        unwanted = {"script", "iframe", "object", "embed", "base", "form", "img"}
        assert not unwanted & set(page.tags), name
        assert not re.search(r"url\(|@import", book[name]), name
    assert not re.search(r"url\(|@import|http", book["style.css"])


def test_links_out_lead_to_where_sources_are_read(
    pages: Pages, knowledge: Knowledge
) -> None:
    own = {source.url for source in knowledge.sources.values()}
    for page in pages.values():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in {"https", "http"}
                assert parts.netloc in READ_BY or link in own


def test_pages_are_well_formed_and_can_be_read_aloud(pages: Pages) -> None:
    for name, page in pages.items():
        assert page.open == [], name
        assert len(page.ids) == len(set(page.ids)), name
        assert page.headings[0] == 1, name
        assert page.headings.count(1) == 1, name
        assert all(b - a <= 1 for a, b in pairwise(page.headings)), name
        assert page.unnamed_pictures == 0, name
        assert page.uncaptioned_tables == 0, name


def test_our_words_never_claim_to_name_the_condition(
    pages: Pages, knowledge: Knowledge
) -> None:
    cited = sorted({s.citation for s in knowledge.sources.values()}, key=len)
    for name, page in pages.items():
        text = page.own_text
        # The titles of marks name sources too.
        for citation in reversed(cited):
            text = text.replace(" ".join(citation.split()), "")
        text = re.sub(CITED_IN_BRACKETS, "", text)
        found = re.search(r".{30}diagnos.{30}", text, re.IGNORECASE)
        assert found is None, f"{name}: {found and found.group()}"


def test_every_page_says_what_this_is(pages: Pages) -> None:
    for page in pages.values():
        assert "Research and teaching software, not a medical device." in page.text


DIGEST = """
from pipeline.knowledge import load_knowledge
from pipeline.report.book.site import render_book
from tests.report.book.sample import digest_of, replayed_studies, wished_sample
knowledge = load_knowledge()
pages = render_book(knowledge, replayed_studies(), wished_sample(knowledge))
print(digest_of(pages))
"""


def test_another_process_gives_the_same_bytes(book: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DIGEST],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "7"},
    )
    assert done.stdout.strip() == digest_of(book)


def test_hostile_text_stands_for_itself(knowledge: Knowledge) -> None:
    told = replayed_sample(title=HOSTILE, question=HOSTILE, notes=[HOSTILE])
    pages = render_book(knowledge, [told], [])
    for name in ("study-sample_study.html", "studies.html", "sources.html"):
        assert "<script" not in pages[name]
        assert "\x1b" not in pages[name]
        assert HOSTILE.replace("\x1b", "�") in BookPage(pages[name]).text


def test_without_studies_and_wishes_there_are_words_in_their_place(
    knowledge: Knowledge,
) -> None:
    pages = render_book(knowledge, [], [])
    assert "No study is replayed yet." in BookPage(pages["studies.html"]).text
    assert "No judged number stands out." in BookPage(pages["wish-list.html"]).text


def luminance(colour: str) -> float:
    """As the web's rules of contrast have it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("names", "least"),
    [
        (("ink", "quiet", "link", "good", "bad"), 4.5),
        (("general", "primary", "spine", "surgical", "emergency", "mixed"), 4.5),
        (("usual-tick",), 3.0),
    ],
)
def test_colours_stand_out_from_the_ground(
    book: dict[str, str], names: tuple[str, ...], least: float
) -> None:
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", book["style.css"]))
    for name in names:
        for ground in ("ground", "raised"):
            assert contrast(colours[name], colours[ground]) >= least, name
    assert contrast(colours["ink"], colours["usual"]) >= 4.5
    for name in ("primary", "spine", "surgical", "emergency", "general", "mixed"):
        assert contrast(colours[name], colours["usual"]) >= 3.0, name


def test_the_badges_of_urgency_can_be_read(book: dict[str, str]) -> None:
    badges = re.findall(
        r"\.tier\.(\w+) \{ background: (#\w+); color: (#\w+)", book["style.css"]
    )
    assert {tier for tier, _, _ in badges} == {
        "emergency",
        "urgent_same_day",
        "urgent_2_weeks",
        "routine",
    }
    for _, ground, ink in badges:
        assert contrast(ground, ink) >= 4.5
