"""The learning curve, drawn."""

from __future__ import annotations

from typing import Any

import altair as alt

from pipeline.report.figures import COLOURS, WIDTH, styled
from pipeline.report.learning_tables import learning_curve

Item = dict[str, Any]


def learning_chart(evaluation: Item) -> alt.LayerChart:
    """Draw the regret against the cases, both on logarithmic scales.

    Parameters
    ----------
    evaluation : dict
        As the evaluation stage writes it, with a curve of the chosen candidate.

    Returns
    -------
    altair.LayerChart
    """
    base = alt.Chart(alt.InlineData(values=learning_curve(evaluation))).encode(
        x=alt.X("n_rows:Q", title="Cases learnt from").scale(type="log"),
        y=alt.Y("regret_nats:Q", title="Regret, nats").scale(type="log"),
    )
    line = base.mark_line(color=COLOURS[0], strokeWidth=1.5)
    points = base.mark_point(color=COLOURS[0], filled=True, size=46, opacity=1)
    return styled(alt.layer(line, points), WIDTH)
