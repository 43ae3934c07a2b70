"""What the model leans on: how much worse it reads when one answer is mixed up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CaseMatrix
from pipeline.cases.case import CONTEXT_FIELDS
from pipeline.metrics import log_losses
from pipeline.metrics.resampled import resampled_means
from pipeline.model import Classifier
from pipeline.stages.calibration_cases import Reading
from pipeline.stages.told import told
from pipeline.synthesis import posterior, reference_network

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Item = dict[str, Any]
N_SHOWN = 20


def evaluate_leaning(
    classifier: Classifier, natural: Reading, seed: int, n: int, n_resamples: int
) -> Item:
    """Permute the answers to one question after the other among the patients.

    A question is worth to a reader what its log loss rises by. What is unknown is
    permuted with the answers, so that as much is known of the question as before.

    Parameters
    ----------
    classifier : Classifier
    natural : Reading
        The held-out cases.
    seed : int
        Of the permutation and of the resamples.
    n : int
        Cases of it to look at, from the first.
    n_resamples : int

    Returns
    -------
    dict
        `n_cases`, `n_questions`, and of the 20 that the model leans on most `rows`, the
        greatest rise first: `field`, `share_known`, and `model` and `posterior`, the
        rise of their log loss with `value`, `low` and `high`.

    References
    ----------
    .. [1] Breiman: Random forests, Mach Learn 2001, doi:10.1023/A:1010933404324.
    """
    read = _first(natural, n)
    times = read.resampled(n_resamples, seed)
    order = np.random.default_rng(seed).permutation(len(read.cases))
    fields = (*read.cases.finding_ids, *CONTEXT_FIELDS)

    def rises(
        reads: Callable[[CaseMatrix], Floats], before: Floats, key: str
    ) -> Floats:
        mixed = reads(permuted(read.cases, key, order))
        return log_losses(read.y_true, mixed) - before

    model = log_losses(read.y_true, read.proba)
    of_model = {key: rises(classifier.predict_proba, model, key) for key in fields}
    # Ties, of questions without any answer, are told by their place in the list.
    first = sorted(fields, key=lambda key: -float(of_model[key].mean()))[:N_SHOWN]
    best, network = log_losses(read.y_true, read.exact), reference_network()
    rows = []
    for key in first:
        of_best = rises(lambda cases: posterior(cases, network), best, key)
        both = resampled_means(np.column_stack([of_model[key], of_best]), times)
        rows.append(
            {
                "field": key,
                "share_known": _share_known(read.cases, key),
                "model": told(both[:, 0]),
                "posterior": told(both[:, 1]),
            }
        )
    return {
        "seed": seed,
        "n_cases": len(read.cases),
        "n_resamples": n_resamples,
        "n_questions": len(fields),
        "rows": rows,
    }


def _first(read: Reading, n: int) -> Reading:
    rows = slice(0, n)
    return Reading(
        read.name,
        read.cases[rows],
        read.y_true[rows],
        read.proba[rows],
        read.exact[rows],
    )


def permuted(cases: CaseMatrix, field: str, order: Ints) -> CaseMatrix:
    """Give each patient the answer of another to one question.

    Parameters
    ----------
    cases : CaseMatrix
    field : str
        A finding, or a field of the context.
    order : ndarray of shape (n_cases,)
        Whose answer each gets.

    Returns
    -------
    CaseMatrix
    """
    if field in cases.finding_ids:
        j = cases.finding_ids.index(field)
        answers = cases.answers.copy()
        answers[:, j] = answers[order, j]
        return replace(cases, answers=answers)
    return replace(cases, **{field: getattr(cases, field)[order]})


def _share_known(cases: CaseMatrix, field: str) -> float:
    if field in cases.finding_ids:
        known = cases.answers[:, cases.finding_ids.index(field)] >= 0
    else:
        values = getattr(cases, field)
        known = ~np.isnan(values) & (values >= 0)
    return float(known.mean())
