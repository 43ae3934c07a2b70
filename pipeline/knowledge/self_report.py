"""How much more patients tick on a form than a clinician would record.

Read from self_report.yaml. It is no part of the Knowledge and of its digest: nothing
is generated from it; it turns generated cases into what a form would show.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from pipeline.errors import Fault, ProfileError
from pipeline.knowledge.book import Knowledge
from pipeline.knowledge.loading import KNOWLEDGE_FOLDER, faults_of, load_knowledge
from pipeline.knowledge.logic import Present, leaves, parse_logic
from pipeline.knowledge.nearest import unknown_id
from pipeline.knowledge.schema import Figure, Record
from pipeline.knowledge.strict_yaml import read_yaml

SELF_REPORT_FILE = KNOWLEDGE_FOLDER / "self_report.yaml"


class SelfReport(Record):
    """How often a finding is ticked by patients who do not have it.

    Parameters
    ----------
    rates : dict of str to Figure
        By finding id: the chance that a patient without the finding, as a clinician
        would record it, ticks it on a form.
    default : Figure
        The same for every other finding of the history that a red flag uses.
    """

    rates: dict[str, Figure]
    default: Figure

    def extra_ticks(self, knowledge: Knowledge) -> NDArray[np.float64]:
        """Give the chance of a tick without the finding, for every finding.

        Parameters
        ----------
        knowledge : Knowledge

        Returns
        -------
        ndarray of shape (n_findings,), float64
            In the order of `knowledge.finding_ids`. 0 for what needs an examiner, as a
            patient never ticks it, and for what no red flag uses. What a finding
            `requires` is not looked at.
        """
        tickable = _tickable(knowledge)
        return np.array(
            [
                self.rates.get(key, self.default).value if key in tickable else 0.0
                for key in knowledge.finding_ids
            ]
        )


def read_self_report(path: Path, knowledge: Knowledge) -> SelfReport:
    """Read and check a file of self-report rates.

    Parameters
    ----------
    path : Path
    knowledge : Knowledge
        What the file refers to.

    Returns
    -------
    SelfReport

    Raises
    ------
    ProfileError
        With every fault of form or, when the form holds, every fault of meaning.
    """
    data, faults = read_yaml(path)
    if faults:
        raise ProfileError(faults)
    try:
        report = SelfReport.model_validate(data)
    except ValidationError as error:
        raise ProfileError(faults_of(error, path.name)) from None
    faults = list(_faults(report, path.name, knowledge))
    if faults:
        raise ProfileError(faults)
    return report


@cache
def load_self_report() -> SelfReport:
    """Load the self-report rates that ship with the package, once a process."""
    return read_self_report(SELF_REPORT_FILE, load_knowledge())


def _tickable(knowledge: Knowledge) -> set[str]:
    """Collect the findings of the history that some red flag uses."""
    book = knowledge.rule_book
    return {
        leaf.finding
        for rule in book.rules
        for leaf in leaves(parse_logic(rule.when, book.groups))
        if isinstance(leaf, Present)
        and knowledge.findings[leaf.finding].source == "history"
    }


def _faults(report: SelfReport, where: str, knowledge: Knowledge) -> Iterator[Fault]:
    tickable = _tickable(knowledge)
    for key in report.rates:
        if key not in knowledge.findings:
            yield unknown_id(where, f"rates.{key}", key, knowledge.findings)
        elif key not in tickable:
            must_be = "a finding of the history that a red flag uses"
            exam = knowledge.findings[key].source == "exam"
            got = "one that needs an examiner" if exam else "one that no red flag uses"
            yield Fault(where, f"rates.{key}", must_be, got, "Leave it out.")
    figures = {f"rates.{key}": figure for key, figure in report.rates.items()}
    for what, figure in {**figures, "default": report.default}.items():
        if figure.source not in knowledge.sources:
            known = knowledge.sources
            yield unknown_id(where, f"{what}.source", figure.source, known)
