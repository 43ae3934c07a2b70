"""How many questions an interview takes: simulated, against the full form."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CaseMatrix
from pipeline.cases.matrix import concatenate
from pipeline.metrics import top_k_accuracy
from pipeline.model import Classifier
from pipeline.model.advice.many import ManyQuestions
from pipeline.model.advice.worth import SMALLEST_WORTH_NATS
from pipeline.model.tiers import asked_tiers, tier_ranks
from pipeline.model.training import true_columns
from pipeline.rules import load_rules
from pipeline.rules.batch import evaluate_batch
from pipeline.stages.interview_play import Floats, Ints, Played, Policy, play_interviews
from pipeline.synthesis import BLOCK_ROWS, Request, sample_cases
from pipeline.terms import Urgency

N_CASES, N_STEPS = 1000, 30
# Of emergencies, as many as this share of the other cases.
EMERGENCY_SHARE = 0.3
# Far from the other cases of the stream; emergencies are picked out of many.
FIRST_EMERGENCY_BLOCK, BLOCKS_AT_ONCE = 1000, 8
CLOSE = {"within_5_points": 0.05, "within_2_points": 0.02}
_EMERGENCY = Urgency.EMERGENCY.rank
_FIRST = 1e6  # before anything that is worth only nats


def by_worth(questions: ManyQuestions) -> Floats:
    """Ask what is worth most: the order of `next_questions`."""
    return questions.worth.order


def by_information(questions: ManyQuestions) -> Floats:
    """Ask what tells the causes apart best, whatever is urgent."""
    return questions.worth.information


def flags_in_order(questions: ManyQuestions) -> Floats:
    """Ask every open emergency flag in the order of findings.yaml, then inform."""
    first = questions.fires & (questions.floor < _EMERGENCY)[:, None]
    rank = _FIRST - questions.candidates
    return np.where(first, rank, questions.worth.information)


POLICIES: dict[str, Policy] = {
    "by worth": by_worth,
    "information only": by_information,
    "red flags in order, then information": flags_in_order,
}


def simulate_interviews(
    classifier: Classifier, seed: int, n: int = N_CASES, steps: int = N_STEPS
) -> dict[str, Any]:
    """Interview simulated patients and compare with the full form.

    The context (age, sex, care setting, duration, pain score) is known from the start.
    Two groups are asked: patients as they come, and patients with an emergency
    condition whose full form fires an emergency rule.

    Parameters
    ----------
    classifier : Classifier
    seed : int
        Of the stream of patients.
    n : int, default=1000
        Patients as they come.
    steps : int, default=30
        Questions of an interview.

    Returns
    -------
    dict
        `n_cases`, `n_emergencies`, `steps`, `stop_below_nats`, `full_form` (top1, top3)
        and `policies`; each has `name`, `top1` and `top3` after 0, 1, ... questions,
        `within_5_points` and `within_2_points` (questions after which the top 3 stay so
        close to the full form's; None when never), `until_rule` and `until_urgent`
        (median, p90 and share never: questions until an emergency rule fires, and until
        rules or model ask for an emergency), and `stop` for the policy that has one.
    """
    patients = sample_cases(n, Request(seed, complete=True))
    emergencies = sample_emergencies(round(n * EMERGENCY_SHARE), seed)
    complete = classifier.predict_proba(patients)
    y_true = true_columns(patients)
    full = {f"top{k}": top_k_accuracy(y_true, complete, k) for k in (1, 3)}
    policies = []
    for name, policy in POLICIES.items():
        common = play_interviews(classifier, patients, policy, steps)
        urgent = play_interviews(classifier, emergencies, policy, steps)
        policies.append(
            {
                "name": name,
                **_curves(common, y_true, full["top3"]),
                "until_rule": _questions_until(urgent.floor == _EMERGENCY),
                "until_urgent": _questions_until(_is_urgent(urgent, classifier)),
                "stop": _stop(common, urgent, y_true) if policy is by_worth else None,
            }
        )
    return {
        "seed": seed,
        "n_cases": len(patients),
        "n_emergencies": len(emergencies),
        "steps": steps,
        "stop_below_nats": SMALLEST_WORTH_NATS,
        "full_form": full,
        "policies": policies,
    }


def sample_emergencies(n: int, seed: int) -> CaseMatrix:
    """Draw complete cases of emergency conditions that fire an emergency rule.

    Parameters
    ----------
    n : int
    seed : int

    Returns
    -------
    CaseMatrix
        In the mix in which they come.
    """
    emergency = tier_ranks() == _EMERGENCY
    found: list[CaseMatrix] = []
    block = FIRST_EMERGENCY_BLOCK
    while not found or sum(map(len, found)) < n:
        rows = BLOCKS_AT_ONCE * BLOCK_ROWS
        cases = sample_cases(rows, Request(seed, complete=True), block * BLOCK_ROWS)
        cases = cases[emergency[true_columns(cases)]]
        found.append(cases[evaluate_batch(cases, load_rules()).floor == _EMERGENCY])
        block += BLOCKS_AT_ONCE
    return concatenate(found)[:n]


def _curves(played: Played, y_true: Ints, full_top3: float) -> dict[str, Any]:
    top1, top3 = (
        [top_k_accuracy(y_true, proba, k) for proba in played.proba] for k in (1, 3)
    )
    return {
        "top1": top1,
        "top3": top3,
        **{key: _stays_above(top3, full_top3 - gap) for key, gap in CLOSE.items()},
    }


def _stays_above(curve: list[float], level: float) -> int | None:
    """Give the first place from which a curve never falls below a level again."""
    below = [k for k, value in enumerate(curve) if value < level]
    first = below[-1] + 1 if below else 0
    return first if first < len(curve) else None


def _is_urgent(played: Played, classifier: Classifier) -> NDArray[np.bool_]:
    asked = [asked_tiers(p, classifier.urgency_thresholds) for p in played.proba]
    urgent: NDArray[np.bool_] = np.maximum(np.stack(asked), played.floor) == _EMERGENCY
    return urgent


def _questions_until(so: NDArray[np.bool_]) -> dict[str, float | None]:
    """Count questions until something is first so, case by case.

    Parameters
    ----------
    so : ndarray of shape (n_steps + 1, n_cases), bool
    """
    first = np.where(so.any(axis=0), so.argmax(axis=0), np.inf)
    return {
        "median": _quantile(first, 0.5),
        "p90": _quantile(first, 0.9),
        "never": float(np.isinf(first).mean()),
    }


def _quantile(counts: Floats, share: float) -> float | None:
    """Give the number that a share of the cases needs; None where it is never."""
    # One that occurs, because the middle between a number and never is no number.
    value = float(np.quantile(counts, share, method="inverted_cdf"))
    return None if np.isinf(value) else value


def _stop(common: Played, urgent: Played, y_true: Ints) -> dict[str, Any]:
    """Tell where the stop rule ends interviews, and what it misses."""
    until = _questions_until(common.value < SMALLEST_WORTH_NATS)
    at = _stop_places(common)
    proba = common.proba[at, np.arange(len(at))]
    fired = urgent.floor[_stop_places(urgent), np.arange(urgent.floor.shape[1])]
    return {
        **until,
        "top3": top_k_accuracy(y_true, proba, 3),
        "emergency_rule_fired": float((fired == _EMERGENCY).mean()),
    }


def _stop_places(played: Played) -> Ints:
    """Give the number of questions at which each interview ends."""
    below = played.value < SMALLEST_WORTH_NATS
    places = np.where(below.any(axis=0), below.argmax(axis=0), len(below))
    return np.asarray(places, dtype=np.int64)
