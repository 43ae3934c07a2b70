from __future__ import annotations

from app.telling.chart import COLOURS, Bar, probability_chart
from app.words import TIERS

BARS = [
    Bar("Lumbar disc herniation", 0.62, "62%", "Routine"),
    Bar("Cauda equina syndrome", 0.004, "under 1%", "Emergency"),
]


def test_bars_keep_their_order_and_carry_their_numbers() -> None:
    drawn = probability_chart(BARS).to_dict()
    bars, words = drawn["layer"]
    assert bars["encoding"]["y"]["sort"] == [bar.name for bar in BARS]
    assert words["encoding"]["text"]["field"] == "label"
    assert [row["label"] for row in drawn["data"]["values"]] == ["62%", "under 1%"]


def test_the_chart_reads_itself_out() -> None:
    description = probability_chart(BARS).to_dict()["description"]
    assert description == "Lumbar disc herniation: 62%; Cauda equina syndrome: under 1%"


def test_every_tier_has_its_colour() -> None:
    assert list(COLOURS) == [words.name for words in TIERS.values()]
    assert len(set(COLOURS.values())) == len(COLOURS)


def test_a_certain_condition_still_leaves_room_for_its_number() -> None:
    drawn = probability_chart([Bar("Muscle strain", 1.0, "over 99%", "Routine")])
    scale = drawn.to_dict()["layer"][0]["encoding"]["x"]["scale"]
    assert scale["domain"][1] > 1.0
