import numpy as np
import pytest

from pipeline.metrics import resample
from pipeline.metrics.net_benefit import net_benefit, resampled_net_benefit

# Ten patients, three of them ill; five alarms, of which two are right.
EVENTS = np.array([1, 1, 1, 0, 0, 0, 0, 0, 0, 0], dtype=bool)
TREATED = np.array([1, 1, 0, 1, 1, 1, 0, 0, 0, 0], dtype=bool)


@pytest.mark.parametrize(
    ("threshold", "worth"),
    [
        # Two found of ten, less three false alarms at odds of a quarter: 0.2 - 0.075.
        (0.2, 0.125),
        # At odds of a ninth: a fifth less a thirtieth.
        (0.1, 1 / 6),
        # At one half, a false alarm undoes a true one: 2/10 - 3/10.
        (0.5, -0.1),
    ],
)
def test_a_worked_example(threshold: float, worth: float) -> None:
    assert net_benefit(EVENTS, TREATED, threshold) == pytest.approx(worth)


def test_treating_all_and_treating_none_are_as_the_paper_has_them() -> None:
    everybody = np.ones(10, dtype=bool)
    # Prevalence less (1 - prevalence) times the odds: 0.3 - 0.7 * 0.25.
    assert net_benefit(EVENTS, everybody, 0.2) == pytest.approx(0.125)
    # Where the threshold is the prevalence, treating all is worth nothing.
    assert net_benefit(EVENTS, everybody, 0.3) == pytest.approx(0.0)
    assert net_benefit(EVENTS, ~everybody, 0.2) == 0.0
    assert net_benefit(EVENTS, EVENTS, 0.2) == pytest.approx(0.3)


def test_each_resample_counts_its_own_patients_whatever_their_order() -> None:
    times = resample((np.arange(10),), 6, seed=2)
    treated = np.column_stack([TREATED, EVENTS])
    told = resampled_net_benefit(EVENTS, treated, 0.2, times)
    assert told[0] == pytest.approx([0.125, 0.3])
    for drawn, row in zip(times.T.astype(int), told[1:], strict=True):
        again = np.repeat(np.arange(10), drawn)
        assert row[0] == pytest.approx(net_benefit(EVENTS[again], TREATED[again], 0.2))
    order = np.random.default_rng(1).permutation(10)
    shuffled = resampled_net_benefit(EVENTS[order], treated[order], 0.2, times[order])
    assert shuffled == pytest.approx(told)
