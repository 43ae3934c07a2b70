from __future__ import annotations

import numpy as np
import pytest

from pipeline.knowledge import load_knowledge
from pipeline.metrics.alarms import Strata
from pipeline.rules import load_rules
from pipeline.stages.budget.causes import MOST_CAUSES, causes_of_alarms
from pipeline.stages.budget.counts import AlarmCounts
from pipeline.terms import Urgency

RULES = load_rules().rules
FINDINGS = load_knowledge().findings
PLACE = {rule.id: i for i, rule in enumerate(RULES)}
COLUMN = {finding: j for j, finding in enumerate(FINDINGS)}
# A common and a rare condition, 3 to 1, a hundred patients of each.
STRATA = Strata(np.array([0.3, 0.1]), np.array([100, 100]))
RANK = Urgency.EMERGENCY.rank


def nothing() -> tuple[AlarmCounts, np.ndarray]:
    counts = AlarmCounts(
        np.zeros((2, 5, 4), dtype=np.int64),
        np.zeros((2, len(RULES)), dtype=np.int64),
        np.zeros((2, len(RULES)), dtype=np.int64),
        np.zeros((2, 4, len(RULES)), dtype=np.int64),
    )
    return counts, np.zeros((2, 4, len(FINDINGS)), dtype=np.int64)


def test_causes_are_shares_of_the_alarms_of_all_patients() -> None:
    counts, carrying = nothing()
    counts.decided[:, RANK + 1, 0] = [20, 40]
    counts.fired[:, PLACE["RF001"]] = [20, 0]
    counts.alone[:, RANK, PLACE["RF001"]] = [10, 0]
    counts.fired[:, PLACE["RF042"]] = [0, 40]
    counts.alone[:, RANK, PLACE["RF042"]] = [0, 40]
    carrying[:, RANK, COLUMN["saddle_numbness"]] = [8, 0]
    causes = causes_of_alarms(
        Urgency.EMERGENCY, STRATA, counts, carrying, RULES, FINDINGS
    )
    # 0.75 x 20% and 0.25 x 40%: of 25% of patients with an alarm, 60% and 40%.
    assert causes.rate == pytest.approx(0.25)
    first, second = causes.rules
    assert (first.id, second.id) == ("RF042", "RF001")
    assert (first.fired, first.alone) == pytest.approx((0.4, 0.4))
    assert (second.fired, second.alone) == pytest.approx((0.6, 0.3))
    (answer,) = causes.findings
    assert (answer.id, answer.fired) == ("saddle_numbness", None)
    assert answer.name == FINDINGS["saddle_numbness"].label
    assert answer.alone == pytest.approx(0.24)


def test_only_rules_of_the_tier_or_a_worse_one_are_causes() -> None:
    counts, carrying = nothing()
    counts.decided[:, RANK + 1, 0] = 50
    counts.fired[:] = 50
    counts.alone[:, RANK] = 1
    emergency, same_day = (
        causes_of_alarms(tier, STRATA, counts, carrying, RULES, FINDINGS)
        for tier in (Urgency.EMERGENCY, Urgency.URGENT_SAME_DAY)
    )
    assert len(emergency.rules) == MOST_CAUSES
    assert all(RULES[PLACE[c.id]].tier is Urgency.EMERGENCY for c in emergency.rules)
    # None of them is alone among those of the same day or worse.
    assert same_day.rules == ()


def test_without_alarms_there_are_no_causes() -> None:
    counts, carrying = nothing()
    causes = causes_of_alarms(
        Urgency.EMERGENCY, STRATA, counts, carrying, RULES, FINDINGS
    )
    assert (causes.rate, causes.rules, causes.findings) == (0.0, (), ())
