"""A figure with its interval, in words."""

from __future__ import annotations

from typing import Any

from pipeline.report.words import MISSING, number, share

Item = dict[str, Any]


def number_with_ends(told: Item, decimals: int = 3) -> str:
    """Write a number with its interval.

    Examples
    --------
    >>> number_with_ends({"value": 0.9107, "low": 0.9051, "high": 0.9157})
    '0.911 (0.905 to 0.916)'
    >>> number_with_ends({"value": 0.9107, "low": None, "high": None})
    '0.911'
    """
    return _with_ends(told, lambda value: number(value, decimals))


def share_with_ends(told: Item) -> str:
    """Write a share with its interval.

    Examples
    --------
    >>> share_with_ends({"value": 0.7007, "low": 0.6989, "high": 0.7027})
    '70.1% (69.9 to 70.3)'
    """
    return _with_ends(told, share).replace("% to ", " to ").replace("%)", ")")


def _with_ends(told: Item, show: Any) -> str:
    value = told["value"]
    if value is None:
        return MISSING
    if told["low"] is None or told["high"] is None:
        return str(show(_unsigned(value)))
    low, high = (show(_unsigned(told[end])) for end in ("low", "high"))
    return f"{show(_unsigned(value))} ({low} to {high})"


def _unsigned(value: float) -> float:
    """Drop the sign of what rounds to nothing."""
    return round(value, 6) + 0.0
