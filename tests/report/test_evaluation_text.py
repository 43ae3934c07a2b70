from __future__ import annotations

import json

from pipeline.report.chapters import chapters
from pipeline.report.evaluation_text import render_evaluation
from tests.report.sample import (
    HOSTILE,
    hostile,
    sample_evaluation,
    without_published,
    without_under_calls,
)


def test_the_terminal_form_names_figures_and_under_calls() -> None:
    text = render_evaluation(sample_evaluation())
    for told in (
        "0.0413 ± 0.0006",
        "61.3%    62.5%",
        "0.0041   0.0019",
        "HOW FAR THE FIGURES CARRY",
        "Top-3 falls from 85% on cases of our own making to 71% on 7 published",
        "0.426 ± 0.007",
        "too good",
        "UNDER-CALLED: 2 OF 8 PUBLISHED CASES",
        "tumour_sheath_37m",
        "infection_quiet_70m",
        "Model 0.1.0 5f2a90c1d700. Knowledge b7852bfde836.",
        "Seeds: train 11, select 12",
    ):
        assert told in text
    assert text.endswith("Research and teaching software, not a medical device.\n")


def test_the_terminal_form_fits_the_terminal() -> None:
    for evaluation in (sample_evaluation(), without_published()):
        assert max(map(len, render_evaluation(evaluation).splitlines())) <= 88


def test_every_chapter_is_told_in_the_terminal() -> None:
    evaluation = sample_evaluation()
    text = render_evaluation(evaluation)
    places = [text.index(f"== {one.title} ==") for one in chapters(evaluation)]
    assert places == sorted(places)


def test_without_published_cases_no_share_of_them_is_made_up() -> None:
    text = render_evaluation(without_published())
    assert text.count("No published case was assessed.") == 4
    assert "None%" not in text
    assert "nan" not in text.split()


def test_no_under_call_is_said_in_words() -> None:
    assert "No published case was under-called." in render_evaluation(
        without_under_calls()
    )


def test_hostile_text_does_not_reach_the_terminal() -> None:
    text = render_evaluation(hostile())
    assert HOSTILE not in text
    assert "\x1b" not in text


def test_an_evaluation_read_back_from_json_renders_the_same() -> None:
    evaluation = sample_evaluation()
    again = json.loads(json.dumps(evaluation))
    assert render_evaluation(again) == render_evaluation(evaluation)
