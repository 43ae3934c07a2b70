"""Where rules and model meet: two pure functions, and no other place.

Both are proved: whatever the model says, the urgency is never below a fired rule's,
and what a fired rule suspects is never below anything else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.terms import Urgency


def merge(floor: Urgency | None, asked: Urgency | None) -> Urgency | None:
    """Give the urgency: the worse of what the rules and the model say.

    Parameters
    ----------
    floor : Urgency or None
        Worst tier of the fired rules; None when none fired.
    asked : Urgency or None
        The tier that the model asks for; None without a model.

    Returns
    -------
    Urgency or None
        None when neither says anything.
    """
    given = [tier for tier in (floor, asked) if tier is not None]
    return max(given) if given else None


def shown_order(
    suspect_tiers: Mapping[str, Urgency],
    proba: Sequence[float] | None,
    condition_ids: Sequence[str],
) -> list[int]:
    """Order the conditions: what fired rules suspect first, whatever the model says.

    Parameters
    ----------
    suspect_tiers : mapping of str to Urgency
        The worst tier that suspects a condition, for those that a fired rule suspects.
    proba : sequence of float or None
        The model's, one for each condition; None without a model.
    condition_ids : sequence of str

    Returns
    -------
    list of int
        Places in `condition_ids`: suspects by their tier, then all others; within
        each by probability, then by id.
    """

    def place(j: int) -> tuple[int, float, str]:
        tier = suspect_tiers.get(condition_ids[j])
        rank = -1 if tier is None else tier.rank
        return -rank, 0.0 if proba is None else -float(proba[j]), condition_ids[j]

    return sorted(range(len(condition_ids)), key=place)
