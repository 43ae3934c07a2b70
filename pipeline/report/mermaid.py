"""Small pictures in Mermaid's language, where no other picture can stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline.report.words import share

Item = dict[str, Any]
_PLAIN = str.maketrans(dict.fromkeys('"`<>[]\\', " "))


def reliability_picture(evaluation: Item) -> str:
    """Draw how often the first-ranked condition was right, over its probability."""
    curve = evaluation["reliability"]["model"]
    return _chart(
        "Ranked first: how often right (bars), its probability (line), %",
        [str(i) for i in range(1, len(curve["predicted"]) + 1)],
        [("bar", curve["observed"]), ("line", curve["predicted"])],
    )


def carried_picture(evaluation: Item) -> str:
    """Draw how the share in the first three falls away from home."""
    rows = [row for row in evaluation["circularity"] if row["top3"] is not None]
    return _chart(
        "True cause in the first three, %",
        [row["id"].replace("_", " ") for row in rows],
        [("bar", [row["top3"] for row in rows])],
    )


def _chart(
    title: str, names: Iterable[str], drawn: Iterable[tuple[str, Iterable[float]]]
) -> str:
    """Write a chart of shares; its numbers are those that the tables show."""
    axis = ", ".join(f'"{name.translate(_PLAIN)}"' for name in names)
    series = [
        f"  {kind} [{', '.join(share(value).rstrip('%') for value in values)}]"
        for kind, values in drawn
    ]
    lines = [
        "```mermaid",
        "xychart-beta",
        f'  title "{title}"',
        f"  x-axis [{axis}]",
        "  y-axis 0 --> 100",
        *series,
        "```",
    ]
    return "\n".join(lines)
