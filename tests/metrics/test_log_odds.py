from __future__ import annotations

import numpy as np
import pytest

from pipeline.metrics import log_odds


def test_even_odds_are_zero_and_three_to_one_is_log_three() -> None:
    assert log_odds(np.array([0.5, 0.75])).tolist() == pytest.approx([0, np.log(3)])


def test_they_stay_finite_at_the_ends() -> None:
    ends = log_odds(np.array([0.0, 1.0]))
    assert np.isfinite(ends).all()
    assert ends[0] == pytest.approx(-ends[1], rel=1e-6)
