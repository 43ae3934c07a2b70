"""The proofs about the rules as one gate beside the others."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pipeline.gates import Verdict
from pipeline.gates.promises import PROOFS, PROOFS_TITLE
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.hazards import HAZARDS_FILE, read_hazards

if TYPE_CHECKING:
    from pipeline.proofs.proving import Proof

NO_SOLVER = 'The solver is not installed: pip install "lasegue[proofs]".'


def with_proofs(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Put what the proofs say in the place where they were not asked.

    Parameters
    ----------
    verdicts : iterable of Verdict

    Returns
    -------
    list of Verdict
        Without the solver they still are not asked, and the sentence says why.
    """
    return [_prove() if v.name == PROOFS else v for v in verdicts]


def _prove() -> Verdict:
    if find_spec("z3") is None:
        return Verdict(PROOFS, PROOFS_TITLE, None, None, None, NO_SOLVER)
    # Not every installation has the solver.
    from pipeline.proofs.proving import prove

    knowledge = load_knowledge()
    # Whether the log agrees with the rules is for the proofs to say.
    log = read_hazards(HAZARDS_FILE, knowledge, against_rules=False)
    return verdict_of(prove(knowledge, log))


def verdict_of(proofs: Iterable[Proof]) -> Verdict:
    """Say whether all theorems hold, and name those that do not.

    Parameters
    ----------
    proofs : iterable of Proof

    Returns
    -------
    Verdict
    """
    asked = list(proofs)
    broken = [proof for proof in asked if not proof.holds]
    sentence = f"All {len(asked)} theorems hold."
    if broken:
        told = " ".join(f"{proof.id}: {proof.statement}." for proof in broken)
        sentence = f"Not so: {told} For a case: lasegue rules prove."
    return Verdict(PROOFS, PROOFS_TITLE, not broken, float(len(broken)), 0.0, sentence)
