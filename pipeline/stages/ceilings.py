"""The alarm for what is too good: above what the literature says can be told at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CaseMatrix
from pipeline.knowledge.studies import load_studies
from pipeline.knowledge.study_schema import NO_CONDITION, Study, StudyFigure
from pipeline.metrics.accuracy import area_under_curve
from pipeline.model import Classifier
from pipeline.replays.study_figures import Drawn, generated_value, published_interval
from pipeline.synthesis.criterion_values import criterion_holds
from pipeline.synthesis.study_population import (
    StudyWorld,
    as_asked,
    has_target,
    reference_study_world,
    sample_study,
)

Floats = NDArray[np.float64]
N_CASES = 20_000


def evaluate_ceilings(
    classifier: Classifier,
    studies: Iterable[Study] | None = None,
    world: StudyWorld | None = None,
    n: int = N_CASES,
) -> list[dict[str, Any]]:
    """Hold a classifier against every published ceiling.

    Parameters
    ----------
    classifier : Classifier
    studies : iterable of Study, optional
        Instead of those that ship with the package.
    world : StudyWorld, optional
        Instead of the shipped knowledge.
    n : int, default=20000
        Cases of each study.

    Returns
    -------
    list of dict
        For each ceiling, its value and interval, the area under the curve of the exact
        posterior and of the classifier on the study's generated people, and whether
        the classifier's lies above the interval (`too_good`): then the generated
        people are easier to tell apart than real ones.

    Raises
    ------
    ProfileError
        If a study is faulty, or its people cannot be generated.
    """
    studies = load_studies().values() if studies is None else studies
    rows: list[dict[str, Any]] = []
    for study in studies:
        ceilings = [figure for figure in study.figures if _is_ceiling(figure)]
        if ceilings:
            world = world or reference_study_world()
            cases = sample_study(study, world, n)
            drawn = Drawn(study, world, cases, has_target(study, cases))
            rows += [_row(figure, drawn, classifier) for figure in ceilings]
    return rows


def _is_ceiling(figure: StudyFigure) -> bool:
    return figure.ceiling is not None and figure.measure == "posterior_auc"


def _row(figure: StudyFigure, drawn: Drawn, classifier: Classifier) -> dict[str, Any]:
    (low, high), _ = published_interval(drawn.study, figure)
    model, given = _model_area(figure, drawn, classifier), figure.given
    return {
        "study": drawn.study.id,
        "title": drawn.study.title,
        "figure": figure.id,
        "given": list(given) if isinstance(given, tuple) else given,
        "n_cases": len(drawn.cases),
        "published": figure.value,
        "interval": [low, high],
        "posterior": generated_value(figure, drawn),
        "model": model,
        "too_good": bool(model > high),
    }


def _model_area(figure: StudyFigure, drawn: Drawn, classifier: Classifier) -> float:
    study, cases, diseased = drawn.study, drawn.cases, drawn.diseased
    if figure.among is not None:
        kept = criterion_holds(figure.among, cases)
        cases, diseased = cases[kept], diseased[kept]
    assert figure.given is not None  # noqa: S101 - held by the schema
    asked = as_asked(study, cases, figure.given, drawn.world.knowledge)
    return area_under_curve(_target_score(study, classifier, asked), diseased)


def _target_score(study: Study, classifier: Classifier, cases: CaseMatrix) -> Floats:
    """Give P(target) as a part of P(any condition of the study's mix).

    A condition counts as far as the study's reference standard calls it diseased.
    Where it calls all of them alike (the others have none of the conditions), the part
    says nothing, and P(target) itself ranks the cases.
    """
    mixed = {key for key, share in study.population.mix.items() if share > 0}
    keys = sorted(mixed - {NO_CONDITION})
    proba = classifier.predict_proba(cases)
    among = proba[:, [classifier.condition_ids.index(key) for key in keys]]
    total = among.sum(axis=1)
    called = np.array([study.called_diseased(key) for key in keys])
    if np.ptp(called) == 0:
        return np.asarray(total, dtype=np.float64)
    # A case that the classifier gives to nobody in the mix is a case like any other.
    middle = np.full(len(cases), called.mean())
    part = np.divide(among @ called, total, out=middle, where=total > 0)
    return np.asarray(part, dtype=np.float64)
