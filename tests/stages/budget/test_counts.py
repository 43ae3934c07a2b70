"""Counting: the same as going through the patients one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipeline.cases import CaseMatrix, cases_from_matrix
from pipeline.model import Classifier
from pipeline.model.tiers import asked_tiers
from pipeline.rules import Verdict, load_rules
from pipeline.rules.batch import BatchTriage
from pipeline.stages.budget.counts import (
    AlarmCounts,
    count_alarms,
    count_carrying_answers,
    stack_counts,
)
from pipeline.terms import Answer

RULES = load_rules()
N_RANKS = 4


def fired_rules(cases: CaseMatrix) -> list[list[int]]:
    """Places of the rules that fire, for each case by itself."""
    verdicts = [
        list(RULES.evaluate(case).verdicts.values())
        for case in cases_from_matrix(cases)
    ]
    return [[i for i, v in enumerate(row) if v is Verdict.FIRED] for row in verdicts]


def rank(i: int) -> int:
    return RULES.rules[i].tier.rank


def test_alarms_are_those_of_each_case_by_itself(
    cases: CaseMatrix, triage: BatchTriage, tiny_model: Classifier
) -> None:
    counts = count_alarms(cases, triage, RULES, tiny_model)
    proba = tiny_model.predict_proba(cases)
    asked = asked_tiers(proba, tiny_model.urgency_thresholds).tolist()
    n_rules = len(RULES.rules)
    decided = np.zeros((N_RANKS + 1, N_RANKS), dtype=int)
    fired, seconded = np.zeros(n_rules, dtype=int), np.zeros(n_rules, dtype=int)
    alone = np.zeros((N_RANKS, n_rules), dtype=int)
    for rules, tier in zip(fired_rules(cases), asked, strict=True):
        decided[max(map(rank, rules), default=-1) + 1, tier] += 1
        for i in rules:
            fired[i] += 1
            seconded[i] += tier >= rank(i)
        for least in range(N_RANKS):
            loud = [i for i in rules if rank(i) >= least]
            if len(loud) == 1:
                alone[least, loud[0]] += 1
    assert len(set(asked)) > 1
    assert (alone[3] > 0).any()
    assert counts.decided.tolist() == decided.tolist()
    assert counts.fired.tolist() == fired.tolist()
    assert counts.seconded.tolist() == seconded.tolist()
    assert counts.alone.tolist() == alone.tolist()


def test_without_a_model_nothing_more_than_routine_is_asked_for(
    cases: CaseMatrix, triage: BatchTriage
) -> None:
    counts = count_alarms(cases, triage, RULES, None)
    assert counts.decided[:, 0].sum() == counts.decided.sum() == len(cases)


def test_an_answer_carries_an_alarm_that_falls_without_it(
    cases: CaseMatrix, triage: BatchTriage
) -> None:
    few = slice(0, 40)
    part = BatchTriage(
        triage.rule_ids,
        triage.fired[few],
        triage.undetermined[few],
        triage.floor[few],
    )
    counts = count_carrying_answers(cases[few], part, RULES)
    expected = np.zeros_like(counts)
    for case in cases_from_matrix(cases[few]):
        floor = RULES.evaluate(case).floor
        for finding, answer in case.findings.items():
            if floor is None or answer is not Answer.PRESENT:
                continue
            answers = {**case.findings, finding: Answer.ABSENT}
            lower = RULES.evaluate(replace(case, findings=answers)).floor
            for tier in range(1, N_RANKS):
                lost = floor.rank >= tier and (lower is None or lower.rank < tier)
                expected[tier, cases.finding_ids.index(finding)] += lost
    assert expected[3].sum() > 0
    # Of alarms that nobody has to hear of, it is not asked.
    assert counts[1:].tolist() == expected[1:].tolist()


def test_the_patients_are_left_as_they_are(
    cases: CaseMatrix, triage: BatchTriage
) -> None:
    before = cases.answers.copy()
    count_carrying_answers(cases, triage, RULES)
    assert np.array_equal(cases.answers, before)


def test_counts_are_stacked_in_order(cases: CaseMatrix, triage: BatchTriage) -> None:
    counts = count_alarms(cases, triage, RULES, None)
    twice = AlarmCounts(
        *(2 * part for part in (counts.decided, counts.fired)),
        *(2 * part for part in (counts.seconded, counts.alone)),
    )
    stacked = stack_counts([counts, twice])
    assert stacked.fired.tolist() == [counts.fired.tolist(), twice.fired.tolist()]
    assert stacked.decided.shape == (2, N_RANKS + 1, N_RANKS)
    assert stacked.alone[1].tolist() == twice.alone.tolist()
