"""The page with nothing but the shipped files, and with everything that it can show."""

from __future__ import annotations

import pytest

from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.knowledge.hazards import HazardLog, load_hazards
from pipeline.report.trace.evidence import (
    AlarmRate,
    Evidence,
    MutationScore,
    RuleTests,
    Theorem,
)
from pipeline.report.trace.page import render_trace

EVIDENCE = Evidence(
    tests=RuleTests(
        every=("tests/rules/test_red_flags.py::test_it_fires",),
        own={"RF001": ("tests/test_assess.py::test_a_saddle_that_is_numb",)},
    ),
    theorems=(
        Theorem("urgency is a maximum", "The urgency is the worse of the two.", True),
        Theorem("DF01.0", "DF01 fires RF001.", True, ("RF001",), "solver", "1 claim"),
        Theorem("untried", "Nobody has tried this.", None),
        Theorem("wrong", "RF002 fires for everybody.", False, ("RF002",)),
    ),
    mutants={"RF001": MutationScore(17, 18, 2), "RF002": MutationScore(1792, 1793, 1)},
    rates={
        "RF001": [
            AlarmRate("primary care, asked", 0.0123, 45.2),
            AlarmRate("primary care, ticked", 0.25),
        ]
    },
)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def log() -> HazardLog:
    return load_hazards()


@pytest.fixture(scope="session")
def plain(knowledge: Knowledge, log: HazardLog) -> str:
    return render_trace(knowledge, log)


@pytest.fixture(scope="session")
def full(knowledge: Knowledge, log: HazardLog) -> str:
    return render_trace(knowledge, log, EVIDENCE)
