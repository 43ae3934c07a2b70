"""What the rules would say, had one known answer been another: all at once.

Each known answer has a trial with a bit of its own in the values that run through the
circuit, as in `questions`.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.knowledge.logic import Present
from pipeline.rules.questions import COULD_BE, YES
from pipeline.rules.triage import RuleSet
from pipeline.terms import Urgency


def floors_otherwise(
    rule_set: RuleSet, leaf_values: Sequence[int]
) -> dict[str, Urgency | None]:
    """Give the worst fired tier, had one known answer been the other one.

    Parameters
    ----------
    rule_set : RuleSet
    leaf_values : sequence of int
        What is known of each leaf, as `RuleSet.leaf_values` gives it.

    Returns
    -------
    dict of str to Urgency or None
        By finding, for every known one that a rule reads: a present answer taken away
        (made absent, or unknown: neither fires a rule), an absent one made present.
        None where nothing would have fired.
    """
    leaves = rule_set.circuit.leaves
    lanes: dict[str, int] = {}
    values = []
    for leaf, value in zip(leaves, leaf_values, strict=True):
        so = -1 if value == YES else 0
        if isinstance(leaf, Present) and value != COULD_BE:
            lanes[leaf.finding] = 1 << len(lanes)
            so ^= lanes[leaf.finding]
        values.append(so)
    fired = rule_set.circuit.evaluate(values)
    floors: dict[str, Urgency | None] = dict.fromkeys(lanes)
    # Worst first: the first rule that fires settles it.
    for rule, trials in zip(rule_set.rules, fired, strict=True):
        for finding, lane in lanes.items():
            if trials & lane and floors[finding] is None:
                floors[finding] = rule.tier
    return floors
