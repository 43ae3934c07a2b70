"""Case scores made by hand: three conditions, of which the first is an emergency."""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.gates.case_scores import CaseScores

IDS = ("cauda_equina_syndrome", "disc_herniation", "muscle_strain")
SHARES = (0.1, 0.6, 0.3)


def made_scores(seed: int = 0, n: int = 300, **changes: Any) -> CaseScores:
    rng = np.random.default_rng(seed)
    condition = np.repeat(np.arange(3), n).astype(np.int8)
    values: dict[str, Any] = {
        "condition": condition,
        "loss": rng.exponential(1.0, 3 * n).astype(np.float32),
        "top1": rng.random(3 * n) < 0.7,
        "urgency": np.where(condition == 0, 3, rng.integers(0, 3, 3 * n)).astype(
            np.int8
        ),
        "in_set": rng.random(3 * n) < 0.9,
        "condition_ids": IDS,
        "shares": SHARES,
        "cases_digest": "cases",
        "knowledge_digest": "knowledge",
        "model_digest": "model",
    }
    return CaseScores(**{**values, **changes})
