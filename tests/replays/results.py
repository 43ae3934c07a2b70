"""What a replay can have found of one figure."""

from __future__ import annotations

from dataclasses import replace

from pipeline.replays.replay import FigureResult, StudyResult


def results(*figures: FigureResult) -> list[StudyResult]:
    return [StudyResult("s", "T", "Q?", "C", 100, figures)]


FIGURE = FigureResult(
    id="f",
    measure="sensitivity",
    published=0.4,
    interval=(0.3, 0.5),
    interval_from="n",
    generated=0.45,
    inside=True,
    kind="validation",
    cited_by=(),
    explain=None,
    note=None,
)
OUTSIDE = replace(FIGURE, generated=0.7, inside=False)
EXPLAINED = replace(OUTSIDE, explain="These patients were older.")
TOO_GOOD = replace(OUTSIDE, kind="ceiling", explain="It is.")
