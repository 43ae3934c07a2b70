"""Count the alarms of patients of one kind: by rule, by tier, and the model's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CaseMatrix
from pipeline.cases.matrix import ABSENT, PRESENT
from pipeline.knowledge.logic import Present
from pipeline.model import Classifier
from pipeline.model.tiers import asked_tiers
from pipeline.rules.batch import BatchTriage, evaluate_batch
from pipeline.rules.triage import RuleSet
from pipeline.terms import Urgency

Ints = NDArray[np.int64]
N_RANKS = len(Urgency)


@dataclass(frozen=True, eq=False)
class AlarmCounts:
    """How many of some patients an alarm sounded for.

    Stacked, every array has the strata as its first axis.

    Parameters
    ----------
    decided : ndarray of shape (5, 4)
        Patients by the floor of the rules (0 for none fired, then rank + 1) and by the
        rank of the tier that the model asks for; without a model that is 0 for all.
    fired : ndarray of shape (n_rules,)
        Patients for whom each rule fired.
    seconded : ndarray of shape (n_rules,)
        Those of them for whom the model asks for the tier of the rule, or a worse one.
    alone : ndarray of shape (4, n_rules)
        Patients for whom a rule was the only one to fire at a tier or a worse one.
    """

    decided: Ints
    fired: Ints
    seconded: Ints
    alone: Ints


def count_alarms(
    cases: CaseMatrix, triage: BatchTriage, rule_set: RuleSet, model: Classifier | None
) -> AlarmCounts:
    """Count the alarms that sound for some patients.

    Parameters
    ----------
    cases : CaseMatrix
    triage : BatchTriage
        Theirs.
    rule_set : RuleSet
    model : Classifier or None

    Returns
    -------
    AlarmCounts
    """
    asked = np.zeros(len(cases), dtype=np.int64)
    if model is not None:
        asked = asked_tiers(model.predict_proba(cases), model.urgency_thresholds)
    cell = (triage.floor.astype(np.int64) + 1) * N_RANKS + asked
    decided = np.bincount(cell, minlength=(N_RANKS + 1) * N_RANKS)
    ranks = np.array([rule.tier.rank for rule in rule_set.rules])
    seconded = triage.fired & (asked[:, None] >= ranks)
    alone = np.zeros((N_RANKS, len(ranks)), dtype=np.int64)
    for rank in range(N_RANKS):
        fired = triage.fired[:, ranks >= rank]
        single = fired.sum(axis=1) == 1
        alone[rank, ranks >= rank] = fired[single].sum(axis=0)
    return AlarmCounts(
        decided.reshape(N_RANKS + 1, N_RANKS),
        triage.fired.sum(axis=0),
        seconded.sum(axis=0),
        alone,
    )


def stack_counts(counts: Sequence[AlarmCounts]) -> AlarmCounts:
    """Put the counts of several strata together, in order."""
    columns = {
        field.name: np.stack([getattr(item, field.name) for item in counts])
        for field in fields(AlarmCounts)
    }
    return AlarmCounts(**columns)


def count_carrying_answers(
    cases: CaseMatrix, triage: BatchTriage, rule_set: RuleSet
) -> Ints:
    """Count the patients whose alarm would not sound without a single answer.

    Parameters
    ----------
    cases : CaseMatrix
    triage : BatchTriage
        Theirs.
    rule_set : RuleSet

    Returns
    -------
    ndarray of shape (4, n_findings)
        By rank of a tier: those at that tier or worse who, were this finding absent
        and all else the same, would not be.
    """
    leaves = rule_set.circuit.leaves
    used = {leaf.finding for leaf in leaves if isinstance(leaf, Present)}
    is_used = np.array([finding in used for finding in cases.finding_ids])
    alarmed = triage.floor > Urgency.ROUTINE.rank
    # One row for each pair of a patient and a finding that is there.
    rows, columns = np.nonzero((cases.answers == PRESENT) & is_used & alarmed[:, None])
    less = cases[rows]  # a copy
    less.answers[np.arange(len(rows)), columns] = ABSENT
    before, after = triage.floor[rows], evaluate_batch(less, rule_set).floor
    counts = np.zeros((N_RANKS, len(cases.finding_ids)), dtype=np.int64)
    for rank in range(N_RANKS):
        lost = (before >= rank) & (after < rank)
        counts[rank] = np.bincount(columns[lost], minlength=len(cases.finding_ids))
    return counts
