"""Worlds at the edge of what the published figures allow."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Literal

from pipeline.knowledge import Knowledge
from pipeline.knowledge.schema import Figure, Profile
from pipeline.knowledge.showing import jeffreys_interval

End = Literal["low", "high", "mixed"]
ENDS: tuple[End, ...] = ("low", "high", "mixed")


def move_to_ends(knowledge: Knowledge, end: End) -> Knowledge:
    """Move every published proportion of the profiles to an end of its 95% interval.

    A plausible world has some figures too high and some too low. Here all of them are
    off at once, and in the same direction: such a world is all but impossible, and
    bounds how wrong the figures can be.

    Parameters
    ----------
    knowledge : Knowledge
    end : {"low", "high", "mixed"}
        `mixed`: low or high by the parity of the sha256 of condition and finding.

    Returns
    -------
    Knowledge
        All else as stated; for `Compiler(...).as_stated()`.
    """
    profiles = {
        key: _moved_profile(profile, end) for key, profile in knowledge.profiles.items()
    }
    return replace(knowledge, profiles=profiles)


def _moved_profile(profile: Profile, end: End) -> Profile:
    return profile.model_copy(
        update={
            "female": _moved(profile.female, _is_high(end, profile.id, "female")),
            "findings": {
                finding: tuple(
                    _moved(figure, _is_high(end, profile.id, finding))
                    for figure in figures
                )
                for finding, figures in profile.findings.items()
            },
        }
    )


def _is_high(end: End, condition: str, finding: str) -> bool:
    if end == "mixed":
        return sha256(f"{condition}{finding}".encode()).digest()[-1] % 2 == 1
    return end == "high"


def _moved(figure: Figure, is_high: bool) -> Figure:
    if not figure.is_published:
        return figure
    value = jeffreys_interval(figure.value, figure.n)[is_high]
    return figure.model_copy(update={"value": value})
