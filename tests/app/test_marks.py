from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.asking.marks import (
    ALL_MARKS,
    HINTS,
    LAYERS,
    REGIONS,
    Mark,
    place_name,
    read,
    written,
)

DRAWING = Path(__file__).parents[2] / "app" / "asking" / "body_chart" / "chart.html"


def test_the_drawing_has_every_place_once_and_no_other() -> None:
    drawn = re.findall(r'data-place="([^"]*)"', DRAWING.read_text("utf-8"))
    assert drawn == list(dict.fromkeys(mark.place for mark in ALL_MARKS))


def test_the_drawing_offers_every_layer_and_each_has_a_hint() -> None:
    offered = re.findall(r'name="layer" value="([^"]*)"', DRAWING.read_text("utf-8"))
    assert offered == list(LAYERS) == list(HINTS)


def test_every_mark_comes_back_as_it_was_written() -> None:
    assert read(written(ALL_MARKS)) == frozenset(ALL_MARKS)
    assert written(reversed(ALL_MARKS)) == written(ALL_MARKS)


@pytest.mark.parametrize("text", ["pain:calf", "pain:calf:middle", "", 7, None, []])
def test_what_is_no_mark_is_left_out(text: object) -> None:
    known = Mark("pain", "calf", "left")
    assert read([text, ":".join(known)]) == {known}


def test_a_name_says_the_side_and_no_two_places_share_one() -> None:
    for layer in LAYERS:
        names = [place_name(mark) for mark in ALL_MARKS if mark.layer == layer]
        assert len(set(names)) == len(names)
    for mark in ALL_MARKS:
        assert (mark.side in place_name(mark).split()) == REGIONS[mark.region].is_sided


def test_lost_feeling_in_the_saddle_area_is_called_new() -> None:
    assert place_name(Mark("numbness", "saddle", "middle")).startswith("new, in the")
    assert place_name(Mark("tingling", "saddle", "middle")).startswith("new, in the")
    assert "new" not in place_name(Mark("pain", "saddle", "middle"))
