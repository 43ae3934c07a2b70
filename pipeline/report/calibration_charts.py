"""Figures of calibration in depth, in the manner of the others."""

from __future__ import annotations

from typing import Any

import altair as alt

from pipeline.report.figures import (
    DRAWN,
    INK,
    LONGEST_LABEL,
    MODEL,
    NARROW,
    ROW_HEIGHT,
    SERIES,
    WIDTH,
    colour,
    shape,
    styled,
    unit_axis,
)
from pipeline.report.words import printable, without_brackets

Item = dict[str, Any]
BAND_OPACITY = 0.22
TITLES = {
    "top_label": "Probability of the condition ranked first",
    "each_condition": "Probability of any one condition",
}


def gap_chart(calibration: Item, what: str) -> alt.LayerChart:
    """Draw how far smooth reliability curves lie from the diagonal.

    A good curve cannot be told from the diagonal by eye; how far it lies from it can.

    Parameters
    ----------
    calibration : dict
        As `evaluate_calibration` gives it.
    what : {"top_label", "each_condition"}
        Whose probability is judged.

    Returns
    -------
    altair.LayerChart
        Observed frequency less predicted probability, of the model and the exact
        posterior, with their 95% bands; probabilities that come true lie on the line.
    """
    rows = [
        {"series": name, **point}
        for name, key in DRAWN
        for point in _gaps(calibration["curves"][what][key])
    ]
    ends = alt.InlineData(values=[{"x": 0, "y": 0}, {"x": 1, "y": 0}])
    level = (
        alt.Chart(ends)
        .mark_line(color=INK, strokeDash=[4, 4], opacity=0.45)
        .encode(x="x:Q", y="y:Q")
    )
    x = unit_axis("predicted", TITLES[what])
    axis = alt.Axis(title="Observed less predicted", format="+.1%", tickCount=5)
    curve = alt.Chart(alt.InlineData(values=rows)).encode(x=x)
    band = curve.mark_area(opacity=BAND_OPACITY).encode(
        y=alt.Y("low:Q", axis=axis),
        y2=alt.Y2("high:Q"),
        color=_stroked(),
    )
    dash = alt.StrokeDash("series:N", sort=SERIES, legend=None).scale(
        domain=SERIES, range=[[1, 0], [5, 3]]
    )
    lines = curve.mark_line(strokeWidth=1.5).encode(
        y=alt.Y("gap:Q", axis=axis), strokeDash=dash, color=_stroked()
    )
    return styled(alt.layer(level, band, lines), WIDTH)


def _stroked() -> alt.Color:
    """Colour by series, with lines in the legend that the band does not pale."""
    legend = alt.Legend(
        title=None,
        orient="top",
        direction="horizontal",
        symbolType="stroke",
        symbolOpacity=1,
        symbolStrokeWidth=2,
    )
    return colour().legend(legend)


def _gaps(curve: Item) -> list[Item]:
    """Turn columns into rows; a point without a band is its own."""
    names = ("predicted", "observed", "low", "high")
    rows = zip(*(curve[name] for name in names), strict=True)
    return [
        {
            "predicted": x,
            "gap": y - x,
            "low": (y if low is None else low) - x,
            "high": (y if high is None else high) - x,
        }
        for x, y, low, high in rows
    ]


def slope_chart(calibration: Item) -> alt.LayerChart:
    """Draw the calibration slope of each condition with its interval.

    Parameters
    ----------
    calibration : dict
        As `evaluate_calibration` gives it.

    Returns
    -------
    altair.LayerChart
        One row a condition, the lowest slope of the model first; the shaded strip is
        where slopes are to lie. Conditions without a slope are left out.
    """
    told = [
        row
        for row in calibration["by_condition"]
        if all(row[key]["slope"]["value"] is not None for _, key in DRAWN)
    ]
    told.sort(key=lambda row: (row["model"]["slope"]["value"], row["name"]))
    # A control character would abort the renderer, and Python with it.
    names = [printable(without_brackets(row["name"])) for row in told]
    points = [
        {"name": label, "series": series, **row[key]["slope"]}
        for row, label in zip(told, names, strict=True)
        for series, key in DRAWN
    ]
    low, high = calibration["summary"]["slope_limits"]
    strip = (
        alt.Chart(alt.InlineData(values=[{"from": low, "to": high}]))
        .mark_rect(color=INK, opacity=0.12)
        .encode(x=alt.X("from:Q"), x2=alt.X2("to:Q"))
    )
    label = alt.Axis(title=None, labelLimit=LONGEST_LABEL, ticks=False)
    y = alt.Y("name:N", sort=names, axis=label)
    x = alt.X(
        "value:Q",
        scale=alt.Scale(zero=False),
        axis=alt.Axis(title="Calibration slope (right: 1)", tickCount=5),
    )
    base = alt.Chart(alt.InlineData(values=points)).encode(y=y, color=colour())
    spans = (
        base.transform_filter(f"datum.series == '{MODEL}'")
        .mark_rule(opacity=0.6)
        .encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"))
    )
    marks = base.mark_point(filled=True, size=46, opacity=1).encode(x=x, shape=shape())
    height = max(len(names), 1) * ROW_HEIGHT
    return styled(alt.layer(strip, spans, marks), height, NARROW)
