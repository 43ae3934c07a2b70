"""What a replay of published studies may not show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.replays.replay import StudyResult, summarise_replay
from pipeline.stages.params import ReplayParams


def failed_checks(
    results: Sequence[StudyResult], gates: ReplayParams | None = None
) -> list[str]:
    """Say what a replay may not show.

    Parameters
    ----------
    results : sequence of StudyResult
    gates : ReplayParams, optional
        Shares to be reached; they hold for all studies together.

    Returns
    -------
    list of str
        Empty when every miss is explained, no ceiling is passed, and the gates hold.
    """
    lines = []
    for result in results:
        for figure in result.figures:
            name = f"{result.id}: {figure.id}"
            if figure.kind == "ceiling" and not figure.inside:
                lines.append(f"{name} is too good: above the top of what was published")
            elif not figure.inside and not figure.explain:
                lines.append(f"{name} lies outside and is not explained")
    if gates is not None:
        lines += _failed_gates(summarise_replay(results), gates)
    return lines


def _failed_gates(counts: dict[str, Any], gates: ReplayParams) -> list[str]:
    lines = []
    for kind in ("consistency", "validation"):
        n, inside = counts[kind]["n"], counts[kind]["inside"]
        least = getattr(gates, kind)
        if inside < least * n:
            lines.append(
                f"{kind}: {inside} of {n} inside ({inside / n:.1%}); it must be at"
                f" least {least:.0%}"
            )
    return lines
