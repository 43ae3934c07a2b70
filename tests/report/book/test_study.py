from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pipeline.knowledge import Knowledge
from pipeline.report.book.site import render_book
from pipeline.report.book.study import studies_values, study_values
from pipeline.report.book.values import ReplayedStudy, Tally, tally
from tests.report.book.reading import BookPage
from tests.report.book.sample import (
    EXPLANATION,
    as_published,
    replayed_sample,
    sample_study,
)

PAGE = "study-sample_study.html"


@pytest.fixture(scope="module")
def page(book: dict[str, str]) -> BookPage:
    return BookPage(book[PAGE])


def row(book: dict[str, str], figure: str) -> str:
    html = book[PAGE].split(f'<tr id="figure-{figure}"')[1].split("</tr>")[0]
    return BookPage(f"<tr{html}</tr>").text


def test_who_was_studied_is_told_in_words(page: BookPage) -> None:
    for told in (
        "Seen in Spine clinic",
        "60% Lumbar disc herniation",
        "30% Hip osteoarthritis",
        "10% none of the conditions: what anybody of that age has",
        "As ill as in surgical series",
        "Age mean 43, sd 12 years",
        "Women 40%",
        "Only aged 20 to 70 years",
        "Only with pain for 0 to 90 days",
        "Only with leg pain",
        "What the test looks for Lumbar disc herniation",
        "Why put so as the paper says",
        "A note on the study.",
    ):
        assert told in page.text
    assert "sources.html#source-majlesi_2008" in page.links


def test_an_imperfect_standard_is_told_with_its_reason(knowledge: Knowledge) -> None:
    told = replayed_sample(
        reference={"disc_herniation": 0.75, "hip_osteoarthritis": 0.23},
        reference_why="a scan errs (capra_2011)",
    )
    values = study_values(knowledge, told)
    shares = [(share, getattr(c, "words", c)) for share, c in values["called"]]
    assert shares[0] == ("75%", "Lumbar disc herniation")
    assert shares[1][0] == "23%"
    # Nobody else is called diseased.
    assert {share for share, _ in shares[2:]} == {"0%"}
    assert "a scan errs" in values["called_why"]


def test_a_perfect_standard_needs_no_words(
    knowledge: Knowledge, page: BookPage
) -> None:
    assert study_values(knowledge, replayed_sample())["called"] == []
    assert "own standard calls" not in page.text


def test_how_far_studies_agree_among_themselves_is_told(book: dict[str, str]) -> None:
    text = BookPage(book["studies.html"]).text
    assert re.search(r"of \d{3} published figures with others", text)


def test_a_figure_stands_beside_what_was_generated(book: dict[str, str]) -> None:
    told = row(book, "a")
    assert "52% (42 to 62%) from the number of patients 51% inside consistency" in told
    assert "Lumbar disc herniation: Straight-leg raise brings on" in told
    ratio = row(book, "c")
    assert "5.2 (2.6 to 10.4) as published 4.1 inside validation" in ratio
    assert "0.80 (0.70 to 0.90) a stated tolerance 0.95 too good" in row(book, "e")


def test_a_miss_shows_its_explanation(book: dict[str, str]) -> None:
    told = row(book, "b")
    assert "outside" in told
    assert EXPLANATION.split("(")[0].strip() in told
    assert "Not explained yet." in row(book, "d")
    assert "Not explained" not in row(book, "a")


def test_what_agrees_needs_no_explanation(knowledge: Knowledge) -> None:
    told = replayed_sample()
    agreed = replace(told.figures[1], verdict="inside")
    page = render_book(knowledge, [ReplayedStudy(told.study, (agreed,))], [])[PAGE]
    assert EXPLANATION.split("(")[0].strip() not in BookPage(page).text


def test_figures_that_read_alike_are_told_apart(knowledge: Knowledge) -> None:
    sample = sample_study()
    twin = sample.figures[0].model_copy(update={"id": "lying_down_sensitivity"})
    study = sample.model_copy(update={"figures": (sample.figures[0], twin)})
    names = [
        row["name"] for row in study_values(knowledge, as_published(study))["rows"]
    ]
    assert [name.partition(" (")[2] for name in names] == ["a)", "lying down)"]


def test_what_could_not_be_generated_is_told_and_not_drawn(
    book: dict[str, str],
) -> None:
    told = row(book, "f")
    assert "– outside" in told
    assert "of the others" in told
    drawn = re.findall(r"<title>Share: [^<]*</title>(.*?)</svg>", book[PAGE])
    assert len(drawn) == 1
    assert "mark bar" in drawn[0]
    assert "pooled" not in drawn[0]


def test_shares_areas_and_ratios_have_charts_of_their_own(
    knowledge: Knowledge,
) -> None:
    charts = study_values(knowledge, replayed_sample())["charts"]
    told = {chart["title"]: len(chart["rows"]) for chart in charts}
    assert told == {
        "Shares": 3,
        "Areas under the curve": 1,
        "Ratios, on a logarithmic scale": 2,
    }
    ratios = charts[2]["scale"]
    assert ratios.is_log
    assert ratios.low <= 0.05
    assert ratios.high >= 10.4


def test_a_dot_says_whether_it_lies_inside(book: dict[str, str]) -> None:
    assert book[PAGE].count('class="mark pooled inside"><title>') == 2
    assert book[PAGE].count('class="mark pooled outside"><title>') == 2
    assert book[PAGE].count('class="mark pooled too_good"><title>') == 1


def test_the_index_adds_up(knowledge: Knowledge) -> None:
    two = [replayed_sample(), replayed_sample(id="another_study")]
    values = studies_values(knowledge, two)
    assert (values["n_studies"], values["n_figures"]) == (2, 12)
    assert values["totals"] == {
        "consistency": Tally(2, 2),
        "validation": Tally(2, 8),
        "ceiling": Tally(0, 2),
    }
    assert values["rows"][0]["tallies"]["validation"] == Tally(1, 4)


def test_totals_are_shown(book: dict[str, str], replayed: list[ReplayedStudy]) -> None:
    text = BookPage(book["studies.html"]).text
    figures = [figure for told in replayed for figure in told.figures]
    for kind in ("consistency", "validation", "ceiling"):
        counted = tally(figures, kind)
        assert f"{counted.n_inside} of {counted.n_all}" in text
    assert f"{len(figures)} figures" in text


def test_every_shipped_study_says_its_question(
    book: dict[str, str], replayed: list[ReplayedStudy], knowledge: Knowledge
) -> None:
    for told in replayed:
        text = BookPage(book[f"study-{told.study.id}.html"]).text
        assert " ".join(told.study.question.split()) in text
        citation = knowledge.sources[told.study.source].citation
        assert " ".join(citation.split()) in text
