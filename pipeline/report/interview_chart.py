"""The curve of simulated interviews."""

from __future__ import annotations

from typing import Any

import altair as alt

from pipeline.report.figures import COLOURS, INK, WIDTH, styled

Item = dict[str, Any]
HEIGHT = 180
DASHES = [[1, 0], [5, 3], [2, 2], [8, 2]]
# Policies beyond the two colours differ by dash alone.
_SHADES = [*COLOURS, *COLOURS]


def interview_chart(interviews: Item) -> alt.LayerChart:
    """Draw how often the true cause is in the first three as questions are asked.

    Parameters
    ----------
    interviews : dict
        As `simulate_interviews` gives it.

    Returns
    -------
    altair.LayerChart
        One line for each policy, and the full form as a level.
    """
    names = [policy["name"] for policy in interviews["policies"]]
    rows = [
        {"policy": policy["name"], "questions": k, "top3": value}
        for policy in interviews["policies"]
        for k, value in enumerate(policy["top3"])
    ]
    y_axis = alt.Axis(title="True cause in the first three", format="%")
    legend = alt.Legend(title=None, orient="bottom", columns=1, labelLimit=WIDTH)
    colours = alt.Scale(domain=names, range=_SHADES[: len(names)])
    dashes = alt.Scale(domain=names, range=DASHES[: len(names)])
    lines = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(strokeWidth=1.5)
        .encode(
            x=alt.X("questions:Q", axis=alt.Axis(title="Questions asked")),
            y=alt.Y("top3:Q", axis=y_axis, scale=alt.Scale(domain=[0, 1])),
            color=alt.Color("policy:N", sort=names, scale=colours, legend=legend),
            strokeDash=alt.StrokeDash("policy:N", sort=names, scale=dashes),
        )
    )
    full = alt.InlineData(values=[{"top3": interviews["full_form"]["top3"]}])
    level = alt.Chart(full).mark_rule(color=INK, opacity=0.45).encode(y="top3:Q")
    return styled(alt.layer(level, lines), HEIGHT)
