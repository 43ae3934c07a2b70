"""Which conditions an answer tells apart, in words."""

from __future__ import annotations

import re

import numpy as np

from pipeline.knowledge import Knowledge
from pipeline.model.information import Floats
from pipeline.model.tiers import tier_ranks
from pipeline.terms import Urgency

# A third condition is named when it is told apart at least this well, beside the best.
NEARLY_AS_WELL = 0.5
_BRACKETS = re.compile(r"\s*\([^()]*\)")


def tells_apart(
    chance: float, if_present: Floats, if_absent: Floats, knowledge: Knowledge
) -> str:
    """Name the two or three conditions that an answer tells apart best.

    Two conditions are told apart well when both are likely and the finding is common
    in one of them only.

    Parameters
    ----------
    chance : float
        That the finding is present.
    if_present, if_absent : ndarray of shape (n_conditions,)
        Probabilities with that answer.
    knowledge : Knowledge

    Returns
    -------
    str
        Those that the finding speaks for stand first.
    """
    present, absent = chance * if_present, (1.0 - chance) * if_absent
    # P(i) P(j) (P(finding | i) - P(finding | j)), for every pair.
    apart = np.outer(present, absent) - np.outer(absent, present)
    first, second = divmod(int(apart.argmax()), len(apart))
    speaks_for, against = [first], [second]
    beside_first, beside_second = apart[:, second].copy(), apart[first].copy()
    beside_first[first] = beside_second[second] = -np.inf
    third_for, third_against = int(beside_first.argmax()), int(beside_second.argmax())
    least = NEARLY_AS_WELL * apart[first, second]
    if beside_first[third_for] >= max(least, beside_second[third_against]):
        speaks_for.append(third_for)
    elif beside_second[third_against] >= least:
        against.append(third_against)
    return f"Tells {_names(speaks_for, knowledge)} from {_names(against, knowledge)}"


def points_to(if_present: Floats, if_absent: Floats, knowledge: Knowledge) -> str:
    """Name the emergency condition whose probability an answer moves most.

    Parameters
    ----------
    if_present, if_absent : ndarray of shape (n_conditions,)
        Probabilities with that answer.
    knowledge : Knowledge

    Returns
    -------
    str
    """
    moved = if_present - if_absent
    emergency = tier_ranks() == Urgency.EMERGENCY.rank
    most = int(np.where(emergency, np.abs(moved), -1.0).argmax())
    which = "more" if moved[most] > 0.0 else "less"
    return f"If present, an emergency is {which} likely: {_names([most], knowledge)}"


def _names(columns: list[int], knowledge: Knowledge) -> str:
    names = (knowledge.profiles[knowledge.condition_ids[j]].name for j in columns)
    plain = (_BRACKETS.sub("", name) for name in names)
    return " or ".join(name[:1].lower() + name[1:] for name in plain)
