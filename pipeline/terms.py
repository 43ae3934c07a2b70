"""The words that every part of the package shares."""

from __future__ import annotations

from enum import StrEnum


class Answer(StrEnum):
    """What is known about a finding; unknown is never absent."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Sex(StrEnum):
    """Sex at birth."""

    FEMALE = "female"
    MALE = "male"


class CareSetting(StrEnum):
    """Where the patient is seen."""

    PRIMARY_CARE = "primary_care"
    SPINE_CLINIC = "spine_clinic"
    EMERGENCY = "emergency"


class Urgency(StrEnum):
    """How soon somebody must act, ordered from routine up to emergency.

    Examples
    --------
    >>> max(Urgency.ROUTINE, Urgency.EMERGENCY, Urgency.URGENT_2_WEEKS)
    <Urgency.EMERGENCY: 'emergency'>
    """

    ROUTINE = "routine"
    URGENT_2_WEEKS = "urgent_2_weeks"
    URGENT_SAME_DAY = "urgent_same_day"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """Position in the order, 0 for routine."""
        return _URGENCY_RANKS[self]

    # A text enum would compare by letters, and "emergency" < "routine".
    def __lt__(self, other: str) -> bool:
        return self.rank < Urgency(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Urgency(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Urgency(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Urgency(other).rank


_URGENCY_RANKS = {urgency: rank for rank, urgency in enumerate(Urgency)}
