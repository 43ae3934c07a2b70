"""The evaluation beyond the headline figures: everything that is promised, measured."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CaseMatrix
from pipeline.metrics import log_losses
from pipeline.model import Classifier
from pipeline.model.case_mix import reference_rows, reweight
from pipeline.stages.calibration import evaluate_calibration
from pipeline.stages.calibration_cases import Reading, read_flat
from pipeline.stages.discrimination import evaluate_discrimination
from pipeline.stages.headline import evaluate_headline
from pipeline.stages.home_mix import home_mix, level_mix
from pipeline.stages.intervals import evaluate_intervals
from pipeline.stages.interview import simulate_interviews
from pipeline.stages.leaning import evaluate_leaning
from pipeline.stages.outsiders import evaluate_outsiders
from pipeline.stages.params import InDepthParams
from pipeline.stages.robustness import evaluate_robustness
from pipeline.stages.sets import evaluate_sets
from pipeline.stages.shift import evaluate_shift
from pipeline.stages.subgroups import evaluate_subgroups
from pipeline.stages.urgency import evaluate_urgency

Floats = NDArray[np.float64]


def evaluate_in_depth(
    classifier: Classifier, natural: Reading, params: InDepthParams
) -> dict[str, Any]:
    """Evaluate everything that is promised beyond the headline figures.

    Parameters
    ----------
    classifier : Classifier
    natural : Reading
        The held-out cases.
    params : InDepthParams

    Returns
    -------
    dict
        One entry for each; `outsiders` and `intervals` are None for a classifier that
        does without.
    """
    asked = params.calibration
    flat = read_flat(classifier, asked.seed, asked.n_per_condition)
    sets, intervals = params.sets, params.intervals
    return {
        "regret_by_condition": regret_by_condition(flat),
        "calibration_in_depth": evaluate_calibration(
            natural, flat, asked.seed, asked.n_resamples
        ),
        "sets_in_depth": evaluate_sets(
            classifier, sets.seed, sets.n_per_condition, sets.n_cases, sets.n_worlds
        ),
        "outsiders": _outsiders(classifier, params),
        "shift": evaluate_shift(classifier, params.shift.seed, params.shift.n),
        "interviews": simulate_interviews(
            classifier,
            params.interviews.seed,
            params.interviews.n,
            params.interviews.steps,
        ),
        "intervals": evaluate_intervals(
            classifier, intervals.seed, intervals.n_worlds, intervals.n_cases
        ),
        **_for_whom(classifier, natural, flat, params),
    }


def _for_whom(
    classifier: Classifier, natural: Reading, flat: Reading, params: InDepthParams
) -> dict[str, Any]:
    """Evaluate what is told apart, what is missed, for whom, and how firmly."""
    return {
        "headline_intervals": evaluate_headline(natural, **dict(params.headline)),
        "discrimination": evaluate_discrimination(
            natural, flat, **dict(params.discrimination)
        ),
        "urgency": evaluate_urgency(classifier, **dict(params.urgency)),
        "subgroups": evaluate_subgroups(classifier, natural, **dict(params.subgroups)),
        "robustness": evaluate_robustness(classifier, **dict(params.robustness)),
        "leaning": evaluate_leaning(classifier, natural, **dict(params.leaning)),
    }


def regret_by_condition(flat: Reading) -> list[dict[str, Any]]:
    """Compare the log loss of model and posterior on the cases of each condition.

    The cases are drawn with every condition equally common, because natural ones are
    too few; both readers are taken back to the natural case mix.

    Parameters
    ----------
    flat : Reading
        Both at equal shares.

    Returns
    -------
    list of dict
        `condition`, `n_cases`, and `regret_nats` with its standard error `regret_se`.
    """
    natural = reference_rows(home_mix(), flat.cases.care_setting)
    level = np.array([share for _, share in level_mix()])
    losses = [
        log_losses(flat.y_true, reweight(proba, level, natural))
        for proba in (flat.proba, flat.exact)
    ]
    regret = losses[0] - losses[1]
    rows = []
    for c, condition in enumerate(sorted(set(_labels(flat.cases)))):
        own = regret[flat.y_true == c]
        error = float(np.std(own, ddof=1) / np.sqrt(len(own)))
        rows.append(
            {
                "condition": condition,
                "n_cases": len(own),
                "regret_nats": float(own.mean()),
                "regret_se": error,
            }
        )
    return rows


def _labels(cases: CaseMatrix) -> list[str]:
    return [] if cases.condition is None else [str(label) for label in cases.condition]


def _outsiders(classifier: Classifier, params: InDepthParams) -> dict[str, Any] | None:
    """Count flags of outsiders and, falsely, of insiders."""
    typicality = classifier.typicality
    if typicality is None:
        return None

    def flags(cases: CaseMatrix) -> NDArray[np.bool_]:
        return typicality.flags(typicality.score_rows(classifier.schema.encode(cases)))

    return evaluate_outsiders(flags, params.outsiders)
