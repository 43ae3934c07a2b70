"""A list of classical red flags, any one of which sounds: what the rules are not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CaseMatrix
from pipeline.cases.matrix import PRESENT

# Acute back pain in primary care.
PUBLISHED: dict[str, float | str] = {
    "n": 1172,
    "n_items": 25,
    "any_flag": 0.804,
    "serious": 0.009,
    "citation": "Henschke 2009, doi:10.1002/art.24853",
}
# Its list is not in our evidence, but for the limits of age. Ours has as many items,
# chosen from what guidelines name (46 flags: Verhagen 2016,
# doi:10.1007/s00586-016-4684-0) and our vocabulary can say.
TOO_YOUNG, TOO_OLD = 25, 55
CLASSICAL = (
    "history_of_cancer",
    "weight_loss",
    "night_pain",
    "unremitting_pain",
    "progressive_pain",
    "persistent_pain",
    "thoracic_pain",
    "unwell",
    "fever",
    "night_sweats",
    "immunosuppression",
    "intravenous_drug_use",
    "recent_infection_or_spinal_procedure",
    "significant_trauma",
    "corticosteroid_use",
    "osteoporosis",
    "morning_stiffness",
    "urinary_retention",
    "urinary_incontinence",
    "bowel_incontinence",
    "saddle_numbness",
    "bilateral_leg_weakness",
    "progressive_weakness",
    "gait_unsteadiness",
)
# And the one of age.
N_ITEMS = len(CLASSICAL) + 1


def any_classical_flag(cases: CaseMatrix) -> NDArray[np.bool_]:
    """Say which cases have at least one classical red flag.

    Parameters
    ----------
    cases : CaseMatrix
        With nothing unknown.

    Returns
    -------
    ndarray of shape (n_cases,), bool
    """
    columns = [cases.finding_ids.index(finding) for finding in CLASSICAL]
    flagged = (cases.answers[:, columns] == PRESENT).any(axis=1)
    by_age = (cases.age < TOO_YOUNG) | (cases.age > TOO_OLD)
    either: NDArray[np.bool_] = flagged | by_age
    return either
