from __future__ import annotations

import numpy as np
import pytest

from pipeline.cases import CaseMatrix
from pipeline.knowledge import load_knowledge
from pipeline.rules import load_rules
from pipeline.rules.batch import BatchTriage, evaluate_batch
from pipeline.stages.budget import BudgetReport, budget
from pipeline.stages.budget.asking import Stratum, ask_patients
from pipeline.stages.params import BudgetParams, load_params

N_CASES = 300
# In use, `load_params().budget` draws 8192.
FEW = 256


@pytest.fixture(scope="session")
def few() -> BudgetParams:
    return load_params().budget.model_copy(update={"n_per_condition": FEW})


@pytest.fixture(scope="session")
def report(few: BudgetParams) -> BudgetReport:
    """The budget of the rules alone, on few patients."""
    return budget(few)


@pytest.fixture(scope="session")
def asked() -> dict[str, CaseMatrix]:
    """Patients with a herniated disc, asked in every way."""
    stratum = Stratum(3, "primary_care", "disc_herniation")
    false_yes = np.full(len(load_knowledge().finding_ids), 0.05)
    return ask_patients(stratum, N_CASES, 5, false_yes)


@pytest.fixture(scope="session")
def cases() -> CaseMatrix:
    """Patients with a disease of many emergencies, asked at an ordinary visit."""
    stratum = Stratum(0, "emergency", "cauda_equina_syndrome")
    nothing = np.zeros(len(load_knowledge().finding_ids))
    return ask_patients(stratum, N_CASES, 5, nothing)["visit"]


@pytest.fixture(scope="session")
def triage(cases: CaseMatrix) -> BatchTriage:
    return evaluate_batch(cases, load_rules())
