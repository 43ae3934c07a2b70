from dataclasses import replace

import numpy as np
import pytest

from pipeline.metrics import log_odds
from pipeline.model.spread import KNOTS, LEAST_SPREAD, Spread

FLAT = Spread(
    from_row=np.zeros((2, 1), dtype=np.float32),
    hidden_bias=np.zeros(1, dtype=np.float32),
    to_size=np.zeros((1, 2), dtype=np.float32),
    size_bias=np.array([1.0, -3.0], dtype=np.float32),
    below=np.tile([2.0, 1.0], (len(KNOTS), 1)),
    above=np.tile([3.0, 1.0], (len(KNOTS), 1)),
)
ROW = np.zeros((1, 2), dtype=np.float32)


def test_the_interval_reaches_down_and_up_by_multiples_of_the_mean_shift() -> None:
    low, high = FLAT.interval(ROW, np.array([[0.5, 0.2]]))
    assert log_odds(low)[0] == pytest.approx([-2.0, np.log(0.25) - LEAST_SPREAD])
    assert log_odds(high)[0] == pytest.approx([3.0, np.log(0.25) + LEAST_SPREAD])


def test_the_reach_changes_smoothly_from_knot_to_knot() -> None:
    rising = np.tile(np.arange(len(KNOTS), dtype=float)[:, None], (1, 2))
    spread = replace(FLAT, above=rising)
    half_way = (log_odds(np.array(KNOTS[2])) + log_odds(np.array(KNOTS[3]))) / 2
    for place, reach in ((half_way, 2.5), (-9.0, 0.0), (9.0, len(KNOTS) - 1.0)):
        proba = np.full((1, 2), 1 / (1 + np.exp(-place)))
        _, high = spread.interval(ROW, proba)
        assert log_odds(high)[0, 0] - place == pytest.approx(reach, abs=1e-6)
