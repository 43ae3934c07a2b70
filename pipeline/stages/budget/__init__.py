"""The alarm budget: how often the rules sound on simulated patients, and for what.

A layer that always sounds is ignored. So its alarms are counted, apart for a clinician
who asks and for a patient who ticks, and each is held under a limit of params.yaml.
"""

from pipeline.stages.budget.measuring import budget
from pipeline.stages.budget.report import (
    BudgetReport,
    failed_budget,
    rule_rates,
    summarise_budget,
)

__all__ = [
    "BudgetReport",
    "budget",
    "failed_budget",
    "rule_rates",
    "summarise_budget",
]
