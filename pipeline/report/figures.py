"""Figures of an evaluation, drawn without a browser and without a network.

Text and axes take the colour of the page around them, so that a figure set into a page
is read in light and in dark; the two series differ in shape and dash, not in colour
alone.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

from pipeline.cases import write_aside
from pipeline.report.words import printable, without_brackets

Item = dict[str, Any]
MODEL, CEILING = "Model", "Exact posterior"
SERIES = [MODEL, CEILING]
# The model is drawn last, on top of what it is measured against.
DRAWN = ((CEILING, "posterior"), (MODEL, "model"))
# Both reach a contrast of 3 to 1 on white and on the page's dark ground.
COLOURS = ["#2f7fc8", "#c96a12"]
SHAPES = ["circle", "diamond"]
INK = "currentColor"
# The renderer measures text in a font as wide as these; a wider one needs the padding.
FONT = "Arial, Helvetica, sans-serif"
PADDING = {"left": 24, "top": 5, "right": 24, "bottom": 5}
SMALL = 11
WIDTH, ROW_HEIGHT = 270, 19
NARROW, LONGEST_LABEL = 190, 240
PNG_SCALE = 2
RANKS = ("1", "2", "3", "4–5", "6–10", "11+")
_RANK_ENDS = (1, 2, 3, 5, 10)


def reliability_chart(evaluation: Item) -> alt.LayerChart:
    """Draw how often the top-ranked condition is right against its probability.

    Parameters
    ----------
    evaluation : dict
        As the evaluation stage writes it; a curve that it lacks is not drawn.

    Returns
    -------
    altair.LayerChart
        The model and the exact posterior in bins of equal mass, with the diagonal on
        which probabilities come true.
    """
    curves = evaluation["reliability"]
    drawn = [name for name, key in DRAWN[::-1] if key in curves]
    rows = [
        {"series": name, "predicted": predicted, "observed": observed}
        for name, key in DRAWN
        if key in curves
        for predicted, observed in zip(
            curves[key]["predicted"], curves[key]["observed"], strict=True
        )
    ]
    ends = alt.InlineData(values=[{"x": 0, "y": 0}, {"x": 1, "y": 1}])
    diagonal = (
        alt.Chart(ends)
        .mark_line(color=INK, strokeDash=[4, 4], opacity=0.45)
        .encode(x="x:Q", y="y:Q")
    )
    x = unit_axis("predicted", "Probability of the condition ranked first")
    y = alt.Y("observed:Q", **unit_axis_settings("How often it was the true one"))
    curve = alt.Chart(alt.InlineData(values=rows)).encode(x=x, y=y, color=colour(drawn))
    dash = alt.StrokeDash("series:N", sort=SERIES, legend=None).scale(
        domain=SERIES, range=[[1, 0], [5, 3]]
    )
    lines = curve.mark_line(strokeWidth=1.5).encode(strokeDash=dash)
    points = curve.mark_point(filled=True, size=46, opacity=1).encode(
        shape=shape(drawn)
    )
    return styled(alt.layer(diagonal, lines, points), WIDTH)


def condition_chart(evaluation: Item) -> alt.LayerChart:
    """Draw for each condition how often it is ranked first when it is the cause.

    Parameters
    ----------
    evaluation : dict
        As the evaluation stage writes it.

    Returns
    -------
    altair.LayerChart
        One row a condition, the hardest last; the line between the two marks is how
        far the model falls short.
    """
    rows = [
        {
            # A control character would abort the renderer, and Python with it.
            "name": printable(without_brackets(row["name"])),
            MODEL: row["top1"],
            CEILING: row["posterior_top1"],
        }
        for row in evaluation["by_condition"]
    ]
    rows = [row for row in rows if row[CEILING] is not None]
    rows.sort(key=lambda row: (-row[CEILING], row["name"]))
    points = [
        {"name": row["name"], "series": series, "top1": row[series]}
        for row in rows
        for series, _ in DRAWN
    ]
    label = alt.Axis(title=None, labelLimit=LONGEST_LABEL, ticks=False)
    y = alt.Y("name:N", sort=[row["name"] for row in rows], axis=label)
    x = unit_axis("top1", "Share of its cases where it is ranked first")
    gaps = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_rule(color=INK, opacity=0.35)
        .encode(y=y, x=alt.X(f"{MODEL}:Q"), x2=alt.X2(f"{CEILING}:Q"))
    )
    marks = (
        alt.Chart(alt.InlineData(values=points))
        .mark_point(filled=True, size=46, opacity=1)
        .encode(y=y, x=x, color=colour(), shape=shape())
    )
    return styled(alt.layer(gaps, marks), max(len(rows), 1) * ROW_HEIGHT, NARROW)


def rank_chart(evaluation: Item) -> alt.LayerChart:
    """Draw where the true cause of the published cases stood in the model's list.

    Parameters
    ----------
    evaluation : dict
        As the evaluation stage writes it.

    Returns
    -------
    altair.LayerChart
        Published cases by rank; those with another cause have no rank and are left out.
    """
    ranks = [case["rank"] for case in evaluation["published"]["cases"]]
    found = Counter(_rank_group(rank) for rank in ranks if rank is not None)
    rows = [{"rank": rank, "cases": found[rank]} for rank in RANKS]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X(
            "rank:N",
            sort=list(RANKS),
            axis=alt.Axis(title="Rank of the true cause", labelAngle=0, ticks=False),
        ),
        y=alt.Y("cases:Q", axis=None),
    )
    bars = base.mark_bar(color=COLOURS[0])
    counts = base.mark_text(dy=-7, color=INK, fontSize=SMALL).encode(text="cases:Q")
    return styled(alt.layer(bars, counts), WIDTH // 2)


def _rank_group(rank: int) -> str:
    return RANKS[sum(rank > end for end in _RANK_ENDS)]


def unit_axis_settings(title: str) -> Item:
    """Give scale and axis of a probability."""
    axis = alt.Axis(title=title, format="%", values=[0, 0.25, 0.5, 0.75, 1])
    return {"scale": alt.Scale(domain=[0, 1]), "axis": axis}


def unit_axis(name: str, title: str) -> alt.X:
    """Lay a probability out along the horizontal axis."""
    return alt.X(f"{name}:Q", **unit_axis_settings(title))


def _legend() -> alt.Legend:
    return alt.Legend(title=None, orient="top", direction="horizontal")


def colour(drawn: list[str] = SERIES) -> alt.Color:
    """Give each of the drawn series its colour."""
    colours = [COLOURS[SERIES.index(name)] for name in drawn]
    scale = alt.Scale(domain=drawn, range=colours)
    return alt.Color("series:N", sort=SERIES, scale=scale, legend=_legend())


def shape(drawn: list[str] = SERIES) -> alt.Shape:
    """Give each of the drawn series its shape."""
    shapes = [SHAPES[SERIES.index(name)] for name in drawn]
    scale = alt.Scale(domain=drawn, range=shapes)
    return alt.Shape("series:N", sort=SERIES, scale=scale, legend=_legend())


def styled(chart: alt.LayerChart, height: int, width: int = WIDTH) -> alt.LayerChart:
    """Give a chart the size, ink and font of the page around it."""
    axis = {
        "labelColor": INK,
        "titleColor": INK,
        "domainColor": INK,
        "domainOpacity": 0.4,
        "tickColor": INK,
        "tickOpacity": 0.4,
        "gridColor": INK,
        "gridOpacity": 0.12,
        "labelFontSize": SMALL,
        "titleFontSize": SMALL,
        "titleFontWeight": "normal",
    }
    return (
        chart.properties(width=width, height=height, background="transparent")
        .configure(font=FONT, padding=PADDING)
        .configure_axis(**axis)
        .configure_legend(labelColor=INK, labelFontSize=SMALL)
        .configure_view(stroke=None)
    )


def to_svg(chart: alt.TopLevelMixin) -> str:
    """Render a chart as SVG.

    Parameters
    ----------
    chart : altair chart

    Returns
    -------
    str
        One `svg` element that loads nothing.
    """
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict(), vl_version=_version())
    return svg


def save_png(chart: alt.TopLevelMixin, path: Path) -> None:
    """Write a chart as PNG on white.

    Parameters
    ----------
    chart : altair chart
    path : Path

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    spec = {**chart.to_dict(), "background": "white"}
    png = vl_convert.vegalite_to_png(spec, vl_version=_version(), scale=PNG_SCALE)
    with write_aside(path) as aside:
        aside.write_bytes(png)


def _version() -> str:
    """Give the grammar's version, as the renderer names it."""
    return ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
