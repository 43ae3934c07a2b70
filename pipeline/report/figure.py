"""A chart with its words."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt


@dataclass(frozen=True)
class Figure:
    """A chart, what it shows in words, and what to read from it."""

    chart: alt.LayerChart
    label: str
    caption: str
    tall: bool = False
