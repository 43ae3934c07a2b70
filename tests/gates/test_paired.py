from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import bootstrap, norm

from pipeline.gates.case_scores import CaseScores
from pipeline.gates.paired import LEVEL, Paired, compare
from tests.gates.made_scores import IDS, SHARES, made_scores

N_RESAMPLES = 4000
EMERGENCIES = IDS[:1]


def compared(challenger: CaseScores, champion: CaseScores) -> Paired:
    return compare(challenger, champion, EMERGENCIES, 3, N_RESAMPLES, seed=1)


def moved(scores: CaseScores, by: float, spread: float = 0.1) -> CaseScores:
    rng = np.random.default_rng(7)
    noise = rng.normal(by, spread, len(scores)).astype(np.float32)
    return replace(scores, loss=scores.loss + noise)


def test_the_interval_of_one_condition_is_that_of_a_paired_bootstrap() -> None:
    champion = made_scores()
    challenger = moved(champion, 0.02)
    own = champion.condition == 1
    pair = (challenger.loss[own].astype(float), champion.loss[own].astype(float))
    wanted = bootstrap(
        pair,
        lambda a, b, axis: np.mean(a, axis=axis) - np.mean(b, axis=axis),
        paired=True,
        vectorized=True,
        n_resamples=N_RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(3),
    ).confidence_interval
    found = compared(challenger, champion).by_condition["disc_herniation"]
    assert found.value == pytest.approx((pair[0] - pair[1]).mean())
    # The two draw apart: their ends differ by what resampling leaves open.
    assert found.low == pytest.approx(wanted.low, abs=5e-4)
    assert found.high == pytest.approx(wanted.high, abs=5e-4)


def test_the_whole_is_weighted_back_to_the_natural_mix() -> None:
    champion = made_scores()
    challenger = moved(champion, 0.02)
    apart = (challenger.loss - champion.loss).astype(float)
    means = np.array([apart[champion.condition == j].mean() for j in range(3)])
    errors = np.array([apart[champion.condition == j].std() for j in range(3)])
    overall = compared(challenger, champion).overall
    assert overall.value == pytest.approx(means @ SHARES)
    error = np.sqrt(((np.array(SHARES) * errors) ** 2 / 300).sum())
    wanted = overall.value + norm.ppf(1 - LEVEL) * error
    assert overall.bound == pytest.approx(wanted, abs=5e-4)
    assert overall.n_cases == len(champion)


def test_the_bounds_of_the_conditions_hold_for_all_together() -> None:
    champion = made_scores()
    found = compared(moved(champion, 0.0), champion).by_condition
    apart = moved(champion, 0.0).loss - champion.loss
    for j, condition in enumerate(IDS):
        own = apart[champion.condition == j].astype(float)
        error = own.std() / np.sqrt(len(own))
        wanted = own.mean() + norm.ppf(1 - LEVEL / 3) * error
        assert found[condition].bound == pytest.approx(wanted, abs=1e-3)
        assert found[condition].bound > found[condition].high - 1e-3


def test_a_model_beside_itself_differs_by_nothing() -> None:
    found = compared(made_scores(), made_scores())
    for one in (found.overall, found.missed, *found.by_condition.values()):
        assert (one.value, one.low, one.high, one.bound) == (0, 0, 0, 0)


def test_the_order_of_the_cases_changes_nothing() -> None:
    champion = made_scores()
    challenger = moved(champion, 0.01)
    order = np.random.default_rng(2).permutation(len(champion))

    def shuffled(scores: CaseScores) -> CaseScores:
        names = ("condition", "loss", "top1", "urgency", "in_set")
        return replace(scores, **{name: getattr(scores, name)[order] for name in names})

    again = compared(shuffled(challenger), shuffled(champion))
    first = compared(challenger, champion)
    assert again.overall.bound == pytest.approx(first.overall.bound, abs=1e-12)
    for key, found in first.by_condition.items():
        assert again.by_condition[key].bound == pytest.approx(found.bound, abs=1e-12)


def test_emergencies_called_less_are_counted_among_emergencies_alone() -> None:
    champion = made_scores()
    urgency = champion.urgency.copy()
    urgency[:30] = 1
    urgency[champion.condition == 2] = 0
    found = compared(replace(champion, urgency=urgency), champion).missed
    assert found.value == pytest.approx(0.1)
    assert found.n_cases == 300
    assert found.low > 0.05


def test_cases_that_are_not_the_same_are_not_paired() -> None:
    with pytest.raises(ValueError, match="the same cases"):
        compared(made_scores(cases_digest="others"), made_scores())
