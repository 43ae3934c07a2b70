"""Timing a callable several times, and telling the result as one line."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def median_seconds(run: Callable[[], object], repeats: int) -> float:
    """Median wall time of a few runs, after one that warms up."""
    run()
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def tell(what: str, ours: str, rival: str, ratio: float) -> None:
    print(f"{what:<34}{ours:>22}   {rival:<52}{ratio:>9.1f}x", flush=True)
