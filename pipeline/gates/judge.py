"""Every gate, asked at once."""

from __future__ import annotations

from typing import Any

from pipeline.gates.against_champion import emergency_ids, judge_against
from pipeline.gates.alarms import judge_alarms
from pipeline.gates.belonging import judge_belonging
from pipeline.gates.case_scores import CaseScores
from pipeline.gates.champion import Champion
from pipeline.gates.floors import AT_LEAST, Gate, judge_floors
from pipeline.gates.limits import GateParams
from pipeline.gates.measured import Figures, emergency_sensitivity
from pipeline.gates.promises import judge_promises
from pipeline.gates.verdict import Verdict


def judge(
    figures: dict[str, Any],
    limits: GateParams,
    scores: CaseScores | None = None,
    champion: Champion | None = None,
    model_digest: str | None = None,
) -> list[Verdict]:
    """Ask every gate.

    Parameters
    ----------
    figures : dict
        Of an evaluation, as in experiments/evaluation.json.
    limits : GateParams
    scores : CaseScores, optional
        The model on the fixed evaluation cases.
    champion : Champion, optional
        None in a first run.
    model_digest : str, optional
        Of the model that the figures must be of; else that of the scores.

    Returns
    -------
    list of Verdict
        In the same order for every model. `passed` is None for what could not be
        asked; the sentence says why.
    """
    if model_digest is None and scores is not None:
        model_digest = scores.model_digest
    return [
        *judge_belonging(figures, model_digest),
        *judge_floors(figures, limits),
        _sensitivity(figures, scores, limits),
        *judge_alarms(figures),
        *judge_promises(),
        *judge_against(scores, champion, limits.paired),
    ]


def _sensitivity(
    figures: Figures, scores: CaseScores | None, limits: GateParams
) -> Verdict:
    gate = Gate(
        "emergency_sensitivity",
        "Patients called emergencies, of the emergency missed most",
        lambda figures: emergency_sensitivity(figures, scores, emergency_ids()),
        AT_LEAST,
        "Look at the red flags that should have fired, and at the model's threshold "
        "for an emergency.",
    )
    return gate.judge(figures, limits.emergency_sensitivity)


def failures(verdicts: list[Verdict]) -> list[str]:
    """Give the sentence of every gate that failed, by its name."""
    return [
        f"{v.name} ({v.title}): {v.sentence}" for v in verdicts if v.passed is False
    ]
