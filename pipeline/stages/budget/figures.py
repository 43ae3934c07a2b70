"""The figures of an alarm: of a tier, of a rule, and of a serious condition."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.metrics.alarms import Estimate, Proportion
from pipeline.terms import Urgency

ALARM_TIERS = tuple(t for t in sorted(Urgency, reverse=True) if t > Urgency.ROUTINE)


@dataclass(frozen=True)
class Alarm:
    """How often an alarm sounds, and how often it is right.

    Parameters
    ----------
    rate : Estimate
        Share of all patients.
    ppv : Estimate
        Share of those it sounds for who have what it is meant for.
    ppv_serious : Estimate
        Share of them who have any serious condition.
    number_needed_to_alert : float or None
        1 / ppv.
    sensitivity : Estimate
        Share of those with what it is meant for.
    """

    rate: Estimate
    ppv: Estimate
    ppv_serious: Estimate
    number_needed_to_alert: float | None
    sensitivity: Estimate


@dataclass(frozen=True)
class TierFigures:
    """The alarms at a tier or a worse one, meant for conditions of that tier or worse.

    Parameters
    ----------
    tier : Urgency
    rules : Alarm
    model, both : Alarm, optional
        `both` is the urgency as merged. Without a model there is neither.
    only_model, only_rules : Estimate, optional
        Shares of those it is meant for who are missed by the rules and caught by the
        model, and the reverse.
    """

    tier: Urgency
    rules: Alarm
    model: Alarm | None = None
    both: Alarm | None = None
    only_model: Estimate | None = None
    only_rules: Estimate | None = None


@dataclass(frozen=True)
class RuleFigures:
    """How often a rule fires, meant for what it suspects.

    Parameters
    ----------
    id, name : str
    tier : Urgency
    alarm : Alarm
    alone : Estimate
        Share of all patients for whom it is the only rule at its tier or a worse one.
    only_model, only_rule : Estimate, optional
        Shares of those with a suspect for whom it does not fire but the model asks for
        its tier, and the reverse.
    """

    id: str
    name: str
    tier: Urgency
    alarm: Alarm
    alone: Estimate
    only_model: Estimate | None = None
    only_rule: Estimate | None = None


@dataclass(frozen=True)
class Caught:
    """Shares of the patients with a condition who are called urgent enough.

    Parameters
    ----------
    own_tier, any_tier, emergency : Proportion
        At its own tier or a worse one; at any tier above routine; as an emergency.
    """

    own_tier: Proportion
    any_tier: Proportion
    emergency: Proportion


@dataclass(frozen=True)
class ConditionFigures:
    """What becomes of the patients with a serious condition.

    Parameters
    ----------
    condition, name : str
    tier : Urgency
        Its own.
    share : float
        Of all patients in the care setting.
    n : int
        Drawn.
    rules : Caught
    model, both : Caught, optional
        As in `TierFigures`.
    only_model, only_rules : Proportion, optional
        Missed by the rules at its own tier and caught by the model, and the reverse.
    """

    condition: str
    name: str
    tier: Urgency
    share: float
    n: int
    rules: Caught
    model: Caught | None = None
    both: Caught | None = None
    only_model: Proportion | None = None
    only_rules: Proportion | None = None
