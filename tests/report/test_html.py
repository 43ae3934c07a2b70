from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from pipeline.report.evaluation_report import Report
from pipeline.report.html import render_html
from tests.report.sample import (
    HOSTILE,
    Item,
    hostile,
    judged,
    sample_evaluation,
    without_published,
    without_under_calls,
)

VOID = {"meta", "link", "br", "img", "input", "hr"}
LOADS = {"src", "href", "xlink:href", "srcset", "data", "action", "poster"}


class Page(HTMLParser):
    """Reads a page as a browser would: its tags, its text, what it would load."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.loads: list[str] = []
        self.handlers: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name in LOADS:
                self.loads.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


SAMPLES = {
    "full": sample_evaluation(),
    "without_published": without_published(),
    "without_under_calls": without_under_calls(),
    "hostile": hostile(),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_page_is_well_formed_and_loads_nothing(name: str) -> None:
    html = render_html(judged(SAMPLES[name]))
    page = Page(html)
    assert page.open == []
    assert [a for a in page.loads if not a.startswith("#")] == ["data:,"]
    assert page.handlers == []
    assert "script" not in page.tags
    assert not {"iframe", "object", "embed", "base", "form"} & set(page.tags)
    assert not re.search(r"url\(|@import", html)
    # The one address is the name of the SVG language, which nobody loads.
    addresses = set(re.findall(r"https?://[^\s\"'<>]+", html))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert "default-src 'none'" in html


def test_headline_figures_stand_beside_the_ceiling() -> None:
    text = Page(render_html(Report(sample_evaluation()))).text
    for told in (
        "Regret, nats 0.0413 ± 0.0006; ceiling 0",
        "Ranked first 61.3% ceiling 62.5%",
        "In the first three 84.7% ceiling 85.9%",
        "Calibration error 0.0041 ceiling 0.0019",
        "Real cases under-called 2 of 8 published cases",
    ):
        assert told in text


def test_the_verdict_comes_first() -> None:
    text = Page(render_html(judged(sample_evaluation()))).text
    verdict = text.index("1 of 2 gates failed. 1 could not be asked.")
    failed = text.index("Failed: Emergencies found. 93 of 100 were found")
    not_asked = text.index("Not asked: Against the champion. There is no champion")
    figures = text.index("Regret, nats 0.0413")
    assert verdict < failed < not_asked < figures


def test_every_chapter_is_in_the_contents() -> None:
    html = render_html(judged(sample_evaluation()))
    told = re.findall(r'<li><a href="#([^"]+)">', html)
    assert len(told) == len(set(told)) > 10
    assert set(told) == set(re.findall(r'<section class="[^"]+" id="([^"]+)">', html))


def test_every_section_has_its_figures() -> None:
    evaluation = sample_evaluation()
    page = Page(render_html(Report(evaluation)))
    assert page.tags.count("svg") == 13
    for case in evaluation["published"]["cases"]:
        assert case["case_id"] in page.text
    for row in evaluation["by_setting"]:
        assert f"{row['n_cases']:,}" in page.text
    for row in evaluation["by_condition"]:
        assert f"{row['n_cases']:,}" in page.text
    for told in ("1.2311", "vector scaling", "2,950", "98.9%", "select 12"):
        assert told in page.text
    assert "77.1% of the figures in the profiles are judgements" in page.text
    assert "Published case reports are unusual by nature" in page.text
    assert "Research and teaching software, not a medical device." in page.text


def test_under_calls_are_marked_by_more_than_colour() -> None:
    html = render_html(Report(sample_evaluation()))
    under = re.findall(r'<td class="(?:number )?under">([^<]*)</td>', html)
    # By name, in the matrix, and in the list of all cases; and a set that falls short.
    cases = ["1", "1", "routine", "routine", "same day", "same day"]
    missed = ["2", "3", "4", "13", "14", "24"]
    # And urgencies of simulated patients, and a group that is served worse.
    assert sorted(under) == sorted([*cases, "87.1%", *missed, "worse"])
    assert 'td.under::before { content: "▼' in html


def test_no_under_call_and_no_published_case_are_told_apart() -> None:
    none = Page(render_html(Report(without_under_calls()))).text
    assert "No published case was under-called." in none
    nothing = Page(render_html(Report(without_published())))
    assert "No published case was under-called." not in nothing.text
    assert nothing.text.count("No published case was assessed.") == 4
    assert "Nothing here was tried on real cases." in nothing.text
    assert nothing.tags.count("svg") == 12


def test_hostile_text_stands_for_itself() -> None:
    html = render_html(judged(hostile()))
    page = Page(html)
    assert HOSTILE not in html
    assert "<script" not in html
    assert "\x1b" not in html
    assert HOSTILE.replace("\x1b", "�") in page.text


def test_every_figure_and_every_table_has_a_name_for_those_who_cannot_see_it() -> None:
    html = render_html(Report(sample_evaluation()))
    assert html.count('<div role="img" aria-label="') == html.count("<svg ") == 13
    assert html.count('role="region" aria-label="') == html.count("<table>") > 30
    assert not re.search(r"<th[^>]*>\s*</th>", html)


def test_the_same_evaluation_gives_the_same_bytes() -> None:
    assert render_html(Report(sample_evaluation())) == render_html(
        Report(sample_evaluation())
    )


def test_a_figure_that_the_evaluation_lacks_is_a_fault_and_not_a_gap() -> None:
    evaluation: Item = sample_evaluation()
    del evaluation["ece"]
    with pytest.raises(KeyError, match="ece"):
        render_html(Report(evaluation))
