"""One model on the fixed evaluation cases, to be held against another on the same."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from threadpoolctl import threadpool_limits

from pipeline.assess import score_cases
from pipeline.cases import CaseMatrix
from pipeline.cases.digest import cases_digest
from pipeline.gates.case_scores import CaseScores
from pipeline.knowledge import load_knowledge
from pipeline.metrics import log_losses
from pipeline.model import Classifier
from pipeline.model.training import true_columns
from pipeline.stages.by_condition import draw_by_condition
from pipeline.stages.home_mix import home_mix


def score_model(classifier: Classifier, seed: int, n_per_condition: int) -> CaseScores:
    """Score a model case by case, every condition about equally often.

    Given its condition, a case is drawn as it comes, and the probabilities are those
    of the natural mix: the mean of a condition is what its patients would see.

    Parameters
    ----------
    classifier : Classifier
    seed : int
        Of a stream that no training has.
    n_per_condition : int
        About as many cases of each.

    Returns
    -------
    CaseScores
    """
    cases = _drawn(seed, n_per_condition, load_knowledge().digest)
    y_true = true_columns(cases)
    # As in the evaluation: the same bytes on every machine.
    with threadpool_limits(limits=1):
        proba = classifier.predict_proba(cases)
    inside = classifier.prediction_sets(cases, proba)
    rows = np.arange(len(y_true))
    of_truth = proba[rows, y_true]
    ahead = (proba >= of_truth[:, None]).sum(axis=1)
    return CaseScores(
        condition=y_true.astype(np.int8),
        loss=log_losses(y_true, proba).astype(np.float32),
        top1=ahead == 1,
        urgency=score_cases(cases, classifier).urgency,
        in_set=inside[rows, y_true],
        condition_ids=classifier.condition_ids,
        shares=home_mix()[-1],
        cases_digest=cases_digest(cases),
        knowledge_digest=load_knowledge().digest,
        model_digest=classifier.digest,
    )


@lru_cache(maxsize=1)
def _drawn(seed: int, n_per_condition: int, knowledge_digest: str) -> CaseMatrix:
    """Draw once for several models; other knowledge draws other cases."""
    del knowledge_digest
    return draw_by_condition(seed, n_per_condition)
