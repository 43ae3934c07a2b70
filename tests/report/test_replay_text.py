from __future__ import annotations

from typing import Any

import pytest

from pipeline.report.replay_text import render_replay

WIDTH = 100


def figure(**changes: Any) -> dict[str, Any]:
    return {
        "id": "reflex_lost_sensitivity",
        "measure": "sensitivity",
        "published": 0.4,
        "interval": [0.3, 0.5],
        "interval_from": "published",
        "generated": 0.45,
        "inside": True,
        "kind": "validation",
        "cited_by": [],
        "explain": None,
        "note": None,
        **changes,
    }


def summary(*figures: dict[str, Any], **counts: Any) -> dict[str, Any]:
    study = {
        "id": "small_1999",
        "title": "The lost reflex",
        "question": "Does a lost reflex tell root trouble from other trouble?",
        "citation": "Small 1999, A study.",
        "n_cases": 100_000,
        "figures": list(figures),
    }
    none = {"n": 0, "inside": 0}
    return {
        "n_studies": 1,
        "n_figures": len(figures),
        "consistency": none,
        "validation": none,
        "agreement": {"n": 303, "inside": 139},
        "ceiling": none,
        "studies": [study],
        **counts,
    }


def line_of(**changes: Any) -> str:
    lines = render_replay(summary(figure(**changes))).splitlines()
    (line,) = [line for line in lines if "reflex lost" in line and "  " in line.strip()]
    return line


def test_the_end_tells_how_far_the_studies_agree_among_themselves() -> None:
    text = " ".join(render_replay(summary(figure())).split())
    assert "studies among themselves: 139 of 303 inside (46%)" in text


def test_a_study_is_headed_by_what_it_asks_and_who_asked() -> None:
    lines = render_replay(summary(figure())).splitlines()
    assert lines[0] == "small_1999: The lost reflex"
    assert lines[1] == "  Does a lost reflex tell root trouble from other trouble?"
    assert lines[2] == "  Small 1999, A study."


def test_a_figure_is_one_line_in_order() -> None:
    words = line_of().split()
    assert words == [
        "sensitivity",
        "reflex",
        "lost",
        "0.40",
        "(0.30-0.50)",
        "0.45",
        "inside",
        "validation",
    ]


def test_the_measure_is_not_said_twice() -> None:
    best = figure(id="history_auc", measure="posterior_auc", kind="ceiling")
    line = render_replay(summary(best)).splitlines()[3]
    assert line.split()[:4] == ["AUC", "(best)", "history", "0.40"]


@pytest.mark.parametrize(
    ("source", "shown"),
    [("published", "(0.30-0.50) "), ("n", "(0.30-0.50)n "), ("tolerance", "0.50)~ ")],
)
def test_where_an_interval_comes_from_is_marked(source: str, shown: str) -> None:
    assert shown in line_of(interval_from=source)


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, " inside "),
        ({"inside": False}, " OUTSIDE "),
        ({"inside": False, "kind": "ceiling"}, " too good "),
        ({"kind": "ceiling"}, " inside "),
    ],
)
def test_the_verdict_is_said(changes: dict[str, Any], verdict: str) -> None:
    assert verdict in line_of(**changes)


@pytest.mark.parametrize(
    ("value", "shown"), [(2.345, "2.35"), (13.04, "13.0"), (123.4, "123"), (None, "–")]
)
def test_a_ratio_is_shown_with_three_digits(value: float | None, shown: str) -> None:
    line = line_of(
        id="reflex_lost_lr_pos",
        measure="lr_pos",
        published=4.0,
        interval=[2.0, 900.0],
        generated=value,
    )
    assert line.split()[-3] == shown
    assert "4.00 (2.00-900)" in line
    assert line.lstrip().startswith("LR+ ")


def test_a_miss_is_explained_below_it() -> None:
    told = figure(inside=False, explain="These patients were older than the profile's.")
    lines = render_replay(summary(told, figure(id="other"))).splitlines()
    miss = next(i for i, line in enumerate(lines) if "OUTSIDE" in line)
    assert lines[miss + 1] == "      These patients were older than the profile's."
    assert "other" in lines[miss + 2]


def test_a_miss_without_an_explanation_says_so() -> None:
    assert "      Not explained." in render_replay(summary(figure(inside=False)))


def test_a_hit_needs_no_words() -> None:
    assert "older" not in render_replay(summary(figure(explain="They were older.")))


def test_the_counts_stand_at_the_end() -> None:
    text = render_replay(
        summary(
            figure(),
            figure(),
            consistency={"n": 40, "inside": 38},
            validation={"n": 60, "inside": 45},
            ceiling={"n": 3, "inside": 3},
        )
    )
    assert text.splitlines()[-6:-2] == [
        "2 figures of 1 study.",
        "Consistency: 38 of 40 inside (95%).",
        "Validation: 45 of 60 inside (75%).",
        "Ceilings: 3 of 3 kept.",
    ]


def test_without_figures_of_a_kind_there_is_no_share() -> None:
    assert "Validation: 0 of 0 inside.\n" in render_replay(summary(figure()))


def test_no_line_is_too_wide_whatever_the_names() -> None:
    long = "a_very_long_name_of_a_figure_that_goes_on_and_on_for_ever_and_more"
    told = figure(
        id=long,
        measure="odds_ratio",
        published=1234.5,
        interval=[123.4, 98765.0],
        interval_from="n",
        generated=1000.0,
        inside=False,
        kind="consistency",
        explain="word " * 60,
    )
    text = render_replay(summary(told))
    assert max(len(line) for line in text.splitlines()) <= WIDTH


def test_control_characters_do_not_reach_the_terminal() -> None:
    text = render_replay(summary(figure(inside=False, explain="a\x1b[31mb")))
    assert "\x1b" not in text


def test_the_words_are_ours() -> None:
    assert "diagnos" not in render_replay(summary(figure())).lower()
