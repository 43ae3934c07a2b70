import numpy as np
import pytest

from pipeline.metrics import resample
from pipeline.metrics.net_benefit import net_benefit
from pipeline.model.tiers import tier_ranks
from pipeline.stages.decisions import STRATEGIES, THRESHOLDS, decision_curve
from pipeline.stages.merged import Merged
from pipeline.terms import Urgency

EMERGENCY, ROUTINE = (int(np.flatnonzero(tier_ranks() == rank)[0]) for rank in (3, 0))
N = 6


def merged(chances: list[float], ranks: list[int]) -> Merged:
    proba = np.zeros((N, len(tier_ranks())))
    proba[:, EMERGENCY] = chances
    proba[:, ROUTINE] = 1.0 - np.array(chances)
    urgency = np.array(ranks)
    return Merged(proba, proba, urgency, urgency, urgency, urgency)


def test_each_strategy_acts_as_it_says() -> None:
    y_true = np.array([EMERGENCY, EMERGENCY, *[ROUTINE] * 4])
    read = merged([0.9, 0.12, 0.2, 0.06, 0.0, 0.0], [3, 0, 3, 3, 1, -1])
    times = resample((np.arange(N),), 4, seed=1)
    told = decision_curve(Urgency.EMERGENCY, read, y_true, times)
    assert [row["threshold"] for row in told["curve"]] == list(THRESHOLDS)
    assert (told["n_cases"], told["n_events"]) == (N, 2)
    row = next(row for row in told["curve"] if row["threshold"] == 0.10)
    assert set(row) == {"threshold", *STRATEGIES}
    events = y_true == EMERGENCY
    acting = np.array([1, 1, 1, 0, 0, 0], dtype=bool)
    fired = np.array([1, 0, 1, 1, 0, 0], dtype=bool)
    assert row["model"]["value"] == pytest.approx(net_benefit(events, acting, 0.1))
    assert row["rules"]["value"] == pytest.approx(net_benefit(events, fired, 0.1))
    # By hand: two of six found, one false alarm at odds of a ninth.
    assert row["model"]["value"] == pytest.approx(2 / 6 - 1 / 54)


def test_a_decision_for_the_same_day_counts_what_is_worse_too() -> None:
    y_true = np.array([EMERGENCY, *[ROUTINE] * 5])
    times = resample((np.arange(N),), 3, seed=1)
    told = decision_curve(
        Urgency.URGENT_SAME_DAY, merged([0.5] * N, [2] * N), y_true, times
    )
    assert told["n_events"] == 1
    first = told["curve"][0]
    assert first["rules"] == pytest.approx(first["all"])
