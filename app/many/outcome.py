"""The assessment of a whole file: asked once for each model and case mix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import loaded
from app.many.progress import progress
from app.words import count
from pipeline.assess import Scores, score_cases
from pipeline.cases import CaseMix
from pipeline.cases.many import CaseFile
from pipeline.errors import PipelineError
from pipeline.knowledge import load_knowledge
from pipeline.terms import Urgency

KEPT = "many_outcome"
MOST_LIKELY = 3


@dataclass(frozen=True, eq=False)
class Outcome:
    """What can be said about the cases of a file.

    Parameters
    ----------
    file : CaseFile
    classifier : Classifier or None
    case_mix : CaseMix or None
    fault : str or None
        Why the model has not answered.
    scores : Scores
    likeliest : ndarray of shape (n_cases, 3), int64, or None
        The first conditions by probability, as places in `scores.condition_ids`.
    """

    file: CaseFile
    classifier: Any
    case_mix: CaseMix | None
    fault: str | None
    scores: Scores
    likeliest: NDArray[np.int64] | None

    @property
    def open_emergencies(self) -> NDArray[np.int64]:
        """How many emergency rules unanswered questions could still fire."""
        rules = {rule.id: rule for rule in load_knowledge().rule_book.rules}
        is_emergency = [
            rules[name].tier is Urgency.EMERGENCY for name in self.scores.rules.rule_ids
        ]
        return np.asarray(self.scores.rules.undetermined[:, is_emergency].sum(axis=1))


def assess_file(file: CaseFile, case_mix: CaseMix | None) -> Outcome:
    """Assess the sound cases of a file, unless it is done already.

    Parameters
    ----------
    file : CaseFile
    case_mix : CaseMix or None

    Returns
    -------
    Outcome
        By the rules alone when there is no model, or when it fails.
    """
    classifier, fault = loaded.model()
    known: Outcome | None = st.session_state.get(KEPT)
    if (
        known is not None
        and known.file is file
        and known.classifier is classifier
        and known.case_mix == case_mix
    ):
        return known
    with progress(f"Assessing {count(len(file.rows), 'case')}") as tell:
        try:
            scores = score_cases(file.cases, classifier, case_mix, tell=tell)
        except PipelineError as error:
            fault = str(error)
            scores = score_cases(file.cases, None)
    found = Outcome(file, classifier, case_mix, fault, scores, _likeliest(scores))
    st.session_state[KEPT] = found
    return found


def _likeliest(scores: Scores) -> NDArray[np.int64] | None:
    if scores.proba is None:
        return None
    order = np.argsort(-scores.proba, axis=1, kind="stable")
    return np.asarray(order[:, :MOST_LIKELY], dtype=np.int64)
