"""One case: from its answers to an assessment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pipeline.assess.assessment import Assessment
from pipeline.cases import Case, CaseMix, find_case_mix
from pipeline.model import Classifier
from pipeline.model.loading import load_once
from pipeline.model.opinion import PATIENCE_SECONDS, Opinion, ask_model
from pipeline.rules import load_rules

MODEL_VARIABLE = "LASEGUE_MODEL"
DEFAULT_MODEL_FOLDER = Path(__file__).parents[2] / "models"


def assess(
    case: Case,
    model: Classifier | Literal["default"] | None = "default",
    patience_seconds: float = PATIENCE_SECONDS,
    case_mix: CaseMix | str | None = None,
) -> Assessment:
    """Assess one case: red flags first, then the classifier, then the merge.

    Parameters
    ----------
    case : Case
    model : Classifier, None or "default"
        The classifier to ask; None asks the rules alone; "default" takes the one
        that LASEGUE_MODEL or the project's models/ holds, if it can be loaded.
    patience_seconds : float, default=10
        How long the classifier may take; after that the rules answer alone.
    case_mix : CaseMix or str, optional
        How common each condition is where the patient comes from, or the name or file
        of such a mix; None is that of the case's care setting. The rules, and what is
        in the prediction set, do not depend on it.

    Returns
    -------
    Assessment
        Its urgency is never below the tier of a fired rule.

    Raises
    ------
    OptionError
        If the case mix is none.

    Examples
    --------
    >>> result = assess(Case(findings={"saddle_numbness": "present"}), model=None)
    >>> result.urgency
    <Urgency.EMERGENCY: 'emergency'>
    >>> result.red_flags[0]["because"]
    ['saddle_numbness']
    """
    mix = find_case_mix(case_mix) if isinstance(case_mix, str) else case_mix
    fault = None
    # By its exact class: what is no model may answer == and isinstance as it likes.
    if type(model) is str and model == "default":
        model, fault = default_model()
    if model is None:
        return Assessment(case, Opinion(fault=fault))
    return Assessment(case, ask_model(model, case, patience_seconds, mix))


def check_rules() -> None:
    """Make sure that every red flag still answers, before anything starts.

    Raises
    ------
    SilentRuleError
        With every rule that does not.
    """
    load_rules()


def default_model() -> tuple[Classifier | None, str | None]:
    """Load the model that LASEGUE_MODEL or models/ holds.

    Returns
    -------
    classifier : Classifier or None
    fault : str or None
        Why there is none.
    """
    return load_once(Path(os.environ.get(MODEL_VARIABLE) or DEFAULT_MODEL_FOLDER))
