"""The hazard log and the trace matrix as one page to look at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.cases import write_text
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.hazards import load_hazards
from pipeline.report.trace.evidence import Evidence, RuleTests
from pipeline.report.trace.page import NOTHING, render_trace
from pipeline.stages.params import PROJECT
from pipeline.stages.rule_tests import rule_tests

TRACE_FILE = PROJECT / "build" / "rules.html"
TESTS_FOLDER = PROJECT / "tests"


def write_trace(output: Path | None = None, evidence: Evidence = NOTHING) -> Path:
    """Write the hazard log and the trace matrix.

    Parameters
    ----------
    output : Path, optional
        Default build/rules.html.
    evidence : Evidence, optional
        Theorems, mutation scores and firing rates as far as they are known; the tests
        are looked up when it brings none.

    Returns
    -------
    Path
        Where it stands.

    Raises
    ------
    OutputError
        If nothing can be written there.
    ProfileError
        If the knowledge or the hazard log is faulty.
    """
    target = output or TRACE_FILE
    if output is None:
        target.parent.mkdir(exist_ok=True)
    if evidence.tests == RuleTests():
        evidence = replace(evidence, tests=rule_tests(TESTS_FOLDER))
    write_text(target, render_trace(load_knowledge(), load_hazards(), evidence))
    return target
