"""Two versions of one patient: in what their assessments differ."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.assess import Assessment
from pipeline.terms import Urgency

FIRST_CAUSES = 5


@dataclass(frozen=True)
class CauseChange:
    """How likely one cause is in both versions.

    Parameters
    ----------
    condition : str
    then, now : float
        Probabilities.
    """

    condition: str
    then: float
    now: float

    @property
    def points(self) -> int:
        """By how many whole percentage points it rose."""
        return round(100 * (self.now - self.then))


def cause_changes(
    then: Assessment, now: Assessment, most: int = FIRST_CAUSES
) -> list[CauseChange]:
    """Follow the likeliest causes of either version.

    Parameters
    ----------
    then, now : Assessment
    most : int, default=5
        Causes of each version to follow.

    Returns
    -------
    list of CauseChange
        The likeliest now first; none where either has no model.
    """
    if then.model is None or now.model is None:
        return []
    before, after = _chances(then), _chances(now)
    first = {*_first(before, most), *_first(after, most)}
    changes = [CauseChange(key, before[key], after[key]) for key in first]
    return sorted(changes, key=lambda change: (-change.now, change.condition))


def _chances(assessment: Assessment) -> dict[str, float]:
    return {row["condition"]: row["probability"] for row in assessment.differential}


def _first(chances: dict[str, float], most: int) -> list[str]:
    return sorted(chances, key=lambda key: (-chances[key], key))[:most]


@dataclass(frozen=True)
class EmergencyChanges:
    """What became of the emergency rules between two versions, by their names.

    Parameters
    ----------
    fired : list of str
        That fire now and did not.
    no_longer : list of str
        That fired and do not now.
    closed : list of str
        That were open and cannot fire any more.
    opened : list of str
        That were decided and are open now.
    n_open_then, n_open_now : int
    """

    fired: list[str]
    no_longer: list[str]
    closed: list[str]
    opened: list[str]
    n_open_then: int
    n_open_now: int


def emergency_changes(then: Assessment, now: Assessment) -> EmergencyChanges:
    """Compare the emergency rules of two versions.

    Parameters
    ----------
    then, now : Assessment

    Returns
    -------
    EmergencyChanges
    """
    fired_then, fired_now = _fired(then), _fired(now)
    open_then, open_now = _open(then), _open(now)
    names = fired_then | fired_now | open_then | open_now

    def named(ids: set[str]) -> list[str]:
        return [names[key] for key in names if key in ids]

    return EmergencyChanges(
        fired=named(set(fired_now) - set(fired_then)),
        no_longer=named(set(fired_then) - set(fired_now)),
        closed=named(set(open_then) - set(open_now) - set(fired_now)),
        opened=named(set(open_now) - set(open_then) - set(fired_then)),
        n_open_then=len(open_then),
        n_open_now=len(open_now),
    )


def _fired(assessment: Assessment) -> dict[str, str]:
    return {
        rule["id"]: rule["name"]
        for rule in assessment.red_flags
        if rule["urgency"] == Urgency.EMERGENCY
    }


def _open(assessment: Assessment) -> dict[str, str]:
    return {
        rule["id"]: rule["name"]
        for rule in assessment.undetermined
        if rule["urgency"] == Urgency.EMERGENCY
    }
