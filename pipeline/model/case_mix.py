"""From one case mix to another: what changes when conditions are rarer or commoner.

A probability of a condition is its likelihood times its share; where the findings of
each condition stay what they are, a new share takes the place of the old one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CARE_SETTINGS, NOT_KNOWN

Floats = NDArray[np.float64]
# One row for each care setting as in CARE_SETTINGS, the last for an unknown one.
ReferenceMix = tuple[tuple[float, ...], ...]
# Added to every count of labels (Jeffreys), so that no share is nothing.
PSEUDO_CASES = 0.5


def reweight(proba: Floats, reference: Floats, target: Floats) -> Floats:
    """Move probabilities from the case mix that they stand for to another.

    Parameters
    ----------
    proba : ndarray of shape (n_samples, n_conditions)
        Rows sum to 1.
    reference : ndarray of shape (n_conditions,) or (n_samples, n_conditions)
        The mix that they stand for; a condition without a share in it stays at 0.
    target : ndarray of shape (n_conditions,) or (n_samples, n_conditions)
        The mix that they shall stand for.

    Returns
    -------
    ndarray of shape (n_samples, n_conditions)
        Rows sum to 1. A row that only leaves what the target excludes says nothing,
        and is the target itself.

    References
    ----------
    .. [1] Saerens, Latinne, Decaestecker: Adjusting the outputs of a classifier to new
       a priori probabilities, Neural Comput 2002, doi:10.1162/089976602753284446.

    Examples
    --------
    >>> reweight(np.array([[0.5, 0.5]]), np.array([0.9, 0.1]), np.array([0.5, 0.5]))
    array([[0.1, 0.9]])
    """
    ratio = np.divide(target, reference, where=reference > 0, out=np.zeros_like(proba))
    moved = proba * ratio
    total = moved.sum(axis=1, keepdims=True)
    silent = total[:, 0] == 0
    told = np.broadcast_to(target, proba.shape)[silent]
    moved[silent], total[silent] = told, told.sum(axis=1, keepdims=True)
    return np.asarray(moved / total, dtype=np.float64)


def counted_mix(
    care_setting: NDArray[np.int8], y_true: NDArray[np.int64], n_conditions: int
) -> ReferenceMix:
    """Count the case mix of labelled cases, by care setting.

    Parameters
    ----------
    care_setting : ndarray of shape (n_cases,)
        Index into `CARE_SETTINGS`; -1 when unknown.
    y_true : ndarray of shape (n_cases,)
        Column of each case's condition.
    n_conditions : int

    Returns
    -------
    tuple of tuple of float
        One row for each care setting, and one of all cases together, for an unknown
        setting. Settings with few cases lean on all cases together.
    """
    n_smoothed = PSEUDO_CASES * n_conditions
    counts = np.bincount(y_true, minlength=n_conditions)
    overall = (counts + PSEUDO_CASES) / (counts.sum() + n_smoothed)
    rows = []
    for code in range(len(CARE_SETTINGS)):
        counts = np.bincount(y_true[care_setting == code], minlength=n_conditions)
        share = (counts + n_smoothed * overall) / (counts.sum() + n_smoothed)
        rows.append(tuple(share.tolist()))
    return (*rows, tuple(overall.tolist()))


def reference_rows(
    reference: ReferenceMix, care_setting: NDArray[np.int8] | list[int]
) -> Floats:
    """Give the mix that each case's probabilities stand for.

    Parameters
    ----------
    reference : tuple of tuple of float
        By care setting; the last row for an unknown one.
    care_setting : sequence of int
        Index into `CARE_SETTINGS`; -1 when unknown.

    Returns
    -------
    ndarray of shape (n_cases, n_conditions)
    """
    codes = np.asarray(care_setting, dtype=np.int64)
    last = len(reference) - 1
    return np.array(reference)[np.where(codes == NOT_KNOWN, last, codes)]
