from __future__ import annotations

import pytest

from pipeline.report.chapter_figures import chapter_figures
from pipeline.report.chapters import HOME, REAL, Chapter, chapters
from pipeline.report.html import render_chapter
from tests.report.sample import HOSTILE, sample_evaluation


@pytest.fixture(scope="module")
def told() -> list[Chapter]:
    return list(chapters(sample_evaluation()))


def test_what_matters_most_comes_first(told: list[Chapter]) -> None:
    titles = [chapter.title for chapter in told]
    assert titles[:2] == [HOME, REAL]
    assert len(set(titles)) == len(titles)


def test_no_table_stands_twice(told: list[Chapter]) -> None:
    titles = [(c.title, table.title) for c in told for table in c.tables]
    assert len(titles) == len(set(titles)) > 30


def test_each_chapter_has_an_address_of_its_own(told: list[Chapter]) -> None:
    slugs = [chapter.slug for chapter in told]
    assert len(set(slugs)) == len(slugs)
    assert slugs[0] == "beside-the-best-possible"


def test_a_figure_stands_with_its_words_and_a_table(told: list[Chapter]) -> None:
    evaluation = sample_evaluation()
    for chapter in told[:2]:
        html = render_chapter(chapter, evaluation)
        figures = chapter_figures(chapter.title, evaluation)
        assert html.count("<svg") >= len(figures) > 0
        for figure in figures:
            assert figure.label.replace("'", "&#39;") in html
        assert html.count("<table>") > 0


def test_without_published_cases_there_is_no_picture_of_their_ranks() -> None:
    evaluation = sample_evaluation()
    evaluation["published"]["cases"] = []
    assert chapter_figures(REAL, evaluation) == []


def test_what_comes_from_outside_is_escaped() -> None:
    evaluation = sample_evaluation()
    evaluation["published"]["cases"][0]["case_id"] = HOSTILE
    real = next(c for c in chapters(evaluation) if c.title == REAL)
    html = render_chapter(real, evaluation)
    assert "<script" not in html
    assert "&lt;script" in html
