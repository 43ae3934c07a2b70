"""The shape of latents.yaml: how what is unseen moves the findings."""

from __future__ import annotations

from pydantic import Field, model_validator

from pipeline.knowledge.schema import AgeRates, Probability, Record, Sourced


class Shift(Sourced):
    """A change on the log-odds scale per step of severity."""

    value: float = Field(ge=-4, le=4)


class RootShift(Sourced):
    """A change on the log-odds scale for each nerve root."""

    L3_L4: float = Field(ge=-5, le=5)
    L5: float = Field(ge=-5, le=5)
    S1: float = Field(ge=-5, le=5)


class SeverityEffects(Record):
    """What severity moves."""

    pain_score_per_step: Shift
    findings: dict[str, Shift]


class RootEffects(Record):
    """What the compressed root moves."""

    findings: dict[str, RootShift]


class AgeEffects(Record):
    """What ten years of age move: the test itself reads differently in the old."""

    findings: dict[str, Shift] = Field(default_factory=dict)


class Companion(Sourced):
    """A second, silent condition: how many people of an age carry it.

    Parameters
    ----------
    condition : str
        Whose findings leak into the case.
    by_age : tuple of float
        Share of people in each age band who carry it silently.
    expression : float
        How often its findings show then, as a part of how often they show in people
        who come because of it.
    """

    condition: str
    by_age: AgeRates
    expression: Probability


class Togetherness(Sourced):
    """Two kinds of case: those in which the group's findings show, and the others.

    Parameters
    ----------
    conditions : tuple of str
        In which the findings hang together.
    value : float
        Difference in log-odds of the own part between the two kinds.
    share : float
        Of cases of the first kind.
    """

    conditions: tuple[str, ...] = Field(min_length=1)
    value: float = Field(ge=0, le=8)
    share: float = Field(gt=0, lt=1)


class FindingGroup(Record):
    """Findings that hang together beyond severity and root.

    Each group has one unseen binary variable of its own. It moves no proportion, only
    which findings come together.
    """

    findings: tuple[str, ...] = Field(min_length=2, max_length=6)
    togetherness: Togetherness | None = None
    companion: Companion | None = None

    @model_validator(mode="after")
    def _one_reason(self) -> FindingGroup:
        if self.togetherness is None and self.companion is None:
            message = "give `togetherness`, a `companion`, or both"
            raise ValueError(message)
        return self


class Latents(Record):
    """latents.yaml: how what is unseen moves the findings."""

    severity: SeverityEffects
    roots: RootEffects
    age: AgeEffects = AgeEffects()
    groups: dict[str, FindingGroup] = Field(default_factory=dict)
