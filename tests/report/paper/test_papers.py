from __future__ import annotations

import re
from copy import deepcopy

import pytest
from jinja2 import UndefinedError

from pipeline.report.paper.form import TEMPLATES
from pipeline.report.paper.papers import (
    DATA_SHEET,
    MODEL_CARD,
    TRIPOD_AI,
    render_model_card,
    render_papers,
)
from pipeline.report.paper.run import Run
from tests.report.paper.manifests import sample_manifest, sample_run
from tests.report.sample import HOSTILE, hostile, sample_evaluation, without_published


def test_the_card_tells_what_the_model_is_for_and_where_it_fails() -> None:
    card = render_model_card(sample_run())
    for told in (
        "## What it is for",
        "## What it is not for",
        "## The rule layer",
        "10.0% (emergency), 15.0% (urgent, same day)",
        "| Regret (± SE), nats | 0.0413 ± 0.0006 | 0 |",
        "Top-3 falls from 85% on cases of our own making to 71%",
        "tumour_sheath_37m (nerve sheath tumour; expected two weeks, given routine)",
        "Of 1 published patients with a cause outside",
        "outsider_retroperitoneal_52f",
        "| train | 2,345 |",
        "## Caveats and known failures",
        "Apache-2.0",
    ):
        assert told in card, told
    assert card.endswith("Research and teaching software, not a medical device.\n")


def test_a_figure_of_another_run_changes_the_card() -> None:
    evaluation = sample_evaluation()
    evaluation["regret_nats"] = 0.0777
    evaluation["sets"]["coverage"] = 0.8123
    card = render_model_card(sample_run(evaluation))
    assert "0.0777" in card
    assert "81.2%" in card


def test_the_same_run_gives_the_same_bytes() -> None:
    assert render_papers(sample_run()) == render_papers(sample_run())


def test_every_paper_names_model_or_data_and_knowledge() -> None:
    papers = render_papers(sample_run())
    assert list(papers) == [MODEL_CARD, TRIPOD_AI, DATA_SHEET]
    for text in papers.values():
        assert "b7852bfde836" in text
    assert "5f2a90c1d700" in papers[TRIPOD_AI]
    assert "**27 of 27 items answered** in 52 parts" in papers[TRIPOD_AI]
    assert "c0ffee000000" in papers[DATA_SHEET]


def test_a_missing_figure_is_an_error_and_never_a_gap() -> None:
    evaluation = sample_evaluation()
    del evaluation["knowledge"]["n_conditions"]
    with pytest.raises(UndefinedError, match="n_conditions"):
        render_model_card(sample_run(evaluation))


def test_without_published_cases_no_share_of_them_is_made_up() -> None:
    card = render_model_card(sample_run(without_published()))
    assert "Nothing here was tried on real cases." in card
    assert "nan" not in card.lower().split()


def test_text_from_outside_cannot_break_out() -> None:
    evaluation = deepcopy(hostile())
    evaluation["seeds"] |= {"train": 1, "select": 2, "calibrate": 3, "choose": 4}
    evaluation["seeds"]["test"] = 5
    for text in render_papers(sample_run(evaluation)).values():
        assert "<script" not in text
        assert HOSTILE not in text
        assert "\x1b" not in text


def test_a_card_needs_no_parameters() -> None:
    run = Run(sample_evaluation(), sample_manifest(), {})
    assert "# Model card" in render_model_card(run)


def test_no_figure_is_typed_into_a_template() -> None:
    for path in TEMPLATES.glob("*.md.j2"):
        text = path.read_text(encoding="utf-8")
        typed = re.sub(r"\{[{%].*?[%}]\}|https?://\S+", "", text, flags=re.DOTALL)
        typed = typed.replace("BMJ 2024;385:e078378", "").replace(
            "2021;64(12):86-92", ""
        )
        # What stays is the count that TRIPOD+AI itself sets, two marks, the licence.
        allowed = {"27", "0", "100", "2.0"}
        assert set(re.findall(r"\d+(?:\.\d+)?", typed)) <= allowed, path.name
