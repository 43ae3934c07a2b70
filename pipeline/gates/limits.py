"""What a model must keep to: the limits of params.yaml."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Ceiling = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
Most = Annotated[int, Field(strict=True, ge=0)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PairedLimits(_Frozen):
    """How much worse than the champion a model may be, at the bound that counts."""

    # So many that the tail of one condition among dozens still has a few resamples.
    n_resamples: Annotated[int, Field(strict=True, ge=1000, le=100_000)]
    margin_nats: Ceiling
    condition_margin_nats: Ceiling
    missed_emergencies: Share


class GateParams(_Frozen):
    """Floors and ceilings, each with its reason in decision 0018."""

    regret_nats: Ceiling
    worst_condition_regret: Ceiling
    top1_gap: Ceiling
    ece: Ceiling
    slope_gap: Ceiling
    conditions_off_slope: Most
    coverage: Share
    emergency_coverage: Share
    sets_below: Most
    emergency_sensitivity: Share
    adaptation_gap: Ceiling
    intervals_held: Share
    under_called_emergencies: Most
    under_calls: Most
    paired: PairedLimits
