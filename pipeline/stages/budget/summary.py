"""From counted alarms to figures: by tier, by rule, and by serious condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.knowledge import Knowledge
from pipeline.knowledge.schema import Rule
from pipeline.metrics.alarms import (
    NOBODY,
    Strata,
    number_needed_to_alert,
    proportion,
)
from pipeline.stages.budget.counts import AlarmCounts
from pipeline.stages.budget.figures import (
    ALARM_TIERS,
    Alarm,
    Caught,
    ConditionFigures,
    RuleFigures,
    TierFigures,
)
from pipeline.terms import Urgency

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _Hits:
    """Patients of each stratum who are called at a tier or worse, and by whom."""

    rules: Ints
    model: Ints
    only_model: Ints

    @property
    def both(self) -> Ints:
        return self.rules + self.only_model

    @property
    def only_rules(self) -> Ints:
        return self.both - self.model


class AlarmSummary:
    """Figures of one care setting, its patients asked in one way.

    Parameters
    ----------
    strata : Strata
        One for each condition, in the order of `condition_ids`.
    counts : AlarmCounts
        Stacked in the same order.
    knowledge : Knowledge
    has_model : bool
        Whether a model was asked.
    """

    def __init__(
        self,
        strata: Strata,
        counts: AlarmCounts,
        knowledge: Knowledge,
        has_model: bool,
    ) -> None:
        self._strata = strata
        self._counts = counts
        self._has_model = has_model
        self._profiles = [knowledge.profiles[key] for key in knowledge.condition_ids]
        self._ranks = np.array([profile.tier.rank for profile in self._profiles])

    def by_tier(self) -> tuple[TierFigures, ...]:
        """Give the figures of each tier above routine, worst first."""
        return tuple(self._tier(tier) for tier in ALARM_TIERS)

    def by_rule(self, rules: Sequence[Rule]) -> tuple[RuleFigures, ...]:
        """Give the figures of each rule, in the order in which they were counted."""
        return tuple(self._rule(i, rule) for i, rule in enumerate(rules))

    def by_condition(self) -> tuple[ConditionFigures, ...]:
        """Give the figures of each serious condition, worst tier first, then by id."""
        ranks = self._ranks.tolist()
        serious = [i for i, rank in enumerate(ranks) if rank > Urgency.ROUTINE.rank]
        ordered = sorted(serious, key=lambda i: (-ranks[i], i))
        return tuple(self._condition(i) for i in ordered)

    def _hits(self, tier: Urgency) -> _Hits:
        # A floor of rank r stands in row r + 1.
        decided, rank = self._counts.decided, tier.rank
        return _Hits(
            rules=decided[:, rank + 1 :].sum(axis=(1, 2)),
            model=decided[:, :, rank:].sum(axis=(1, 2)),
            only_model=decided[:, : rank + 1, rank:].sum(axis=(1, 2)),
        )

    def _alarm(self, hits: Ints, meant_for: Bools) -> Alarm:
        somebody = bool(meant_for.any())
        ppv = self._strata.precision(hits, meant_for) if somebody else NOBODY
        return Alarm(
            rate=self._strata.share(hits),
            ppv=ppv,
            ppv_serious=self._strata.precision(
                hits, self._ranks > Urgency.ROUTINE.rank
            ),
            number_needed_to_alert=number_needed_to_alert(ppv),
            sensitivity=self._strata.share(hits, meant_for),
        )

    def _tier(self, tier: Urgency) -> TierFigures:
        meant_for, hits = self._ranks >= tier.rank, self._hits(tier)
        rules = self._alarm(hits.rules, meant_for)
        if not self._has_model:
            return TierFigures(tier, rules)
        return TierFigures(
            tier,
            rules,
            self._alarm(hits.model, meant_for),
            self._alarm(hits.both, meant_for),
            self._strata.share(hits.only_model, meant_for),
            self._strata.share(hits.only_rules, meant_for),
        )

    def _rule(self, i: int, rule: Rule) -> RuleFigures:
        meant_for = np.array([item.id in rule.suspects for item in self._profiles])
        fired, seconded = self._counts.fired[:, i], self._counts.seconded[:, i]
        alone = self._counts.alone[:, rule.tier.rank, i]
        figures = RuleFigures(
            rule.id,
            rule.name,
            rule.tier,
            self._alarm(fired, meant_for),
            self._strata.share(alone),
        )
        if not self._has_model:
            return figures
        asked = self._hits(rule.tier).model
        return replace(
            figures,
            only_model=self._strata.share(asked - seconded, meant_for),
            only_rule=self._strata.share(fired - seconded, meant_for),
        )

    def _condition(self, i: int) -> ConditionFigures:
        profile, n = self._profiles[i], int(self._strata.sizes[i])
        hits = {tier: self._hits(tier) for tier in ALARM_TIERS}

        def caught(by: str) -> Caught:
            tiers = (profile.tier, ALARM_TIERS[-1], ALARM_TIERS[0])
            return Caught(*(proportion(int(getattr(hits[t], by)[i]), n) for t in tiers))

        figures = ConditionFigures(
            profile.id,
            profile.name,
            profile.tier,
            float(self._strata.weights[i]),
            n,
            caught("rules"),
        )
        if not self._has_model:
            return figures
        own = hits[profile.tier]
        return replace(
            figures,
            model=caught("model"),
            both=caught("both"),
            only_model=proportion(int(own.only_model[i]), n),
            only_rules=proportion(int(own.only_rules[i]), n),
        )
