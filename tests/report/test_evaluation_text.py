from __future__ import annotations

import json
import re

import pytest

from pipeline.report.evaluation_text import render_evaluation, render_summary
from tests.report.sample import (
    HOSTILE,
    Item,
    hostile,
    sample_evaluation,
    without_published,
    without_under_calls,
)

SAMPLES = [sample_evaluation(), without_published(), without_under_calls(), hostile()]


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


def test_the_summary_starts_with_the_figures_that_decide() -> None:
    summary = render_summary(sample_evaluation())
    assert summary.startswith(
        "## Lasègue: evaluation\n\n**61.3%** of 120,000 synthetic"
    )
    assert "(ceiling 62.5%), regret **0.0413 ± 0.0006** nats" in summary
    assert "**42.9%** of 7 published cases, **2** under-called." in summary
    in_the_open = summary.partition("<details>")[0]
    for told in (
        "| Rival generators, each from half of the sources |",
        "**Top-3 falls from 85% on cases of our own making to 71%",
        "A reader who knows one half of the published sources",
        "| other 2011 | history and examination |",
    ):
        assert told in in_the_open
    headline, carried, published = (
        summary.index(title)
        for title in ("held-out synthetic", "### How far", "published cases with one")
    )
    assert headline < carried < published
    assert "| tumour_sheath_37m |" in in_the_open
    assert "| infection_quiet_70m |" in in_the_open


def test_the_summary_folds_and_unfolds_in_pairs_with_blank_lines_around() -> None:
    summary = render_summary(sample_evaluation())
    assert summary.count("<details><summary>") == summary.count("</details>") == 10
    assert not re.search(r"</summary>\n[^\n]|[^\n]\n</details>", summary)


@pytest.mark.parametrize("evaluation", SAMPLES)
def test_every_row_of_a_markdown_table_has_as_many_cells_as_its_header(
    evaluation: Item,
) -> None:
    width = None
    for line in render_summary(evaluation).splitlines():
        if not line.startswith("|"):
            width = None
            continue
        cells = len(re.findall(r"(?<!\\)\|", line))
        width = width or cells
        assert cells == width


def test_without_published_cases_no_share_of_them_is_made_up() -> None:
    text = render_evaluation(without_published())
    assert text.count("No published case was assessed.") == 3
    summary = render_summary(without_published())
    assert "published cases," not in summary.splitlines()[2]
    assert "None%" not in summary
    assert "nan" not in summary


def test_no_under_call_is_said_in_words() -> None:
    assert "No published case was under-called." in render_summary(
        without_under_calls()
    )
    assert "No published case was under-called." in render_evaluation(
        without_under_calls()
    )


def test_hostile_text_reaches_neither_terminal_nor_page() -> None:
    text, summary = render_evaluation(hostile()), render_summary(hostile())
    assert HOSTILE not in text
    assert HOSTILE not in summary
    assert "\x1b" not in text
    assert "\x1b" not in summary
    assert "<script" not in summary
    assert "&lt;script&gt;" in summary


def test_an_evaluation_read_back_from_json_renders_the_same() -> None:
    evaluation = sample_evaluation()
    again = json.loads(json.dumps(evaluation))
    assert render_evaluation(again) == render_evaluation(evaluation)
    assert render_summary(again) == render_summary(evaluation)
