from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import altair as alt
import pytest

from pipeline.report.calibration_charts import gap_chart, slope_chart
from pipeline.report.figures import CEILING, MODEL, to_svg
from tests.report.calibrated import EACH, TOP, Item, calibrated
from tests.report.sample import HOSTILE

FIGURES = calibrated()


def layers(chart: alt.LayerChart) -> list[tuple[Item, list[Item]]]:
    """Give each layer with the rows that it draws."""
    spec = chart.to_dict()
    parts = []
    for layer in spec["layer"]:
        data = layer.get("data", spec.get("data"))
        parts.append((layer, spec["datasets"][data["name"]]))
    return parts


def test_the_gap_is_what_was_observed_less_what_was_predicted() -> None:
    (_, level), (band, rows), (lines, _) = layers(gap_chart(FIGURES, TOP))
    assert [point["y"] for point in level] == [0, 0]
    curve = FIGURES["curves"][TOP]["model"]
    drawn = [row for row in rows if row["series"] == MODEL]
    assert [row["predicted"] for row in drawn] == curve["predicted"]
    for row, observed, high in zip(
        drawn, curve["observed"], curve["high"], strict=True
    ):
        assert row["gap"] == pytest.approx(observed - row["predicted"])
        assert row["high"] == pytest.approx(high - row["predicted"])
    assert rows[-1]["series"] == MODEL, "the model is drawn on top"
    assert (band["mark"]["type"], lines["mark"]["type"]) == ("area", "line")


def test_a_point_without_a_band_is_its_own() -> None:
    figures = calibrated()
    curve = figures["curves"][TOP]["model"]
    curve["low"][3] = curve["high"][3] = None
    (_, _), (_, rows), _ = layers(gap_chart(figures, TOP))
    row = [row for row in rows if row["series"] == MODEL][3]
    assert row["low"] == row["high"] == row["gap"]


def test_slopes_go_from_the_lowest_and_the_strip_is_where_they_should_be() -> None:
    (_, strip), (_, _), (marks, points) = layers(slope_chart(FIGURES))
    assert strip == [{"from": 0.95, "to": 1.05}]
    assert len(points) == 56
    first = marks["encoding"]["y"]["sort"][0]
    assert first == "Facet joint cyst pressing on a lumbar nerve root"
    told = {row["series"]: row for row in points if row["name"] == first}
    assert told[MODEL]["value"] == 0.92
    assert told[CEILING]["value"] == 0.999


def test_a_condition_without_a_slope_is_left_out() -> None:
    figures = calibrated()
    figures["by_condition"][4]["posterior"]["slope"]["value"] = None
    assert len(layers(slope_chart(figures))[-1][1]) == 54


@pytest.mark.parametrize(
    "chart", [gap_chart(FIGURES, TOP), gap_chart(FIGURES, EACH), slope_chart(FIGURES)]
)
def test_a_figure_is_one_svg_that_loads_nothing(chart: alt.LayerChart) -> None:
    svg = to_svg(chart)
    assert ET.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314
    assert not re.search(r"(href|src)=|url\(|@import|<script|<image|\bid=", svg)
    assert "Exact posterior" in svg
    assert "Model" in svg


def test_hostile_names_are_escaped_and_do_not_stop_the_renderer() -> None:
    figures = calibrated()
    figures["by_condition"][0]["name"] = HOSTILE
    svg = to_svg(slope_chart(figures))
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_no_condition_with_a_slope_still_draws() -> None:
    assert to_svg(slope_chart({**FIGURES, "by_condition": []})).startswith("<svg")
