from __future__ import annotations

import math
import re

import pytest

from pipeline.report.book.chart import SHAPES, Mark, axis, key_mark, strip
from pipeline.report.book.scale import AREA, PERCENT, Scale, ratio_scale
from pipeline.report.book.words import SETTINGS
from tests.report.book.reading import BookPage

MARK = Mark(0.36, 0.334, 0.387, "spine_clinic", "36%; Capra <2011>", tone="figure")


def test_every_setting_has_a_shape_of_its_own() -> None:
    assert {*SETTINGS, "pooled", "not_stated"} == set(SHAPES)
    assert len(set(SHAPES.values())) == len(SHAPES)


def test_a_mark_stands_at_its_value_with_its_interval() -> None:
    drawn = strip(PERCENT, [[MARK]], "Straight-leg raise")
    assert '<line x1="33.40%" x2="38.70%" y1="14" y2="14"/>' in drawn
    assert '<svg x="36.00%" y="14" overflow="visible">' in drawn
    assert '<g class="mark spine_clinic figure">' in drawn
    page = BookPage(drawn)
    assert page.open == []
    assert page.unnamed_pictures == 0
    assert page.text == "Straight-leg raise 36%; Capra <2011>"


def test_lanes_lie_below_each_other_and_make_the_strip_taller() -> None:
    one = strip(PERCENT, [[MARK]], "a")
    three = strip(PERCENT, [[MARK], [MARK], [MARK, MARK]], "a")
    assert re.findall(r'<svg x="36.00%" y="(\d+)"', three) == ["14", "26", "38", "38"]
    heights = [re.findall(r"min-height:(\d+)px", s) for s in (one, three)]
    assert heights == [["26"], ["50"]]


def test_what_anybody_has_is_shaded_up_to_a_tick() -> None:
    drawn = strip(PERCENT, [[MARK]], "a", usual=0.14)
    assert '<rect class="usual" width="14.00%" height="100%"/>' in drawn
    assert '<line class="usual" x1="14.00%" x2="14.00%"' in drawn
    assert "usual" not in strip(PERCENT, [[MARK]], "a")


def test_a_published_interval_is_a_bar_with_its_value_as_a_line() -> None:
    drawn = strip(PERCENT, [[Mark(0.5, 0.4, 0.7, "bar", "published")]], "a")
    assert '<rect x="40.00%" y="10" width="30.00%" height="8"/>' in drawn
    assert '<line class="value" x1="50.00%" x2="50.00%" y1="8" y2="20"/>' in drawn


def test_a_judged_mark_is_hollow() -> None:
    judged = Mark(0.5, 0.4, 0.7, "pooled", "judged", is_hollow=True)
    assert '<g class="mark pooled hollow">' in strip(PERCENT, [[judged]], "a")
    assert '<g class="mark mixed hollow">' in key_mark("mixed", is_hollow=True)


def test_the_axis_names_its_ends_without_leaving_the_strip() -> None:
    drawn = axis(PERCENT)
    assert re.findall(r'text-anchor="(\w+)">([^<]+)<', drawn) == [
        ("start", "0%"),
        ("middle", "25%"),
        ("middle", "50%"),
        ("middle", "75%"),
        ("end", "100%"),
    ]
    assert 'aria-hidden="true"' in drawn


def test_equal_ratios_are_equally_far_apart() -> None:
    scale = Scale(0.1, 10.0, (), is_log=True)
    assert [scale.place(v) for v in (0.1, 1.0, 10.0)] == pytest.approx([0, 50, 100])
    assert scale.place(2.0) - scale.place(1.0) == pytest.approx(
        scale.place(4.0) - scale.place(2.0)
    )


@pytest.mark.parametrize(
    "values",
    [
        [0.4, 3.7],
        [5.2, 0.8, 35.2, 2.2],
        [1.0],
        [0.002, 0.05],
        [300.0, 2000.0],
        [0.0, math.inf, math.nan, 2.0],
        [0.001, 900.0],
    ],
)
def test_a_scale_of_ratios_holds_all_values_and_one(values: list[float]) -> None:
    scale = ratio_scale(values)
    finite = [v for v in values if 0 < v < math.inf]
    assert scale.low <= min([*finite, 1.0])
    assert scale.high >= max([*finite, 1.0])
    assert scale.low < scale.high
    assert 2 <= len(scale.ticks) <= 9
    assert 1.0 in [round(value, 9) for value, _ in scale.ticks]
    for value in (0.0, math.inf):
        assert 0.0 <= scale.place(value) <= 100.0


def test_areas_are_written_as_decimals() -> None:
    assert [label for _, label in AREA.ticks] == ["0", "0.25", "0.5", "0.75", "1"]
