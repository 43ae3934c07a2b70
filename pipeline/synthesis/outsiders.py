"""Cases of conditions that the classifier does not know, for evaluation alone.

The outsiders are compiled into one network together with the known conditions, which
keep no share of the cases: what they add is the background, silent companions
included, so that an outsider differs from anybody else in its own findings only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import CaseMatrix
from pipeline.cases.matrix import concatenate
from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.knowledge.outsiders import NONE_OF_THESE, Outsider, load_outsiders
from pipeline.knowledge.schema import EXPERT_ESTIMATE, Figure
from pipeline.synthesis.interview import build_interviews
from pipeline.synthesis.network import Compiler, Network
from pipeline.synthesis.population import (
    BLOCK_ROWS,
    Population,
    Request,
    block_matrix,
)

# Far above any block of the known conditions and below any world: the same seed must
# not give insiders and outsiders the same random numbers.
_FIRST_BLOCK = 2**61


@dataclass(frozen=True, eq=False)
class OutsiderCases:
    """Cases that none of the known conditions explains.

    Parameters
    ----------
    cases : CaseMatrix
        All labelled none_of_these.
    outsider : ndarray of shape (n_cases,), object
        Id of the outsider behind each case.
    """

    cases: CaseMatrix
    outsider: NDArray[np.object_]


def with_outsiders(
    knowledge: Knowledge, outsiders: Mapping[str, Outsider]
) -> Knowledge:
    """Add outsiders to the profiles and give them all cases, in equal shares.

    Parameters
    ----------
    knowledge : Knowledge
    outsiders : mapping of str to Outsider
        At least one.

    Returns
    -------
    Knowledge
        The known conditions stay, without a share of the cases.
    """
    why = "each outsider counts the same, wherever it is seen"
    shares = {
        key: Figure(value=value, n=1, source=EXPERT_ESTIMATE, why=why)
        for value, keys in ((0.0, knowledge.profiles), (1 / len(outsiders), outsiders))
        for key in keys
    }
    case_mix = dict.fromkeys(knowledge.settings.case_mix, shares)
    return replace(
        knowledge,
        profiles=dict(sorted({**knowledge.profiles, **outsiders}.items())),
        settings=knowledge.settings.model_copy(update={"case_mix": case_mix}),
    )


@cache
def outsider_network() -> Network:
    """Compile the reference world of the shipped outsiders, once a process."""
    knowledge = with_outsiders(load_knowledge(), load_outsiders().profiles)
    return Compiler(knowledge).average()


def sample_outsiders(
    n: int, seed: int, complete: bool = False, care_setting: str | None = None
) -> OutsiderCases:
    """Draw cases of outsiders, asked and answered as anybody's are.

    Parameters
    ----------
    n : int
        Number of cases; row I is the same whatever it is.
    seed : int
        Key of the stream, 0 to 2**63 - 1.
    complete : bool, default=False
        Leave nothing unknown.
    care_setting : str, optional
        Draw every case in this setting; by the weights of settings.yaml without it.

    Returns
    -------
    OutsiderCases
    """
    network = outsider_network()
    request = Request(seed=seed, care_setting=care_setting, complete=complete)
    population = Population(network, build_interviews(load_knowledge()), request)
    parts = [
        block_matrix(
            population.draw(_FIRST_BLOCK + block),
            network,
            slice(0, n - block * BLOCK_ROWS),
        )
        for block in range(max(1, math.ceil(n / BLOCK_ROWS)))
    ]
    drawn = concatenate(parts)
    outsider = np.asarray(drawn.condition, dtype=object)
    nobody = np.full(len(drawn), NONE_OF_THESE, dtype=object)
    return OutsiderCases(replace(drawn, condition=nobody), outsider)
