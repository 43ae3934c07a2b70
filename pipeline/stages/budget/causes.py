"""What sounds for patients without a serious condition: which rules, which answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.knowledge.schema import Finding, Rule
from pipeline.metrics.alarms import Strata
from pipeline.stages.budget.counts import AlarmCounts
from pipeline.terms import Urgency

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
MOST_CAUSES = 10


@dataclass(frozen=True)
class Cause:
    """A rule or an answer behind alarms, as shares of these alarms.

    Parameters
    ----------
    id, name : str
        Of the rule, or of the finding.
    fired : float or None
        Alarms in which the rule fired; None for a finding.
    alone : float
        Alarms that would not sound without it, all else the same.
    """

    id: str
    name: str
    fired: float | None
    alone: float


@dataclass(frozen=True)
class Causes:
    """What the alarms at a tier or a worse one rest on, by share, largest first.

    Parameters
    ----------
    tier : Urgency
    rate : float
        Alarms among patients without a serious condition.
    rules, findings : tuple of Cause
    """

    tier: Urgency
    rate: float
    rules: tuple[Cause, ...]
    findings: tuple[Cause, ...]


def causes_of_alarms(
    tier: Urgency,
    strata: Strata,
    counts: AlarmCounts,
    carrying: Ints,
    rules: Sequence[Rule],
    findings: Mapping[str, Finding],
) -> Causes:
    """Say what the alarms of some patients rest on.

    Parameters
    ----------
    tier : Urgency
        Alarms at it, or at a worse one.
    strata : Strata
        Patients without a serious condition.
    counts : AlarmCounts
        Theirs, stacked.
    carrying : ndarray of shape (n_strata, 4, n_findings)
        As `count_carrying_answers` gives it.
    rules : sequence of Rule
    findings : mapping of str to Finding
        All of them, in order.

    Returns
    -------
    Causes
    """
    per_patient = strata.weights / strata.weights.sum() / strata.sizes
    rate = float(per_patient @ counts.decided[:, tier.rank + 1 :].sum(axis=(1, 2)))
    if rate == 0.0:
        return Causes(tier, 0.0, (), ())
    fired = per_patient @ counts.fired / rate
    alone = per_patient @ counts.alone[:, tier.rank] / rate
    carried = per_patient @ carrying[:, tier.rank] / rate
    by_rule = [
        Cause(rule.id, rule.name, float(fired[i]), float(alone[i]))
        for i, rule in enumerate(rules)
        if rule.tier >= tier
    ]
    by_finding = [
        Cause(key, finding.label, None, float(share))
        for (key, finding), share in zip(findings.items(), carried, strict=True)
    ]
    return Causes(tier, rate, _largest(by_rule), _largest(by_finding))


def _largest(causes: list[Cause]) -> tuple[Cause, ...]:
    ordered = sorted(causes, key=lambda cause: (-cause.alone, cause.id))
    return tuple(cause for cause in ordered[:MOST_CAUSES] if cause.alone > 0.0)
