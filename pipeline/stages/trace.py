"""The hazard log and the trace matrix as one page, with what holds each rule."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.cases import write_text
from pipeline.knowledge import load_knowledge
from pipeline.knowledge.hazards import load_hazards
from pipeline.report.trace.evidence import (
    AlarmRate,
    Evidence,
    MutationScore,
    RuleTests,
    Theorem,
)
from pipeline.report.trace.page import NOTHING, render_trace
from pipeline.stages.budget import budget, rule_rates
from pipeline.stages.params import PROJECT, Params
from pipeline.stages.rule_tests import rule_tests

TRACE_FILE = PROJECT / "build" / "rules.html"
TESTS_FOLDER = PROJECT / "tests"
WHO = "simulated primary care, ordinary visit"


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


def gather_evidence(params: Params) -> Evidence:
    """Prove, mutate and measure the rules, for the page to show.

    Parameters
    ----------
    params : Params
        Their budget says on how many patients alarms are counted.

    Returns
    -------
    Evidence
        Without the tests, which are looked up when the page is written.
    """
    # The solver is loaded only by those who prove.
    from pipeline.proofs.mutation import mutate
    from pipeline.proofs.proving import prove

    knowledge, hazards = load_knowledge(), load_hazards()
    subjects = mutate(knowledge, hazards).to_dict()["subjects"]
    rates = rule_rates(budget(params.budget))
    return Evidence(
        theorems=[
            Theorem(p.id, p.statement, p.holds, (), p.method, p.what)
            for p in prove(knowledge, hazards)
        ],
        mutants={
            row["id"]: MutationScore(
                row["killed"], row["killed"] + row["survived"], row["equivalent"]
            )
            for row in subjects
        },
        rates={
            rule: [AlarmRate(WHO, row["rate"], row["number_needed_to_alert"])]
            for rule, row in rates.items()
            if row["rate"] is not None
        },
    )
