"""The numbers we would most like to have: judgements that the answers lean on most."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.knowledge import load_knowledge
from pipeline.knowledge.coverage import kind_of
from pipeline.knowledge.pooling import pool
from pipeline.synthesis import Request, reference_network, sample_cases
from pipeline.synthesis.sensitivity import expected_losses
from pipeline.synthesis.stream import reference_compiler

N_CASES = 60_000
# Far from the seeds of params.yaml.
SEED = 9_001
MOST = 60


@dataclass(frozen=True)
class WishedNumber:
    """A judged number that a study could replace.

    Parameters
    ----------
    condition, finding : str
        Ids.
    value, low, high : float
        What is used now, and the 95% interval that it leaves open.
    nats : float
        Expected loss of log score from not knowing it, a thousand cases.
    why : str
        The reason of the judgement.
    """

    condition: str
    finding: str
    value: float
    low: float
    high: float
    nats: float
    why: str


def wish_list(most: int = MOST) -> list[WishedNumber]:
    """Rank the findings that rest on judgement alone by what not knowing them costs.

    Parameters
    ----------
    most : int
        Length of the list.

    Returns
    -------
    list of WishedNumber
        Costliest first.
    """
    knowledge = load_knowledge()
    cases = sample_cases(N_CASES, Request(seed=SEED))
    losses = expected_losses(reference_compiler().beliefs, reference_network(), cases)
    wished = []
    for c, condition in enumerate(knowledge.condition_ids):
        for finding, figures in knowledge.profiles[condition].findings.items():
            if any(kind_of(figure) != "judged" for figure in figures):
                continue
            pooled = pool(figures)
            nats = 1000.0 * float(losses[c, knowledge.finding_ids.index(finding)])
            why = "; ".join(f.why or f.note or "recalled" for f in figures)
            wished.append(
                WishedNumber(
                    condition, finding, pooled.mean, pooled.low, pooled.high, nats, why
                )
            )
    return sorted(wished, key=lambda w: (-w.nats, w.condition, w.finding))[:most]
