"""The same numbers in every face: read back from each, as a reader would find them."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser

import pytest

from pipeline.report.evaluation_report import Report
from pipeline.report.html import render_html
from pipeline.report.markdown import render_markdown
from pipeline.report.report_json import render_json
from tests.report.sample import judged, sample_evaluation, without_published

Rows = dict[str, list[list[str]]]


class HtmlTables(HTMLParser):
    """Reads every table by its heading."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: Rows = {}
        self._tag = self._heading = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._tag = tag
        if tag == "h3":
            self._heading = ""
        elif tag == "table":
            self.tables.setdefault(self._heading, [])
        elif tag == "tr":
            self.tables[self._heading].append([])
        elif tag in ("td", "th"):
            self.tables[self._heading][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h3", "td", "th"):
            self._tag = ""

    def handle_data(self, data: str) -> None:
        if self._tag == "h3":
            self._heading += data
        elif self._tag in ("td", "th"):
            self.tables[self._heading][-1][-1] += data


def from_html(report: Report) -> Rows:
    return HtmlTables(render_html(report)).tables


def from_markdown(report: Report) -> Rows:
    tables: Rows = {}
    heading = ""
    for line in render_markdown(report).splitlines():
        if line.startswith("#### "):
            heading = _plain(line.removeprefix("#### "))
        elif line.startswith("| :--"):
            continue
        elif line.startswith("|"):
            cells = re.split(r"(?<!\\)\|", line)[1:-1]
            tables.setdefault(heading, []).append([_plain(cell) for cell in cells])
    return tables


def _plain(text: str) -> str:
    return html.unescape(re.sub(r"\\(.)", r"\1", text.strip()))


def from_json(report: Report) -> Rows:
    tables: Rows = {}
    for chapter in json.loads(render_json(report))["chapters"]:
        for table in chapter["tables"]:
            if table["rows"]:
                grid = [table["columns"], *table["rows"]]
                tables.setdefault(table["title"], []).extend(grid)
    return tables


@pytest.mark.parametrize("evaluation", [sample_evaluation(), without_published()])
def test_every_table_is_the_same_in_every_face(evaluation: dict[str, object]) -> None:
    report = judged(evaluation)
    page = from_html(report)
    assert len(page) > 30
    assert from_markdown(report) == page
    assert from_json(report) == page


def test_every_number_of_the_other_faces_stands_on_the_page() -> None:
    report = judged(sample_evaluation())
    page = set(numbers(re.sub(r"<[^>]+>", " ", render_html(report))))
    summary = render_markdown(report)
    # The pictures number their points, and their axis ends at 100.
    pictures = re.findall(r"```mermaid.*?```", summary, flags=re.DOTALL)
    for picture in pictures:
        summary = summary.replace(picture, "")
        drawn = re.findall(r"(?:bar|line) \[(.*)\]", picture)
        assert set(numbers(" ".join(drawn))) <= page
    assert len(pictures) == 2
    assert set(numbers(summary)) <= page
    told = json.loads(render_json(report))["chapters"]
    assert set(numbers(json.dumps(told, ensure_ascii=False))) <= page


def numbers(text: str) -> list[str]:
    return re.findall(r"\d[\d,]*(?:\.\d+)?", text)


@pytest.mark.parametrize("render", [render_html, render_markdown, render_json])
def test_the_same_figures_give_the_same_bytes(render: object) -> None:
    assert callable(render)
    once, again = (render(judged(sample_evaluation())) for _ in range(2))
    assert once == again
    through_json = json.loads(json.dumps(sample_evaluation()))
    assert render(judged(through_json)) == once
