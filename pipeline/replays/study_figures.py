"""One figure of a study: its published interval, and its value on generated cases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CaseMatrix
from pipeline.errors import Fault, ProfileError
from pipeline.knowledge.published_accuracy import published_pair
from pipeline.knowledge.study_schema import (
    AREAS,
    PROPORTIONS,
    Study,
    StudyFigure,
    denominator,
)
from pipeline.metrics.accuracy import (
    Interval,
    area_interval,
    area_under_curve,
    likelihood_ratio_interval,
    odds_ratio_interval,
    two_by_two,
    wilson_interval,
)
from pipeline.synthesis.criterion_values import criterion_holds, criterion_score
from pipeline.synthesis.study_population import StudyWorld, target_posterior

Bools = NDArray[np.bool_]
# The posterior is exact and slow; its area needs fewer cases than a ratio does.
N_POSTERIOR_CASES = 20_000


@dataclass(frozen=True)
class Drawn:
    """The generated population of a study.

    Parameters
    ----------
    study : Study
    world : StudyWorld
    cases : CaseMatrix
    diseased : ndarray of shape (n_cases,), bool
        Who has a condition of the target.
    """

    study: Study
    world: StudyWorld
    cases: CaseMatrix
    diseased: Bools


def published_interval(study: Study, figure: StudyFigure) -> tuple[Interval, str]:
    """Give the interval that a generated figure must lie in, and what it rests on.

    Parameters
    ----------
    study : Study
    figure : StudyFigure

    Returns
    -------
    (float, float)
        95% interval, or the tolerated range.
    {"published", "n", "tolerance"}
        Where it comes from, in order of preference.
    """
    if figure.interval is not None:
        return figure.interval, "published"
    interval = _interval_from_n(study, figure)
    if interval is not None:
        return interval, "n"
    return _tolerated(figure), "tolerance"


def _interval_from_n(study: Study, figure: StudyFigure) -> Interval | None:
    if figure.measure in PROPORTIONS:
        n = denominator(figure)
        return None if n is None else wilson_interval(figure.value, n)
    n_target, n_others = figure.n_target, figure.n_others
    if n_target is None or n_others is None:
        return None
    if figure.measure in AREAS:
        return area_interval(figure.value, n_target, n_others)
    pair = published_pair(study, figure)
    if pair is None or figure.value == 0:
        return None
    return _ratio_interval(figure, pair, n_target, n_others)


def _ratio_interval(
    figure: StudyFigure, pair: Interval, n_target: int, n_others: int
) -> Interval:
    value, (sensitivity, specificity) = figure.value, pair
    if figure.measure == "odds_ratio":
        return odds_ratio_interval(value, sensitivity, n_target, specificity, n_others)
    if figure.measure == "lr_pos":
        shares = (sensitivity, 1 - specificity)
    else:
        shares = (1 - sensitivity, specificity)
    return likelihood_ratio_interval(value, shares[0], n_target, shares[1], n_others)


def _tolerated(figure: StudyFigure) -> Interval:
    value, tolerance = figure.value, figure.tolerance or 0.0
    if figure.measure in (*PROPORTIONS, *AREAS):
        return max(0.0, value - tolerance), min(1.0, value + tolerance)
    return value / tolerance, value * tolerance


def generated_value(figure: StudyFigure, drawn: Drawn) -> float:
    """Work a figure out on the generated population.

    Parameters
    ----------
    figure : StudyFigure
    drawn : Drawn

    Returns
    -------
    float
        Infinite where a ratio divides by nobody.

    Raises
    ------
    ProfileError
        If nobody generated is among the patients that it counts.
    """
    if figure.among is not None:
        kept = criterion_holds(figure.among, drawn.cases)
        drawn = Drawn(drawn.study, drawn.world, drawn.cases[kept], drawn.diseased[kept])
    value = _value(figure, drawn)
    if np.isnan(value):
        raise ProfileError(
            Fault(
                f"studies/{drawn.study.id}.yaml",
                f"figures: {figure.id}",
                "about patients who can be generated",
                "nobody to count",
                "Look at its `test` and `among`, and at the mix.",
            )
        )
    return value


def _value(figure: StudyFigure, drawn: Drawn) -> float:
    if figure.given is not None:
        few = slice(0, N_POSTERIOR_CASES)
        cases = drawn.cases[few]
        chances = target_posterior(drawn.study, cases, figure.given, drawn.world)
        return area_under_curve(chances, drawn.diseased[few])
    assert figure.test is not None  # noqa: S101 - held by the schema
    if figure.measure == "auc":
        score = criterion_score(figure.test, drawn.cases)
        return area_under_curve(score, drawn.diseased)
    positive = criterion_holds(figure.test, drawn.cases)
    if figure.measure == "proportion":
        everybody = np.ones(len(positive), dtype=bool)
        groups = {"target": drawn.diseased, "others": ~drawn.diseased}
        chosen = positive[groups.get(figure.of, everybody)]
        return float(chosen.mean()) if len(chosen) else float("nan")
    table = two_by_two(positive, drawn.diseased)
    return float(getattr(table, figure.measure))
