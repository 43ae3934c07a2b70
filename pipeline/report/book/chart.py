"""Dot-and-interval strips: small SVG pictures that are as wide as the page lets them.

A strip has one lane a mark. Places along it are percentages, so that it can be drawn
without knowing how wide it will be; marks keep their size. Colours stand in style.css.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from pipeline.report.book.scale import Scale
from pipeline.report.words import printable

LANE, FIRST_LANE, LAST_LANE = 12.0, 14.0, 12.0
_HALF_BAR = 4.0
AXIS_HEIGHT, AXIS_BASELINE = 16, 12
_LEFT_END, _RIGHT_END = 8.0, 92.0
# Outlines about the origin, by the setting in which a study saw its patients.
SHAPES = {
    "pooled": "M-5.5,0a5.5,5.5 0 1,0 11,0a5.5,5.5 0 1,0 -11,0Z",
    "general_population": "M0,-5.2L1.4,-1.7 5,-1.6 2.2,.7 3.2,4.3 0,2.2 -3.2,4.3"
    " -2.2,.7 -5,-1.6 -1.4,-1.7Z",
    "primary_care": "M-3.6,-3.6H3.6V3.6H-3.6Z",
    "spine_clinic": "M0,-5L5,0 0,5 -5,0Z",
    "surgical_series": "M0,-4.8L4.8,3.7H-4.8Z",
    "emergency": "M0,4.8L4.8,-3.7H-4.8Z",
    "mixed": "M-1.6,-4.6H1.6V-1.6H4.6V1.6H1.6V4.6H-1.6V1.6H-4.6V-1.6H-1.6Z",
    "not_stated": "M-3.4,0a3.4,3.4 0 1,0 6.8,0a3.4,3.4 0 1,0 -6.8,0Z",
}


@dataclass(frozen=True)
class Mark:
    """One value with its interval, in a lane of its own.

    Parameters
    ----------
    value, low, high : float
    shape : str
        One of SHAPES, or `bar`: the interval as a bar with the value as its line.
    title : str
        Shown when the pointer rests on it.
    is_hollow : bool, default=False
    tone : str, optional
        A class more, for its colour.
    """

    value: float
    low: float
    high: float
    shape: str
    title: str
    is_hollow: bool = False
    tone: str = ""


def strip(
    scale: Scale,
    lanes: Sequence[Sequence[Mark]],
    title: str,
    usual: float | None = None,
) -> Markup:
    """Draw the marks of one row.

    Parameters
    ----------
    scale : Scale
    lanes : sequence of sequences of Mark
        Marks of one lane lie on each other, the first one below.
    title : str
        All that it shows, in words.
    usual : float, optional
        What anybody has: a tick, with the ground before it shaded.

    Returns
    -------
    Markup
        An SVG element in a span: it grows to the height of its row.
    """
    height = FIRST_LANE + LANE * (len(lanes) - 1) + LAST_LANE
    parts = [_upright("grid", scale.place(value)) for value, _ in scale.ticks]
    if usual is not None:
        at = scale.place(usual)
        parts.append(f'<rect class="usual" width="{at:.2f}%" height="100%"/>')
        parts.append(_upright("usual", at))
    for i, lane in enumerate(lanes):
        y = FIRST_LANE + LANE * i
        parts += [_mark(scale, mark, y) for mark in lane]
    return Markup(  # noqa: S704 - every text in it was escaped
        f'<span class="strip" style="min-height:{height:g}px">'
        '<svg role="img" width="100%" height="100%">'
        f"<title>{escape(printable(title))}</title>{''.join(parts)}</svg></span>"
    )


def axis(scale: Scale) -> Markup:
    """Write the values along the top of a chart; readers of the words skip it."""
    texts = "".join(
        f'<text x="{scale.place(value):.2f}%" y="{AXIS_BASELINE}"'
        f' text-anchor="{_anchor(scale.place(value))}">{escape(label)}</text>'
        for value, label in scale.ticks
    )
    return Markup(  # noqa: S704 - every text in it was escaped
        f'<svg class="axis" aria-hidden="true" width="100%" height="{AXIS_HEIGHT}">'
        f"{texts}</svg>"
    )


def key_mark(shape: str, is_hollow: bool = False) -> Markup:
    """Draw one mark by itself, for the key of a chart."""
    tone = _classes(shape, is_hollow, "")
    return Markup(  # noqa: S704 - no text in it
        '<svg class="key-mark" aria-hidden="true" width="14" height="14">'
        f'<g class="{tone}"><path d="{SHAPES[shape]}" transform="translate(7 7)"/></g>'
        "</svg>"
    )


def _mark(scale: Scale, mark: Mark, y: float) -> str:
    low, at, high = (scale.place(v) for v in (mark.low, mark.value, mark.high))
    if mark.shape == "bar":
        top = y - _HALF_BAR
        drawn = (
            f'<rect x="{low:.2f}%" y="{top:g}" width="{max(high - low, 0.3):.2f}%"'
            f' height="{2 * _HALF_BAR:g}"/>'
            + _line("value", at, top - 2, y + _HALF_BAR + 2)
        )
    else:
        # A nested picture is the one thing that can be moved by a percentage.
        drawn = (
            f'<line x1="{low:.2f}%" x2="{high:.2f}%" y1="{y:g}" y2="{y:g}"/>'
            f'<svg x="{at:.2f}%" y="{y:g}" overflow="visible">'
            f'<path d="{SHAPES[mark.shape]}"/></svg>'
        )
    classes = _classes(mark.shape, mark.is_hollow, mark.tone)
    title = escape(printable(mark.title))
    return f'<g class="{classes}"><title>{title}</title>{drawn}</g>'


def _classes(shape: str, is_hollow: bool, tone: str) -> str:
    return " ".join(filter(None, ("mark", shape, "hollow" if is_hollow else "", tone)))


def _line(name: str, at: float, top: float, bottom: float) -> str:
    return (
        f'<line class="{name}" x1="{at:.2f}%" x2="{at:.2f}%"'
        f' y1="{top:g}" y2="{bottom:g}"/>'
    )


def _upright(name: str, at: float) -> str:
    """Draw a line from the top to the bottom, however tall the row is."""
    return f'<line class="{name}" x1="{at:.2f}%" x2="{at:.2f}%" y1="0" y2="100%"/>'


def _anchor(at: float) -> str:
    """Keep the words of the two ends inside."""
    if at < _LEFT_END:
        return "start"
    return "end" if at > _RIGHT_END else "middle"
