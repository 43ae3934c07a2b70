"""Whether the knowledge and the rules hold, asked by running their own checks."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.errors import PipelineError
from pipeline.gates.verdict import Verdict
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.hazards import load_hazards
from pipeline.knowledge.outsiders import load_outsiders
from pipeline.knowledge.studies import load_studies
from pipeline.rules import load_rules

KNOWLEDGE, CANARIES, PROOFS = "knowledge_checks", "rule_canaries", "rule_proofs"
PROOFS_TITLE = "Proofs about the rules"
NOT_PROVED = (
    "Asked by lasegue gate --proofs and by make check, because they take longer than "
    "the rest."
)
_MOST_FAULTS = 3


def judge_promises() -> list[Verdict]:
    """Run the checks of the knowledge and the canaries of the rules.

    Returns
    -------
    list of Verdict
        The proofs take longer than the rest together, and are not asked here.
    """
    return [
        _run(KNOWLEDGE, "Checks of the knowledge", _check_knowledge),
        _run(CANARIES, "Canaries of the red flags", _check_rules),
        Verdict(PROOFS, PROOFS_TITLE, None, None, None, NOT_PROVED),
    ]


def _run(name: str, title: str, check: Callable[[], str]) -> Verdict:
    try:
        found = check()
    except PipelineError as error:
        told = " ".join(str(fault) for fault in error.faults[:_MOST_FAULTS])
        more = len(error.faults) - _MOST_FAULTS
        rest = f" And {more} more." if more > 0 else ""
        n = float(len(error.faults))
        return Verdict(name, title, False, n, 0.0, f"{told}{rest}")
    return Verdict(name, title, True, 0.0, 0.0, f"{found}.")


def _check_knowledge() -> str:
    knowledge = load_knowledge()
    for load in (load_studies, load_outsiders, load_hazards):
        load()
    n = len(knowledge.profiles)
    return f"{n} profiles, and the studies, outsiders and hazards beside them, hold"


def _check_rules() -> str:
    rules = load_rules()
    del rules
    n = len(load_knowledge().rule_book.rules)
    return f"All {n} rules answer theirs"
