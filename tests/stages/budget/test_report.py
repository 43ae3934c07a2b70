from __future__ import annotations

from dataclasses import replace

from pipeline.metrics.alarms import NOBODY
from pipeline.stages.budget import BudgetReport, failed_budget
from pipeline.stages.budget.asking import COMPLETE, FORM, VISIT
from pipeline.stages.budget.report import check_limits
from pipeline.stages.params import BudgetParams
from pipeline.terms import Urgency


def test_each_limit_of_the_parameters_is_checked_in_order(
    few: BudgetParams, report: BudgetReport
) -> None:
    checked = [(li.care_setting, li.user, li.tier, li.limit) for li in report.limits]
    expected = [
        (setting, user, tier, getattr(getattr(getattr(few, setting), user), tier.value))
        for setting in ("primary_care", "spine_clinic", "emergency")
        for user in (VISIT, COMPLETE, FORM)
        for tier in (Urgency.EMERGENCY, Urgency.URGENT_SAME_DAY)
    ]
    assert checked == expected


def test_a_rate_at_its_limit_is_kept(few: BudgetParams, report: BudgetReport) -> None:
    first = report.limits[0]
    for least, held in ((0.0, True), (1e-9, False)):
        most = (first.rate.value or 0) - least
        limits = few.primary_care.visit.model_copy(update={"emergency": most})
        both = few.primary_care.model_copy(update={"visit": limits})
        params = few.model_copy(update={"primary_care": both})
        assert check_limits(params, report.settings)[0].held is held


def test_a_rate_that_is_not_known_is_not_kept(
    few: BudgetParams, report: BudgetReport
) -> None:
    setting = report.settings[0]
    user = setting.users[0]
    tier = user.tiers[0]
    alarm = replace(tier.rules, rate=NOBODY)
    tiers = (replace(tier, rules=alarm), *user.tiers[1:])
    users = (replace(user, tiers=tiers), *setting.users[1:])
    settings = (replace(setting, users=users),)
    assert not check_limits(few, settings)[0].held


def test_every_limit_that_is_passed_is_named(report: BudgetReport) -> None:
    limits = [replace(limit, held=True) for limit in report.limits]
    assert failed_budget(replace(report, limits=tuple(limits))) == []
    limits[3] = replace(limits[3], held=False, limit=0.123)
    rate = limits[3].rate.value
    assert failed_budget(replace(report, limits=tuple(limits))) == [
        f"primary_care, complete, urgent_same_day: the rules sound for {rate:.2%} of"
        " patients; it must be at most 12.30%"
    ]
