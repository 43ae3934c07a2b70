"""Draw the patients of one stratum, ask them in every way, and count the alarms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.knowledge import load_knowledge
from pipeline.knowledge.self_report import load_self_report
from pipeline.model import Classifier
from pipeline.rules import RuleSet
from pipeline.rules.batch import evaluate_batch
from pipeline.stages.budget.asking import COMPLETE, FORM, Stratum, ask_patients
from pipeline.stages.budget.counts import (
    AlarmCounts,
    count_alarms,
    count_carrying_answers,
)
from pipeline.stages.budget.naive_list import any_classical_flag
from pipeline.stages.budget.report import HEADLINE
from pipeline.stages.params import BudgetParams
from pipeline.terms import Urgency


@dataclass(frozen=True, eq=False)
class StratumCounts:
    """What was counted on the patients of one stratum.

    Parameters
    ----------
    by_user : dict of str to AlarmCounts
    flagged : int
        Patients with any flag of the classical list, asked by a clinician.
    carrying : dict of str to ndarray of shape (4, n_findings)
        As `count_carrying_answers` gives it, where every question is asked; empty
        outside the care setting of the headline, and for a serious condition.
    """

    by_user: dict[str, AlarmCounts]
    flagged: int
    carrying: dict[str, NDArray[np.int64]]


class StratumCounter:
    """What every stratum is counted with.

    Parameters
    ----------
    params : BudgetParams
    model : Classifier or None
    rule_set : RuleSet
    """

    def __init__(
        self, params: BudgetParams, model: Classifier | None, rule_set: RuleSet
    ) -> None:
        self._params = params
        self._model = model
        self._rule_set = rule_set
        self._false_yes = load_self_report().extra_ticks(load_knowledge())

    def count(self, stratum: Stratum) -> StratumCounts:
        """Count the alarms of one stratum.

        Parameters
        ----------
        stratum : Stratum

        Returns
        -------
        StratumCounts
        """
        n, seed = self._params.n_per_condition, self._params.seed
        asked = ask_patients(stratum, n, seed, self._false_yes)
        by_user, carrying = {}, {}
        for user, cases in asked.items():
            triage = evaluate_batch(cases, self._rule_set)
            by_user[user] = count_alarms(cases, triage, self._rule_set, self._model)
            if user != FORM and _causes_wanted(stratum):
                carrying[user] = count_carrying_answers(cases, triage, self._rule_set)
        flagged = int(any_classical_flag(asked[COMPLETE]).sum())
        return StratumCounts(by_user, flagged, carrying)


def _causes_wanted(stratum: Stratum) -> bool:
    tier = load_knowledge().profiles[stratum.condition].tier
    return stratum.care_setting == HEADLINE and tier is Urgency.ROUTINE
