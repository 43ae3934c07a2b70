from __future__ import annotations

import re
import struct
from pathlib import Path
from xml.etree import ElementTree as ET

import altair as alt
import pytest

from pipeline.errors import OutputError
from pipeline.report.figures import (
    CEILING,
    COLOURS,
    MODEL,
    PNG_SCALE,
    condition_chart,
    rank_chart,
    reliability_chart,
    save_png,
    to_svg,
)
from tests.report.sample import Item, hostile, sample_evaluation, without_published

EVALUATION = sample_evaluation()
WHITE, DARK = "#ffffff", "#15181b"


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def layers(chart: alt.LayerChart) -> list[tuple[Item, list[Item]]]:
    """Give each layer with the rows that it draws."""
    spec = chart.to_dict()
    parts = []
    for layer in spec["layer"]:
        data = layer.get("data", spec.get("data"))
        parts.append((layer, spec["datasets"][data["name"]]))
    return parts


@pytest.mark.parametrize("ground", [WHITE, DARK])
def test_both_colours_stand_out_on_light_and_dark(ground: str) -> None:
    for colour in COLOURS:
        assert contrast(colour, ground) >= 3


def test_the_reliability_diagram_holds_both_curves_and_the_diagonal() -> None:
    diagonal, (lines, _), (points, rows) = layers(reliability_chart(EVALUATION))
    assert diagonal[1] == [{"x": 0, "y": 0}, {"x": 1, "y": 1}]
    for series, key in ((MODEL, "model"), (CEILING, "posterior")):
        curve = EVALUATION["reliability"][key]
        drawn = [row for row in rows if row["series"] == series]
        assert [row["predicted"] for row in drawn] == curve["predicted"]
        assert [row["observed"] for row in drawn] == curve["observed"]
    assert rows[-1]["series"] == MODEL, "the model is drawn on top"
    assert lines["encoding"]["strokeDash"]["scale"]["range"] == [[1, 0], [5, 3]]
    assert points["encoding"]["shape"]["scale"]["range"] == ["circle", "diamond"]


def test_the_condition_chart_goes_from_the_easiest_to_the_hardest() -> None:
    (_, gaps), (marks, points) = layers(condition_chart(EVALUATION))
    ceilings = [row[CEILING] for row in gaps]
    assert ceilings == sorted(ceilings, reverse=True)
    assert len(gaps) == 28
    assert len(points) == 56
    first = next(
        r for r in EVALUATION["by_condition"] if r["posterior_top1"] == ceilings[0]
    )
    assert gaps[0][MODEL] == first["top1"]
    assert marks["encoding"]["y"]["sort"] == [row["name"] for row in gaps]


def test_ranks_are_counted_and_cases_without_one_left_out() -> None:
    (_, bars), _ = layers(rank_chart(EVALUATION))
    counted = {row["rank"]: row["cases"] for row in bars}
    assert counted == {"1": 3, "2": 1, "3": 1, "4–5": 1, "6–10": 1, "11+": 0}


def test_the_bounds_of_the_rank_groups_fall_where_they_are_named() -> None:
    cases = [{"rank": rank} for rank in (1, 4, 5, 6, 10, 11, 28, None)]
    (_, bars), _ = layers(rank_chart({"published": {"cases": cases}}))
    counted = {row["rank"]: row["cases"] for row in bars}
    assert counted == {"1": 1, "2": 0, "3": 0, "4–5": 2, "6–10": 2, "11+": 2}


@pytest.mark.parametrize("draw", [reliability_chart, condition_chart, rank_chart])
def test_a_figure_is_one_svg_that_loads_nothing_and_shares_no_id(draw) -> None:  # type: ignore[no-untyped-def]
    svg = to_svg(draw(EVALUATION))
    root = ET.fromstring(svg)  # noqa: S314 - our own output
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not re.search(r"(href|src)=|url\(|@import|<script|<image|\bid=", svg)
    assert "currentColor" in svg
    assert svg == to_svg(draw(EVALUATION))


def test_condition_names_are_in_the_figure_and_whole() -> None:
    svg = to_svg(condition_chart(EVALUATION))
    assert "Facet joint cyst pressing on a lumbar nerve root" in svg
    assert "…" not in svg


def test_hostile_names_are_escaped_and_do_not_stop_the_renderer() -> None:
    svg = to_svg(condition_chart(hostile()))
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_empty_curves_and_conditions_still_draw() -> None:
    evaluation = without_published()
    nothing = {"predicted": [], "observed": [], "counts": []}
    evaluation["reliability"] = {"model": nothing, "posterior": nothing}
    evaluation["by_condition"] = []
    for draw in (reliability_chart, condition_chart, rank_chart):
        assert to_svg(draw(evaluation)).startswith("<svg")


def test_a_png_is_written_at_twice_the_size(tmp_path: Path) -> None:
    path = tmp_path / "ranks.png"
    save_png(rank_chart(EVALUATION), path)
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    size = re.search(r'width="(\d+)" height="(\d+)"', to_svg(rank_chart(EVALUATION)))
    assert size is not None
    assert (width, height) == tuple(PNG_SCALE * int(side) for side in size.groups())
    assert list(tmp_path.iterdir()) == [path]


def test_a_png_that_cannot_be_written_is_a_fault_of_the_place(tmp_path: Path) -> None:
    chart = rank_chart(EVALUATION)
    with pytest.raises(OutputError, match="nowhere"):
        save_png(chart, tmp_path / "nowhere" / "ranks.png")


def test_a_curve_that_is_not_there_is_neither_drawn_nor_named() -> None:
    model = EVALUATION["reliability"]["model"]
    svg = to_svg(reliability_chart({"reliability": {"model": model}}))
    assert "Exact posterior" in to_svg(reliability_chart(EVALUATION))
    assert "Exact posterior" not in svg
    assert "Model" in svg
