from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from pipeline.cases import Case
from pipeline.model import Classifier
from tests.report.sheet.reading import ReadPage, closed_up
from tests.report.sheet.sample import CASES, ODD_NAME, content_of, page_of, texts_in
from tests.strategies import cases


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("with_model", [True, False])
def test_the_page_shows_all_of_the_content(
    name: str, with_model: bool, classifier: Classifier
) -> None:
    model = classifier if with_model else None
    text = ReadPage(page_of(CASES[name], model)).text
    content = content_of(CASES[name], model)
    assert [one for one in texts_in(content) if closed_up(one) not in text] == []


def test_a_name_that_looks_like_markup_is_text() -> None:
    page = ReadPage(page_of(CASES["an odd name"]))
    assert "script" not in page.tags
    assert closed_up(ODD_NAME) in page.text


def test_the_page_asks_for_nothing_and_forbids_it() -> None:
    html = page_of(CASES["an emergency"])
    assert ReadPage(html).loads == ["data:,"]
    assert "default-src 'none'" in html
    assert "url(" not in html
    assert "@import" not in html


def test_it_prints_black_on_white_whatever_the_screen_likes() -> None:
    html = page_of(Case())
    dark = html.index("@media (prefers-color-scheme: dark)")
    printed = html.index("@media print")
    assert dark < printed
    assert re.search(r"--ground: #ffffff; --ink: #000000", html[printed:])


def test_the_same_case_gives_the_same_page(classifier: Classifier) -> None:
    case = CASES["an ordinary one"]
    assert page_of(case, classifier) == page_of(case, classifier)


@settings(max_examples=30)
@given(cases())
def test_any_case_makes_a_well_formed_page(case: Case) -> None:
    page = ReadPage(page_of(case))
    assert page.tags.count("h1") == 1
    assert closed_up(content_of(case)["name"]) in page.text
