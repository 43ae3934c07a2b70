from __future__ import annotations

import pytest

from pipeline.report.chapters import HOME, REAL, Chapter, chapters, render_chapter
from pipeline.report.html import render_html
from tests.report.sample import HOSTILE, sample_evaluation


@pytest.fixture(scope="module")
def told() -> list[Chapter]:
    return list(chapters(sample_evaluation()))


def test_what_matters_most_comes_first(told: list[Chapter]) -> None:
    titles = [chapter.title for chapter in told]
    assert titles[:2] == [HOME, REAL]
    assert len(set(titles)) == len(titles)


def test_every_table_of_the_report_is_in_one_chapter(told: list[Chapter]) -> None:
    report = render_html(sample_evaluation())
    titles = [table.title for chapter in told for table in chapter.tables]
    assert report.count('<section class="table">') == len(titles)
    assert len(titles) > 20


def test_a_figure_stands_with_its_words_and_a_table(told: list[Chapter]) -> None:
    for chapter in told[:2]:
        html = render_chapter(chapter)
        assert html.count("<svg") >= len(chapter.figures) > 0
        for figure in chapter.figures:
            assert figure.label.replace("'", "&#39;") in html
        assert html.count("<table>") > 0


def test_without_published_cases_there_is_no_picture_of_their_ranks() -> None:
    evaluation = sample_evaluation()
    evaluation["published"]["cases"] = []
    real = next(c for c in chapters(evaluation) if c.title == REAL)
    assert real.figures == ()


def test_what_comes_from_outside_is_escaped() -> None:
    evaluation = sample_evaluation()
    evaluation["published"]["cases"][0]["case_id"] = HOSTILE
    real = next(c for c in chapters(evaluation) if c.title == REAL)
    html = render_chapter(real)
    assert "<script" not in html
    assert "&lt;script" in html
