"""The exact posterior means what it says: of cases given p, a share p has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import norm

from pipeline.cases import NOT_KNOWN, CaseMatrix
from pipeline.synthesis import Network, Request, posterior, sample_cases

N_CASES = 200_000
# A wrong posterior shows in fewer.
N_CASES_OF_WRONG = 60_000
CHUNK = 10_000
EDGES = np.array([0, 1e-3, 0.01, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
# Below this variance a count is too skewed for the normal law.
LEAST_VARIANCE = 15.0
FAMILY_WISE_ALPHA = 1e-3
Rows = NDArray[np.bool_]


@pytest.fixture(scope="module")
def cases() -> CaseMatrix:
    return sample_cases(N_CASES, Request(seed=20_000))


@pytest.fixture(scope="module")
def labels(cases: CaseMatrix, network: Network) -> NDArray[np.bool_]:
    assert cases.condition is not None
    return cases.condition[:, None] == np.array(network.condition_ids, dtype=object)


@pytest.fixture(scope="module")
def exact(cases: CaseMatrix, network: Network) -> NDArray[np.float64]:
    return posterior(cases, network)


def surprises(
    p: NDArray[np.float64], labels: NDArray[np.bool_], cases: CaseMatrix
) -> NDArray[np.float64]:
    """z-scores of observed against expected counts of each condition.

    Within bins of its posterior, and among the cases that share an answer.
    """
    excess, variance = labels - p, p * (1 - p)
    sums: list[np.ndarray] = []
    for part in (excess, variance):
        by_answer = sum(
            _shared_answers(cases[rows]).T @ part[rows] for rows in _chunks(len(p))
        )
        by_bin = [
            np.bincount(np.searchsorted(EDGES, column, side="right"), of_cases)
            for column, of_cases in zip(p.T, part.T, strict=True)
        ]
        sums.append(np.concatenate([np.ravel(by_answer), *by_bin]))
    total, spread = sums
    enough = spread >= LEAST_VARIANCE
    return total[enough] / np.sqrt(spread[enough])


def _chunks(n: int) -> list[slice]:
    return [slice(i, i + CHUNK) for i in range(0, n, CHUNK)]


def _shared_answers(cases: CaseMatrix) -> NDArray[np.float64]:
    """One column an answer: 1 for the cases that gave it."""
    columns = [np.ones((len(cases), 1))]
    columns += [cases.answers == answer for answer in (1, 0, NOT_KNOWN)]
    columns += [cases.sex[:, None] == np.arange(-1, 2)]
    columns += [cases.care_setting[:, None] == np.arange(-1, 3)]
    columns += [cases.pain_score[:, None] == np.arange(11)]
    columns += [cases.age[:, None] // 10 == np.arange(1, 11)]
    columns += [np.log2(cases.duration_days + 1)[:, None] // 1 == np.arange(15)]
    return np.concatenate(columns, axis=1, dtype=np.float64)


def limit(n_scores: int) -> float:
    return float(norm.isf(FAMILY_WISE_ALPHA / 2 / n_scores))


def test_shares_agree_with_the_posterior_in_every_bin(
    cases: CaseMatrix,
    exact: NDArray[np.float64],
    labels: NDArray[np.bool_],
) -> None:
    scores = surprises(exact, labels, cases)
    assert len(scores) > 5000
    assert np.abs(scores).max() < limit(len(scores))
    # Nor may they spread more, or less, than chance spreads them.
    assert np.std(scores) == pytest.approx(1.0, abs=0.15)


def _answered(cases: CaseMatrix, *names: str) -> Rows:
    columns = [cases.finding_ids.index(name) for name in names]
    return (cases.answers[:, columns] != NOT_KNOWN).all(axis=1)


SUBSETS: dict[str, Callable[[CaseMatrix], Rows]] = {
    "care setting unknown": lambda c: c.care_setting == NOT_KNOWN,
    "age or sex unknown": lambda c: np.isnan(c.age) | (c.sex == NOT_KNOWN),
    "duration unknown, persistence known": lambda c: (
        np.isnan(c.duration_days) & _answered(c, "persistent_pain")
    ),
    "child known, parent unknown": lambda c: (
        _answered(c, "dermatomal_pain") & ~_answered(c, "leg_pain")
    ),
    "child and parent known": lambda c: _answered(c, "dermatomal_pain", "leg_pain"),
    "few answers": lambda c: (c.answers != NOT_KNOWN).sum(axis=1) < 15,
    "many answers": lambda c: (c.answers != NOT_KNOWN).sum(axis=1) > 100,
    "the elderly": lambda c: c.age >= 75,
    "emergency": lambda c: c.care_setting == 2,
}


@pytest.mark.parametrize("name", SUBSETS)
def test_shares_agree_among_cases_chosen_by_what_is_known(
    name: str,
    cases: CaseMatrix,
    exact: NDArray[np.float64],
    labels: NDArray[np.bool_],
) -> None:
    rows = SUBSETS[name](cases)
    assert rows.sum() > 1000
    scores = surprises(exact[rows], labels[rows], cases[rows])
    assert np.abs(scores).max() < limit(len(scores))


def _shifted(network: Network, condition: str, finding: str, by: float) -> Network:
    states = network.state_condition == network.condition_ids.index(condition)
    j = network.finding_ids.index(finding)
    present = network.present.copy()
    present[:, :, states, j] = expit(logit(present[:, :, states, j]) + by)
    return replace(network, present=present)


def _more_common(network: Network, condition: str, by: float) -> Network:
    mix = network.case_mix.copy()
    mix[:, network.condition_ids.index(condition)] *= by
    return replace(network, case_mix=mix / mix.sum(axis=1, keepdims=True))


WRONG: dict[str, Callable[[Network], Network]] = {
    "one finding of one condition": lambda n: _shifted(
        n, "disc_herniation", "slr_positive", 0.8
    ),
    "one share of the case mix": lambda n: _more_common(n, "hip_osteoarthritis", 1.25),
    "severity upside down": lambda n: replace(n, severity_mix=n.severity_mix[:, ::-1]),
    "ages two years off": lambda n: replace(n, age=np.roll(n.age, 2, axis=1)),
    "setting weights": lambda n: replace(n, setting_weights=n.setting_weights[::-1]),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_posterior_is_found_out(
    name: str,
    cases: CaseMatrix,
    network: Network,
    labels: NDArray[np.bool_],
) -> None:
    rows = np.arange(N_CASES) < N_CASES_OF_WRONG
    if name == "setting weights":
        rows = SUBSETS["care setting unknown"](cases)
    cases, labels = cases[rows], labels[rows]
    wrong = posterior(cases, WRONG[name](network))
    scores = surprises(wrong, labels, cases)
    assert np.abs(scores).max() > limit(len(scores))
