"""As many cases of every condition, each from the care settings where it is seen."""

from __future__ import annotations

from pipeline.cases import CARE_SETTINGS, CaseMatrix
from pipeline.cases.matrix import concatenate
from pipeline.synthesis import Request, reference_network, sample_cases

# Rows between the parts of one stream: none reaches the next.
ROWS_APART = 2**40


def draw_by_condition(
    seed: int, n_per_condition: int, *, complete: bool = False
) -> CaseMatrix:
    """Draw rare conditions as often as common ones, and otherwise as they come.

    Given its condition, a case is drawn as in the natural stream, the care setting by
    Bayes' rule; what holds for each condition apart may therefore be measured here.

    Parameters
    ----------
    seed : int
        Of the stream; the same patients come with and without `complete`.
    n_per_condition : int
        About as many cases of each: the condition too is drawn by chance.
    complete : bool, default=False
        Leave nothing unknown.

    Returns
    -------
    CaseMatrix
        With labels in `condition`.
    """
    network = reference_network()
    joint = network.setting_weights[:, None] * network.case_mix
    joint /= joint.sum(axis=0)
    n = n_per_condition * len(network.condition_ids)
    parts = []
    for code, (name, row) in enumerate(zip(CARE_SETTINGS, joint, strict=True)):
        shares = (row / row.sum()).tolist()
        mix = tuple(zip(network.condition_ids, shares, strict=True))
        request = Request(seed, care_setting=name, mix=mix, complete=complete)
        n_here = round(n * row.sum() / joint.sum())
        parts.append(sample_cases(n_here, request, start=code * ROWS_APART))
    return concatenate(parts)
