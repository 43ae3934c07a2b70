"""The decision curve: net benefit against the threshold, strategy by strategy."""

from __future__ import annotations

from typing import Any

import altair as alt

from pipeline.report.figures import COLOURS, INK, WIDTH, styled
from pipeline.report.urgency_tables import PER_1000, STRATEGIES

Item = dict[str, Any]
BAND_OPACITY = 0.18
# Each reaches a contrast of 3 to 1 on white and on the page's dark ground, and each
# line has a dash of its own.
_COLOURS = [*COLOURS, "#2e8b57", "#8a6fc0", "#7a8288"]
_DASHES = [[1, 0], [5, 3], [2, 2], [8, 2], [8, 2, 2, 2]]
HEIGHT = 230
ENDS = ("value", "low", "high")


def decision_chart(decision: Item) -> alt.LayerChart:
    """Draw the net benefit of every strategy at every threshold.

    Parameters
    ----------
    decision : dict
        One of the decisions that `evaluate_urgency` gives.

    Returns
    -------
    altair.LayerChart
        With 95% bands; the level is treating nobody. What is worse than by twice the
        largest benefit is left out: treating everybody soon is.
    """
    names = list(STRATEGIES.values())
    top = PER_1000 * max(row["posterior"]["value"] for row in decision["curve"])
    floor = -2.0 * abs(top)
    rows = [
        {
            "strategy": name,
            "threshold": row["threshold"],
            # Left out, not clipped: a clip has an id that no two drawings share.
            **{end: max(_scaled(row[key], end), floor) for end in ENDS},
        }
        for key, name in STRATEGIES.items()
        for row in decision["curve"]
        if _scaled(row[key], "value") >= floor
    ]
    legend = alt.Legend(
        title=None,
        orient="bottom",
        columns=2,
        symbolType="stroke",
        symbolOpacity=1,
        symbolStrokeWidth=2,
        labelLimit=WIDTH,
    )
    colours = alt.Scale(domain=names, range=_COLOURS)
    dashes = alt.Scale(domain=names, range=_DASHES)
    y = alt.Y(
        "value:Q",
        axis=alt.Axis(title="Net benefit for 1,000 patients", tickCount=5),
    )
    x_axis = alt.Axis(title="Threshold probability", format="%", tickCount=4)
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("threshold:Q", axis=x_axis),
        color=alt.Color("strategy:N", sort=names, scale=colours, legend=legend),
    )
    bands = base.mark_area(opacity=BAND_OPACITY).encode(
        y=alt.Y("low:Q"), y2=alt.Y2("high:Q")
    )
    lines = base.mark_line(strokeWidth=1.5).encode(
        y=y, strokeDash=alt.StrokeDash("strategy:N", sort=names, scale=dashes)
    )
    nobody = alt.Chart(alt.InlineData(values=[{"value": 0}]))
    level = nobody.mark_rule(color=INK, opacity=0.45).encode(y=alt.Y("value:Q"))
    return styled(alt.layer(level, bands, lines), HEIGHT)


def _scaled(told: Item, end: str) -> float:
    """Count for 1,000 patients; without an interval, the figure is both its ends."""
    found = told["value"] if told[end] is None else told[end]
    return PER_1000 * float(found)
