"""Figures worked by hand: cauda equina, nerve sheath tumour, and all the others."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.knowledge import load_knowledge
from pipeline.metrics.alarms import NOBODY, Estimate, Strata
from pipeline.rules import load_rules
from pipeline.stages.budget.counts import AlarmCounts
from pipeline.stages.budget.figures import ALARM_TIERS, RuleFigures
from pipeline.stages.budget.summary import AlarmSummary
from pipeline.terms import Urgency

KNOWLEDGE = load_knowledge()
IDS = KNOWLEDGE.condition_ids
CAUDA, TUMOUR = IDS.index("cauda_equina_syndrome"), IDS.index("nerve_sheath_tumour")
STRAIN = IDS.index("muscle_strain")
RULES = load_rules().rules
N = 100
NONE, ROUTINE, WEEKS, DAY, NOW = range(5)  # floors: rows of `decided`
EMERGENCY = Urgency.EMERGENCY


def strata() -> Strata:
    weights = np.zeros(len(IDS))
    weights[[CAUDA, TUMOUR, STRAIN]] = [0.01, 0.04, 0.95]
    return Strata(weights, np.full(len(IDS), N))


def counts() -> AlarmCounts:
    """Hand-made: floor of the rules by tier that the model asks for."""
    decided = np.zeros((len(IDS), 5, 4), dtype=np.int64)
    decided[:, NONE, 0] = N
    decided[CAUDA] = 0
    decided[CAUDA, NOW, 3], decided[CAUDA, NOW, 0] = 60, 20
    decided[CAUDA, DAY, 3], decided[CAUDA, NONE, 1] = 15, 5
    decided[TUMOUR] = 0
    decided[TUMOUR, WEEKS, 0], decided[TUMOUR, NONE, 1] = 30, 20
    decided[TUMOUR, NONE, 0] = 50
    decided[STRAIN] = 0
    decided[STRAIN, NOW, 0], decided[STRAIN, ROUTINE, 0] = 2, 98
    fired = np.zeros((len(IDS), len(RULES)), dtype=np.int64)
    seconded, alone = fired.copy(), np.zeros((len(IDS), 4, len(RULES)), dtype=np.int64)
    fired[[CAUDA, STRAIN], place("RF001")] = [80, 2]
    seconded[CAUDA, place("RF001")] = 60
    alone[[CAUDA, STRAIN], EMERGENCY.rank, place("RF001")] = [40, 2]
    fired[STRAIN, place("RF012")] = 1
    return AlarmCounts(decided, fired, seconded, alone)


def place(rule_id: str) -> int:
    return [rule.id for rule in RULES].index(rule_id)


def summary(has_model: bool = True) -> AlarmSummary:
    return AlarmSummary(strata(), counts(), KNOWLEDGE, has_model)


def value(estimate: Estimate | None) -> float:
    assert estimate is not None
    assert estimate.value is not None
    return estimate.value


def rule(rule_id: str, has_model: bool = True) -> RuleFigures:
    return summary(has_model).by_rule(RULES)[place(rule_id)]


def test_a_tier_counts_alarms_at_it_or_at_a_worse_one() -> None:
    tiers = summary().by_tier()
    assert tuple(figures.tier for figures in tiers) == ALARM_TIERS
    rates = [value(figures.rules.rate) for figures in tiers]
    assert rates == pytest.approx([0.027, 0.0285, 0.0405])
    assert value(tiers[0].rules.ppv) == pytest.approx(0.008 / 0.027)
    assert tiers[0].rules.number_needed_to_alert == pytest.approx(0.027 / 0.008)
    assert value(tiers[0].rules.sensitivity) == pytest.approx(0.80)
    # Of conditions of two weeks or worse: both of the serious ones.
    assert value(tiers[2].rules.ppv) == pytest.approx(0.0215 / 0.0405)
    assert value(tiers[2].rules.ppv_serious) == pytest.approx(0.0215 / 0.0405)
    assert value(tiers[2].rules.sensitivity) == pytest.approx(0.2 * 0.95 + 0.8 * 0.3)


def test_a_tier_tells_what_rules_and_model_find_beyond_each_other() -> None:
    now, _, weeks = summary().by_tier()
    assert now.model is not None
    assert now.both is not None
    assert value(now.model.sensitivity) == pytest.approx(0.75)
    assert value(now.both.sensitivity) == pytest.approx(0.95)
    assert value(now.only_model) == pytest.approx(0.15)
    assert value(now.only_rules) == pytest.approx(0.20)
    assert value(weeks.only_model) == pytest.approx(0.2 * 0.05 + 0.8 * 0.2)


def test_without_a_model_there_is_nothing_to_compare_with() -> None:
    for figures in summary(has_model=False).by_tier():
        assert figures.model is figures.both is None
        assert figures.only_model is figures.only_rules is None
    for condition in summary(has_model=False).by_condition():
        assert condition.model is condition.both is None
        assert condition.only_model is condition.only_rules is None
    assert rule("RF001", has_model=False).only_rule is None
    assert rule("RF001", has_model=False).only_model is None


def test_a_rule_is_right_where_one_of_its_suspects_is() -> None:
    figures = rule("RF001")
    assert (figures.id, figures.tier) == ("RF001", EMERGENCY)
    assert value(figures.alarm.rate) == pytest.approx(0.027)
    assert value(figures.alarm.ppv) == pytest.approx(0.008 / 0.027)
    assert value(figures.alarm.sensitivity) == pytest.approx(0.8)
    assert value(figures.alone) == pytest.approx(0.01 * 0.4 + 0.95 * 0.02)
    # The model asks for an emergency in 75; the rule fires in 60 of these.
    assert value(figures.only_model) == pytest.approx(0.15)
    assert value(figures.only_rule) == pytest.approx(0.20)


def test_a_rule_whose_suspects_all_lie_outside_cannot_be_right() -> None:
    figures = rule("RF012")
    assert figures.alarm.ppv == figures.alarm.sensitivity == NOBODY
    assert figures.alarm.number_needed_to_alert is None
    assert figures.only_model == figures.only_rule == NOBODY
    assert value(figures.alarm.rate) == pytest.approx(0.0095)
    assert figures.alarm.ppv_serious.value == 0.0


def test_a_rule_that_never_fires_has_no_precision() -> None:
    assert rule("RF007").alarm.ppv == NOBODY
    assert rule("RF007").alarm.rate.value == 0.0


def test_every_serious_condition_is_told_worst_first() -> None:
    told = summary().by_condition()
    tiers = {key: KNOWLEDGE.profiles[key].tier for key in IDS}
    serious = {key for key, tier in tiers.items() if tier > Urgency.ROUTINE}
    assert {figures.condition for figures in told} == serious
    assert len(told) == len(serious) == 10
    ranks = [figures.tier.rank for figures in told]
    assert ranks == sorted(ranks, reverse=True)


def test_a_condition_is_found_at_its_own_tier_or_a_worse_one() -> None:
    told = {figures.condition: figures for figures in summary().by_condition()}
    cauda, tumour = told["cauda_equina_syndrome"], told["nerve_sheath_tumour"]
    assert (cauda.share, cauda.n) == (0.01, N)
    for figures, own, any_tier, emergency in (
        (cauda.rules, 0.80, 0.95, 0.80),
        (cauda.model, 0.75, 0.80, 0.75),
        (cauda.both, 0.95, 1.00, 0.95),
        (tumour.rules, 0.30, 0.30, 0.00),
        (tumour.model, 0.20, 0.20, 0.00),
        (tumour.both, 0.50, 0.50, 0.00),
    ):
        assert figures is not None
        assert figures.own_tier.value == pytest.approx(own)
        assert figures.any_tier.value == pytest.approx(any_tier)
        assert figures.emergency.value == pytest.approx(emergency)
        assert figures.own_tier.low < own < figures.own_tier.high
    assert cauda.only_model is not None
    assert cauda.only_rules is not None
    assert cauda.only_model.value == pytest.approx(0.15)
    assert cauda.only_rules.value == pytest.approx(0.20)
