"""The budget as a whole, on few patients."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from pipeline.knowledge import load_knowledge
from pipeline.knowledge.schema import RuleBook
from pipeline.model import Classifier
from pipeline.rules import RuleSet, load_rules
from pipeline.rules.batch import evaluate_batch
from pipeline.stages.budget import (
    BudgetReport,
    budget,
    failed_budget,
    rule_rates,
    summarise_budget,
)
from pipeline.stages.budget.asking import USERS
from pipeline.stages.budget.report import HEADLINE, UserFigures
from pipeline.stages.params import AlarmLimits, BudgetLimits, BudgetParams
from pipeline.synthesis import Request, sample_cases
from pipeline.terms import CareSetting, Urgency


def user_of(report: BudgetReport, user: str) -> UserFigures:
    (setting,) = (s for s in report.settings if s.care_setting == HEADLINE)
    (figures,) = (u for u in setting.users if u.user == user)
    return figures


def rate_of(report: BudgetReport, user: str) -> float:
    rate = user_of(report, user).tiers[0].rules.rate.value
    assert rate is not None
    return rate


def test_every_setting_is_told_for_every_user(report: BudgetReport) -> None:
    assert [s.care_setting for s in report.settings] == [s.value for s in CareSetting]
    for setting in report.settings:
        assert tuple(figures.user for figures in setting.users) == USERS
        assert 0.0 < setting.serious < 0.5
        for figures in setting.users:
            assert len(figures.rules) == len(load_rules().rules)


def test_the_same_parameters_give_the_same_report(
    few: BudgetParams, report: BudgetReport
) -> None:
    again, first = (json.dumps(asdict(item)) for item in (budget(few), report))
    assert again == first


@pytest.mark.parametrize(("user", "complete"), [("complete", True), ("visit", 0)])
def test_weighted_strata_are_the_stream_of_the_setting(
    report: BudgetReport, user: str, complete: bool
) -> None:
    n = 40_000
    request = Request(977, care_setting=HEADLINE, complete=bool(complete))
    triage = evaluate_batch(sample_cases(n, request), load_rules())
    for figures in user_of(report, user).tiers:
        plain = float((triage.floor >= figures.tier.rank).mean())
        rate = figures.rules.rate
        assert rate.value is not None
        assert rate.se is not None
        spread = float(np.hypot(rate.se, np.sqrt(plain * (1 - plain) / n)))
        assert rate.value == pytest.approx(plain, abs=4 * spread)


def test_what_is_left_out_cannot_sound_and_what_is_ticked_can(
    report: BudgetReport,
) -> None:
    visit, complete, form = (rate_of(report, user) for user in USERS)
    assert visit < complete < form


def test_a_list_in_which_any_flag_sounds_is_far_louder(report: BudgetReport) -> None:
    naive = report.naive.rate.value
    assert naive is not None
    assert naive > 2 * rate_of(report, "complete")
    assert report.naive.published["any_flag"] == 0.804


def test_causes_are_looked_for_among_those_without_a_serious_condition(
    report: BudgetReport,
) -> None:
    for causes in report.causes.values():
        tiers = [of_tier.tier for of_tier in causes]
        assert tiers == [Urgency.EMERGENCY, Urgency.URGENT_SAME_DAY]
        for of_tier in causes:
            assert 0.0 < of_tier.rate < 1.0
            for cause in of_tier.rules:
                assert cause.fired is not None
                assert 0.0 < cause.alone <= cause.fired <= 1.0


def test_a_rule_that_always_fires_breaks_the_budget(few: BudgetParams) -> None:
    knowledge = load_knowledge()
    book = knowledge.rule_book
    silent = [rule for rule in book.rules if rule.tier < Urgency.URGENT_SAME_DAY]
    loud = book.rules[0].model_copy(update={"when": {"any_of": ["leg_pain"]}})
    limits = BudgetLimits(
        visit=AlarmLimits(emergency=0.05, urgent_same_day=0.05),
        complete=AlarmLimits(emergency=0.99, urgent_same_day=0.99),
        form=AlarmLimits(emergency=0.99, urgent_same_day=0.99),
    )
    params = few.model_copy(
        update={
            "n_per_condition": 64,
            "primary_care": limits,
            "spine_clinic": limits,
            "emergency": limits,
        }
    )
    for rules, n_failed in ((silent, 0), ([*silent, loud], 6)):
        changed = RuleBook(groups=book.groups, rules=tuple(rules))
        rule_set = RuleSet(replace(knowledge, rule_book=changed))
        failed = failed_budget(budget(params, rule_set=rule_set))
        assert len(failed) == n_failed
    assert failed[0].startswith("primary_care, visit, emergency: the rules sound")
    assert failed[0].endswith("it must be at most 5.00%")


def test_with_a_model_both_find_what_either_finds(
    few: BudgetParams, tiny_model: Classifier
) -> None:
    params = few.model_copy(update={"n_per_condition": 64})
    report = budget(params, tiny_model)
    assert report.model == {"version": tiny_model.version, "digest": tiny_model.digest}
    for setting in report.settings:
        for figures in setting.users:
            for row in figures.conditions:
                assert row.model is not None
                assert row.both is not None
                assert row.only_model is not None
                assert row.only_rules is not None
                both = row.both.own_tier.value
                rules, model = row.rules.own_tier.value, row.model.own_tier.value
                assert both == pytest.approx(rules + row.only_model.value)
                assert both == pytest.approx(model + row.only_rules.value)


def test_a_report_can_be_written_as_json(
    few: BudgetParams, report: BudgetReport
) -> None:
    summary = summarise_budget(report)
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary
    assert summary["limits"][0]["tier"] == "emergency"
    assert summary["limits"][0]["limit"] == few.primary_care.visit.emergency
    assert summary["model"] is None


def test_every_rule_has_a_line_for_other_pages(report: BudgetReport) -> None:
    rates = rule_rates(report)
    assert set(rates) == {rule.id for rule in load_rules().rules}
    line, figures = rates["RF001"], user_of(report, "visit").rules[0]
    assert line["rate"] == round(figures.alarm.rate.value or 0, 6)
    assert line["ppv"] is not None
    needed = line["number_needed_to_alert"]
    assert needed == pytest.approx(1 / line["ppv"], rel=1e-3)
    assert rates["RF012"]["ppv"] is rates["RF012"]["number_needed_to_alert"] is None
