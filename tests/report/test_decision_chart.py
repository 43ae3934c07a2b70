from __future__ import annotations

from typing import Any

from pipeline.report.decision_chart import decision_chart
from pipeline.report.figures import to_svg
from pipeline.report.urgency_tables import STRATEGIES
from tests.report.qualities import qualities, told

DECISION = qualities()["urgency"]["decisions"][0]


def test_every_strategy_is_named() -> None:
    svg = to_svg(decision_chart(DECISION))
    for name in STRATEGIES.values():
        assert name in svg


def test_what_is_far_worse_than_nothing_is_left_out() -> None:
    curve = [
        {**row, "all": told(-1.0 if row["threshold"] == 0.3 else -0.0109)}
        for row in DECISION["curve"]
    ]
    chart = decision_chart({**DECISION, "curve": curve}).to_dict()
    rows = [row for layer in chart["layer"] for row in _values(chart, layer)]
    points = [row for row in rows if row.get("strategy") == "Everybody"]
    assert {row["threshold"] for row in points} == {0.01, 0.1}
    # The band ends where the drawing does: twice the largest benefit, below nothing.
    assert {round(row["low"], 6) for row in points} == {-11.0}


def _values(chart: dict[str, Any], layer: dict[str, Any]) -> list[dict[str, Any]]:
    data = layer["data"]
    found = data.get("values") or chart["datasets"][data["name"]]
    return list(found)


def test_where_nothing_helps_it_is_still_drawn() -> None:
    curve = [
        {**dict.fromkeys(DECISION["curve"][0], told(-at)), "threshold": at}
        for at in (0.1, 0.2)
    ]
    assert "<svg" in to_svg(decision_chart({**DECISION, "curve": curve}))
