"""The report of an alarm budget, its limits, and its plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.metrics.alarms import Estimate
from pipeline.stages.budget.asking import VISIT
from pipeline.stages.budget.causes import Causes
from pipeline.stages.budget.figures import ConditionFigures, RuleFigures, TierFigures
from pipeline.stages.params import BudgetParams
from pipeline.terms import CareSetting, Urgency

# Where the headline is taken, the naive list tried, and causes looked for.
HEADLINE = CareSetting.PRIMARY_CARE.value
DIGITS = 6


@dataclass(frozen=True)
class Limit:
    """A rate and what it may be at most.

    Parameters
    ----------
    care_setting, user : str
    tier : Urgency
        Alarms of the rules at it, or at a worse one.
    rate : Estimate
    limit : float
    held : bool
    """

    care_setting: str
    user: str
    tier: Urgency
    rate: Estimate
    limit: float
    held: bool


@dataclass(frozen=True)
class UserFigures:
    """The alarms for one kind of user; see `pipeline.stages.budget.asking`."""

    user: str
    tiers: tuple[TierFigures, ...]
    rules: tuple[RuleFigures, ...]
    conditions: tuple[ConditionFigures, ...]


@dataclass(frozen=True)
class SettingFigures:
    """The alarms in one care setting.

    Parameters
    ----------
    care_setting : str
    serious : float
        Share of its patients with a condition whose own tier is above routine.
    users : tuple of UserFigures
    """

    care_setting: str
    serious: float
    users: tuple[UserFigures, ...]


@dataclass(frozen=True)
class NaiveList:
    """A list of classical red flags in primary care, any one of which sounds.

    Parameters
    ----------
    n_items : int
        Of our list.
    rate, ppv_serious : Estimate
        Share of simulated patients with any of them, and how many of these have a
        serious condition.
    published : dict
        A study with as many questions: patients, share with any flag, and share with
        serious disease.
    """

    n_items: int
    rate: Estimate
    ppv_serious: Estimate
    published: dict[str, float | str]


@dataclass(frozen=True)
class BudgetReport:
    """All figures of the alarm budget.

    Parameters
    ----------
    seed, n_per_condition : int
        Of the simulated patients, in each care setting.
    model : dict or None
        Version and digest of the model that was asked.
    limits : tuple of Limit
    naive : NaiveList
    causes : dict of str to tuple of Causes
        By user, in primary care.
    settings : tuple of SettingFigures
    """

    seed: int
    n_per_condition: int
    model: dict[str, str] | None
    limits: tuple[Limit, ...]
    naive: NaiveList
    causes: dict[str, tuple[Causes, ...]]
    settings: tuple[SettingFigures, ...]


def check_limits(
    params: BudgetParams, settings: tuple[SettingFigures, ...]
) -> tuple[Limit, ...]:
    """Hold the alarms of the rules against the limits of params.yaml.

    Parameters
    ----------
    params : BudgetParams
    settings : tuple of SettingFigures

    Returns
    -------
    tuple of Limit
        In the order of the settings and their users, the worst tier first.
    """
    return tuple(
        limit
        for setting in settings
        for user in setting.users
        for limit in _limits_of(params, setting.care_setting, user)
    )


def _limits_of(
    params: BudgetParams, care_setting: str, figures: UserFigures
) -> Iterator[Limit]:
    most = getattr(getattr(params, care_setting), figures.user)
    for tier in figures.tiers:
        limit = getattr(most, tier.tier.value, None)
        if limit is not None:
            rate = tier.rules.rate
            held = rate.value is not None and rate.value <= limit
            yield Limit(care_setting, figures.user, tier.tier, rate, limit, held)


def failed_budget(report: BudgetReport) -> list[str]:
    """Say which limits of params.yaml are passed.

    Parameters
    ----------
    report : BudgetReport

    Returns
    -------
    list of str
        Empty when all are kept.
    """
    return [
        f"{limit.care_setting}, {limit.user}, {limit.tier.value}: the rules sound for"
        f" {limit.rate.value:.2%} of patients; it must be at most {limit.limit:.2%}"
        for limit in report.limits
        if not limit.held
    ]


def rule_rates(report: BudgetReport) -> dict[str, dict[str, float | None]]:
    """Give what one line on a rule can tell: its alarms in primary care, at a visit.

    Parameters
    ----------
    report : BudgetReport

    Returns
    -------
    dict of str to dict
        By rule id: `rate`, `ppv` and `number_needed_to_alert`; None where all that the
        rule suspects lies outside the conditions.
    """
    (setting,) = (s for s in report.settings if s.care_setting == HEADLINE)
    (user,) = (u for u in setting.users if u.user == VISIT)
    rates = {
        rule.id: {
            "rate": rule.alarm.rate.value,
            "ppv": rule.alarm.ppv.value,
            "number_needed_to_alert": rule.alarm.number_needed_to_alert,
        }
        for rule in user.rules
    }
    return _rounded(rates)  # type: ignore[no-any-return]


def summarise_budget(report: BudgetReport) -> dict[str, Any]:
    """Put a report into plain values.

    Parameters
    ----------
    report : BudgetReport

    Returns
    -------
    dict
        JSON can write it; what cannot be given is None.
    """
    return _rounded(asdict(report))  # type: ignore[no-any-return]


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, Urgency):
        return value.value
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
