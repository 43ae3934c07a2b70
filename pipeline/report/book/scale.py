"""Scales of charts: from values to places in percent."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_STEPS = (1.0, 2.0, 5.0)
_MOST_TICKS = 8
# Ratios beyond these say no more than "very large" and "very small".
_LEAST_RATIO, _LARGEST_RATIO = 1e-4, 1e4


@dataclass(frozen=True)
class Scale:
    """From values to places along a strip.

    Parameters
    ----------
    low, high : float
        Values at its two ends.
    ticks : tuple of (float, str)
        Where lines stand, and what is written at them.
    is_log : bool, default=False
    """

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    is_log: bool = False

    def place(self, value: float) -> float:
        """Give the place in percent; what lies outside stands at the end.

        Examples
        --------
        >>> PERCENT.place(0.36), PERCENT.place(1.7)
        (36.0, 100.0)
        """
        inside = min(max(value, self.low), self.high)
        if self.is_log:
            share = math.log(inside / self.low) / math.log(self.high / self.low)
        else:
            share = (inside - self.low) / (self.high - self.low)
        return 100.0 * share


PERCENT = Scale(0.0, 1.0, tuple((i / 4, f"{25 * i}%") for i in range(5)))
AREA = Scale(0.0, 1.0, tuple((i / 4, f"{i / 4:g}") for i in range(5)))


def ratio_scale(values: Sequence[float]) -> Scale:
    """Make a logarithmic scale that holds all values, and 1.

    Examples
    --------
    >>> scale = ratio_scale([0.4, 3.7])
    >>> [label for value, label in scale.ticks]
    ['0.2', '0.5', '1', '2', '5']
    """
    usable = [value for value in values if _LEAST_RATIO <= value <= _LARGEST_RATIO]
    low, high = min([*usable, 1.0]), max([*usable, 1.0])
    first = math.floor(math.log10(low))
    last = math.ceil(math.log10(high))
    steps = [s * 10.0**power for power in range(first, last + 1) for s in _STEPS]
    below = [step for step in steps if step <= low]
    above = [step for step in steps if step >= high]
    ends = max(below), max(min(above), 2.0)
    inner = [step for step in steps if ends[0] <= step <= ends[1]]
    if len(inner) > _MOST_TICKS:
        inner = [10.0**power for power in range(first, last + 1)]
        ends = min(inner[0], ends[0]), max(inner[-1], ends[1])
    return Scale(*ends, tuple((step, f"{step:g}") for step in inner), is_log=True)
