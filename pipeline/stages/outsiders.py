"""How often "none of these" is said of the known conditions, and of outsiders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CaseMatrix
from pipeline.knowledge.outsiders import load_outsiders
from pipeline.metrics.alarms import proportion
from pipeline.stages.params import OutsiderParams
from pipeline.synthesis import Request, sample_cases, sample_outsiders

Bools = NDArray[np.bool_]
Flagger = Callable[[CaseMatrix], Bools]
# With the interview's name: whether it leaves nothing unknown.
INTERVIEWS = {"complete": True, "natural": False}
DIGITS = 6


def evaluate_outsiders(flagger: Flagger, params: OutsiderParams) -> dict[str, Any]:
    """Count the cases that are said to fit none of the known conditions.

    Parameters
    ----------
    flagger : callable
        Gives, for a CaseMatrix, an array of bool of shape (n_cases,): true where the
        answers fit none of the conditions.
    params : OutsiderParams

    Returns
    -------
    dict
        `seed`, and under `interviews` one entry for a complete interview and one at
        natural depth. Each holds the flagged share of `insiders` (false flags), of
        all `outsiders`, each of which counts about the same, and `by_outsider`; every
        share with its n and its 95% interval.

    References
    ----------
    .. [1] Wilson: Probable inference, the law of succession, and statistical inference,
       J Am Stat Assoc 1927, doi:10.1080/01621459.1927.10502953.
    """
    return {
        "seed": params.seed,
        "interviews": [
            {"interview": name, **_evaluate(flagger, params, complete)}
            for name, complete in INTERVIEWS.items()
        ],
    }


def _evaluate(
    flagger: Flagger, params: OutsiderParams, complete: bool
) -> dict[str, Any]:
    """Count the flags of one kind of interview."""
    request = Request(seed=params.seed, complete=complete)
    profiles = load_outsiders().profiles
    n_outsiders = params.n_per_outsider * len(profiles)
    drawn = sample_outsiders(n_outsiders, params.seed, complete)
    flagged = flagger(drawn.cases)
    return {
        "insiders": _share(flagger(sample_cases(params.n_insiders, request))),
        "outsiders": _share(flagged),
        "by_outsider": [
            {
                "outsider": key,
                "name": profile.name,
                "tier": profile.tier.value,
                **_share(flagged[drawn.outsider == key]),
            }
            for key, profile in profiles.items()
        ],
    }


def _share(flagged: Bools) -> dict[str, Any]:
    """Give a flagged share with its n and Wilson interval; None where n is 0."""
    n = len(flagged)
    if n == 0:
        return {"n": 0, "flagged": None, "low": None, "high": None}
    found = proportion(int(flagged.sum()), n)
    return {
        "n": n,
        "flagged": round(found.value, DIGITS),
        "low": round(found.low, DIGITS),
        "high": round(found.high, DIGITS),
    }
