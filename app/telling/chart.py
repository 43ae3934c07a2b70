"""The most likely causes as horizontal bars."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import altair as alt

ROW_PIXELS = 36
BAR_PIXELS = 18
FONT_PIXELS = 13
NAME_CHARACTERS = 34
TEXT_COLOUR = "#1f2933"
# Room to the right of the longest bar for its number.
HEADROOM = 1.35
COLOURS = {
    "Emergency": "#b3261e",
    "Urgent": "#c2620c",
    "Soon": "#a98200",
    "Routine": "#5b84ad",
}


@dataclass(frozen=True)
class Bar:
    """One condition in the chart.

    Parameters
    ----------
    name : str
        The condition, in words.
    probability : float
        In [0, 1].
    label : str
        What is written at the end of the bar.
    tier : str
        The urgency of the condition itself, in words.
    """

    name: str
    probability: float
    label: str
    tier: str


def probability_chart(bars: Sequence[Bar]) -> alt.LayerChart:
    """Draw probabilities as horizontal bars, each with its number in words.

    Parameters
    ----------
    bars : sequence of Bar
        Most probable first; the chart keeps their order.

    Returns
    -------
    alt.LayerChart
    """
    top = max((bar.probability for bar in bars), default=1.0)
    rows = [{**asdict(bar), "lines": _in_lines(bar.name)} for bar in bars]
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y(
            "lines:N",
            sort=[row["lines"] for row in rows],
            title=None,
            axis=alt.Axis(
                # A label that is a list is drawn on as many lines.
                labelExpr="split(datum.value, '\\n')",
                labelColor=TEXT_COLOUR,
                labelFontSize=FONT_PIXELS,
                labelLimit=0,
                labelOverlap=False,
                # Two lines are centred on their bar by half a line.
                labelOffset={
                    "condition": {
                        "test": "indexof(datum.value, '\\n') > 0",
                        "value": -FONT_PIXELS / 2,
                    },
                    "value": 0,
                },
                ticks=False,
                domain=False,
            ),
        ),
        x=alt.X(
            "probability:Q",
            axis=None,
            scale=alt.Scale(domain=[0, top * HEADROOM]),
        ),
        tooltip=[
            alt.Tooltip("name:N", title="Condition"),
            alt.Tooltip("label:N", title="Probability"),
            alt.Tooltip("tier:N", title="If it is this"),
        ],
    )
    drawn = base.mark_bar(cornerRadiusEnd=3, height=BAR_PIXELS).encode(
        color=alt.Color(
            "tier:N",
            scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
            legend=None,
        )
    )
    written = base.mark_text(
        align="left", dx=6, fontSize=FONT_PIXELS, color=TEXT_COLOUR
    ).encode(text="label:N")
    return (drawn + written).properties(
        height=ROW_PIXELS * max(len(bars), 1),
        description="; ".join(f"{bar.name}: {bar.label}" for bar in bars),
    )


def _in_lines(name: str) -> str:
    return "\n".join(textwrap.wrap(name, NAME_CHARACTERS))
