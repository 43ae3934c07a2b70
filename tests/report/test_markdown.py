from __future__ import annotations

import re

import pytest

from pipeline.report.evaluation_report import Report
from pipeline.report.markdown import render_markdown
from tests.report.sample import (
    HOSTILE,
    Item,
    hostile,
    judged,
    sample_evaluation,
    without_published,
    without_under_calls,
)

SAMPLES = [sample_evaluation(), without_published(), without_under_calls(), hostile()]


@pytest.fixture(scope="module")
def summary() -> str:
    return render_markdown(judged(sample_evaluation()))


def test_it_starts_with_the_verdict_and_its_failures(summary: str) -> None:
    assert summary.startswith(
        "## Lasègue: evaluation\n\n### Verdict\n\n"
        "**1 of 2 gates failed. 1 could not be asked.**\n\n"
        "- ❌ Failed: Emergencies found. 93 of 100 were found;"
    )
    assert "- ⚪ Not asked: Against the champion. There is no champion yet." in summary


def test_what_decides_is_in_the_open_and_in_order(summary: str) -> None:
    in_the_open = re.sub(r"<details>.*?</details>", "", summary, flags=re.DOTALL)
    places = [
        in_the_open.index(told)
        for told in (
            "| Regret, nats | 0.0413 | 0.0399 | +0.0014 | worse |",
            "61.3% of 120,000 synthetic cases ranked right (ceiling 62.5%)",
            "| True cause ranked first | 61.3% | 62.5% |",
            "| tumour_sheath_37m |",
            "Top-3 falls from 85% on cases of our own making to 71%",
            "| Rival generators, each from half of the sources |",
        )
    ]
    assert places == sorted(places)
    assert "| Emergencies found | failed | 0.93 |" not in in_the_open
    assert "| Emergencies found | failed | 0.93 |" in summary


def test_what_is_folded_unfolds_with_blank_lines_around(summary: str) -> None:
    assert summary.count("<details><summary>") == summary.count("</details>") > 8
    assert not re.search(r"</summary>\n[^\n]|[^\n]\n</details>", summary)


@pytest.mark.parametrize("evaluation", SAMPLES)
def test_every_row_has_as_many_cells_as_its_header(evaluation: Item) -> None:
    width = None
    for line in render_markdown(judged(evaluation)).splitlines():
        if not line.startswith("|"):
            width = None
            continue
        cells = len(re.findall(r"(?<!\\)\|", line))
        width = width or cells
        assert cells == width


def test_without_gates_it_says_that_nothing_was_judged() -> None:
    summary = render_markdown(Report(sample_evaluation()))
    assert "**No gate was asked: these figures were not judged.**" in summary
    assert "champion" not in summary


def test_no_share_of_no_cases_is_made_up() -> None:
    summary = render_markdown(Report(without_published()))
    assert "published cases, " not in summary
    assert "None%" not in summary
    assert not re.search(r"\bnan\b", summary)


def test_hostile_text_stands_for_itself() -> None:
    summary = render_markdown(judged(hostile()))
    assert HOSTILE not in summary
    assert "\x1b" not in summary
    assert "<script" not in summary
    assert "&lt;script&gt;" in summary
