"""Figures with their intervals, row by row, in the manner of the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from pipeline.report.figures import (
    INK,
    LONGEST_LABEL,
    MODEL,
    NARROW,
    ROW_HEIGHT,
    SERIES,
    colour,
    shape,
    styled,
)
from pipeline.report.words import printable, without_brackets

Item = dict[str, Any]
SMALL, LARGE = 30, 80


def spans(name: str, **told: Item) -> list[Item]:
    """Give the rows of one name, one for each series, `ceiling` drawn first.

    Parameters
    ----------
    name : str
    **told : dict
        `model`, and `posterior` if there is one: `value`, `low` and `high`.
    """
    # A control character would abort the renderer, and Python with it.
    label = printable(without_brackets(name))
    series = dict(zip(("model", "posterior"), SERIES, strict=True))
    return [
        {"name": label, "series": series[who], **_whole(told[who])}
        for who in ("posterior", "model")
        if who in told and told[who]["value"] is not None
    ]


def _whole(told: Item) -> Item:
    """Give a figure without an interval one of no width."""
    value = told["value"]
    ends = {end: value if told[end] is None else told[end] for end in ("low", "high")}
    return {"value": value, **ends}


def span_chart(
    rows: Sequence[Item], title: str, form: str, level: float | None = None
) -> alt.LayerChart:
    """Draw a mark with its interval for each name and series.

    Parameters
    ----------
    rows : sequence of dict
        As `spans` gives them, in the order of the names.
    title : str
        Of the axis.
    form : str
        How its numbers are written.
    level : float, optional
        Where a line is drawn to compare with.

    Returns
    -------
    altair.LayerChart
    """
    names = list(dict.fromkeys(row["name"] for row in rows))
    drawn = [name for name in SERIES if any(row["series"] == name for row in rows)]
    label = alt.Axis(title=None, labelLimit=LONGEST_LABEL, ticks=False)
    y = alt.Y("name:N", sort=names, axis=label)
    axis = alt.Axis(title=title, format=form, tickCount=4)
    x = alt.X("value:Q", scale=alt.Scale(zero=False), axis=axis)
    base = alt.Chart(alt.InlineData(values=list(rows))).encode(
        y=y, color=colour(drawn or SERIES)
    )
    bars = base.mark_rule(opacity=0.6).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"))
    # What lies below is drawn larger, so that it is seen where both agree.
    size = alt.condition(
        f"datum.series == '{MODEL}'", alt.value(SMALL), alt.value(LARGE)
    )
    marks = base.mark_point(filled=True, opacity=1).encode(
        x=x, size=size, shape=shape(drawn or SERIES)
    )
    layers = [bars, marks]
    if level is not None:
        line = alt.Chart(alt.InlineData(values=[{"at": level}]))
        dash = line.mark_rule(color=INK, strokeDash=[4, 4], opacity=0.45)
        layers.insert(0, dash.encode(x=alt.X("at:Q")))
    return styled(alt.layer(*layers), max(len(names), 1) * ROW_HEIGHT, NARROW)
