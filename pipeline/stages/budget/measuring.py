"""Measure the alarm budget: every care setting, every condition, every user."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CARE_SETTINGS
from pipeline.knowledge import load_knowledge
from pipeline.metrics.alarms import Strata
from pipeline.model import Classifier
from pipeline.model.tiers import tier_ranks
from pipeline.rules import RuleSet, load_rules
from pipeline.stages.budget.asking import COMPLETE, USERS, VISIT, Stratum
from pipeline.stages.budget.causes import Causes, causes_of_alarms
from pipeline.stages.budget.counts import stack_counts
from pipeline.stages.budget.naive_list import N_ITEMS, PUBLISHED
from pipeline.stages.budget.report import (
    HEADLINE,
    BudgetReport,
    NaiveList,
    SettingFigures,
    UserFigures,
    check_limits,
)
from pipeline.stages.budget.strata import StratumCounter, StratumCounts
from pipeline.stages.budget.summary import AlarmSummary
from pipeline.stages.params import BudgetParams
from pipeline.synthesis import reference_network
from pipeline.terms import Urgency

WORKERS = 2
# Tiers whose alarms call somebody at once, and whose causes are looked for.
LOUD = (Urgency.EMERGENCY, Urgency.URGENT_SAME_DAY)


def budget(
    params: BudgetParams,
    model: Classifier | None = None,
    rule_set: RuleSet | None = None,
) -> BudgetReport:
    """Count the alarms on simulated patients of every care setting.

    Parameters
    ----------
    params : BudgetParams
    model : Classifier, optional
        Without one, the figures are those of the rules alone.
    rule_set : RuleSet, optional
        Instead of the shipped rules.

    Returns
    -------
    BudgetReport
        The same for the same parameters, rules, knowledge and model.
    """
    rule_set = rule_set or load_rules()
    counted = _count(StratumCounter(params, model, rule_set))
    settings = tuple(
        _setting(care_setting, _strata(care_setting, params), counts, rule_set, model)
        for care_setting, counts in counted.items()
    )
    return BudgetReport(
        seed=params.seed,
        n_per_condition=params.n_per_condition,
        model=_told(model),
        limits=check_limits(params, settings),
        naive=_naive(_strata(HEADLINE, params), counted[HEADLINE]),
        causes={
            user: _causes(user, _strata(HEADLINE, params), counted[HEADLINE], rule_set)
            for user in (VISIT, COMPLETE)
        },
        settings=settings,
    )


def _told(model: Classifier | None) -> dict[str, str] | None:
    if model is None:
        return None
    return {"version": model.version, "digest": model.digest}


def _count(counter: StratumCounter) -> dict[str, list[StratumCounts]]:
    """Count every stratum, by care setting."""
    conditions = load_knowledge().condition_ids
    strata = [
        Stratum(i * len(conditions) + j, care_setting, condition)
        for i, care_setting in enumerate(CARE_SETTINGS)
        for j, condition in enumerate(conditions)
    ]
    # Compiled before the threads ask for it, once.
    reference_network()
    with ThreadPoolExecutor(WORKERS) as pool:
        counts = list(pool.map(counter.count, strata))
    counted: dict[str, list[StratumCounts]] = {key: [] for key in CARE_SETTINGS}
    for stratum, of_stratum in zip(strata, counts, strict=True):
        counted[stratum.care_setting].append(of_stratum)
    return counted


def _strata(care_setting: str, params: BudgetParams) -> Strata:
    mix = reference_network().case_mix[CARE_SETTINGS.index(care_setting)]
    return Strata(mix, np.full(len(mix), params.n_per_condition))


def _serious() -> NDArray[np.bool_]:
    serious: NDArray[np.bool_] = tier_ranks() > Urgency.ROUTINE.rank
    return serious


def _setting(
    care_setting: str,
    strata: Strata,
    counted: Sequence[StratumCounts],
    rule_set: RuleSet,
    model: Classifier | None,
) -> SettingFigures:
    users = []
    for user in USERS:
        counts = stack_counts([item.by_user[user] for item in counted])
        summary = AlarmSummary(strata, counts, load_knowledge(), model is not None)
        by_rule = summary.by_rule(rule_set.rules)
        by_condition = summary.by_condition()
        users.append(UserFigures(user, summary.by_tier(), by_rule, by_condition))
    serious = float(strata.weights[_serious()].sum())
    return SettingFigures(care_setting, serious, tuple(users))


def _naive(strata: Strata, counted: Sequence[StratumCounts]) -> NaiveList:
    flagged = np.array([item.flagged for item in counted])
    return NaiveList(
        n_items=N_ITEMS,
        rate=strata.share(flagged),
        ppv_serious=strata.precision(flagged, _serious()),
        published=PUBLISHED,
    )


def _causes(
    user: str, strata: Strata, counted: Sequence[StratumCounts], rule_set: RuleSet
) -> tuple[Causes, ...]:
    """Look for the causes of loud alarms among patients without a serious condition."""
    others = np.flatnonzero(~_serious())
    chosen = [counted[i] for i in others.tolist()]
    return tuple(
        causes_of_alarms(
            tier,
            Strata(strata.weights[others], strata.sizes[others]),
            stack_counts([item.by_user[user] for item in chosen]),
            np.stack([item.carrying[user] for item in chosen]),
            rule_set.rules,
            load_knowledge().findings,
        )
        for tier in LOUD
    )
