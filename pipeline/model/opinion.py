"""What the model says of one case, or why it says nothing.

Nothing that a model does may silence the rules: whatever it raises and however long it
takes, what comes back is an opinion, if need be one with a fault and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.cases import (
    CARE_SETTINGS,
    NOT_KNOWN,
    Case,
    CaseMix,
    matrix_from_cases,
)
from pipeline.errors import ArtifactError, Fault, PipelineError, shorten
from pipeline.knowledge import load_knowledge
from pipeline.model.classifier import Classifier
from pipeline.model.explain import Explanation, explain
from pipeline.model.tiers import TIER_ORDER, asked_tiers
from pipeline.terms import Urgency

# Hundreds of times what an answer takes: only a model that hangs needs more.
PATIENCE_SECONDS = 10.0
LONGEST_ERROR = 120
SYNDROMES = {
    "radicular_pain": "Nerve-root pain (sciatica)",
    "neurogenic_claudication": "Nerve pain on walking (neurogenic claudication)",
    "referred_somatic_pain": "Pain referred from joints, discs or muscles",
    "non_spinal": "A cause outside the spine",
    "serious": "A cause that needs urgent care",
}


@dataclass(frozen=True)
class Opinion:
    """What a model says of one case; nothing in any part when there is none.

    Parameters
    ----------
    explanation : Explanation, optional
        Probabilities for the case, and for the case with one answer more or less.
    tier : Urgency, optional
        The urgency that the model asks for.
    urgency_thresholds : mapping of Urgency to float
        By which it asks.
    low, high : tuple of float, optional
        Interval around each probability, over what the literature leaves open.
    prediction_set : tuple of str, optional
        Conditions, most probable first.
    coverage, emergency_coverage : float, optional
        Of the prediction set.
    fits_none : bool, optional
        Whether the answers fit none of the conditions.
    misfit : float, optional
        How little they fit.
    model : mapping of str, optional
        Version and digest of the model.
    case_mix : str, optional
        Name of the case mix of which it speaks; None for the model's own.
    fault : str, optional
        Why there is no answer.
    """

    explanation: Explanation | None = None
    tier: Urgency | None = None
    urgency_thresholds: Mapping[Urgency, float] = field(default_factory=dict)
    low: tuple[float, ...] | None = None
    high: tuple[float, ...] | None = None
    prediction_set: tuple[str, ...] | None = None
    coverage: float | None = None
    emergency_coverage: float | None = None
    fits_none: bool | None = None
    misfit: float | None = None
    model: Mapping[str, str] | None = None
    case_mix: str | None = None
    fault: str | None = None

    @property
    def proba(self) -> list[float] | None:
        """Probability of each condition, for the case itself."""
        return None if self.explanation is None else self.explanation.proba.tolist()

    def syndromes(self) -> list[dict[str, Any]]:
        """Sum the probabilities of the conditions that belong to each syndrome."""
        profiles = load_knowledge().profiles.values()
        entries = []
        for syndrome, name in SYNDROMES.items():
            probability = None
            if self.explanation is not None:
                members = [syndrome in profile.syndromes for profile in profiles]
                probability = float(self.explanation.proba[members].sum())
            entries.append({"id": syndrome, "name": name, "probability": probability})
        return entries


def ask_model(
    model: object,
    case: Case,
    patience_seconds: float = PATIENCE_SECONDS,
    case_mix: CaseMix | None = None,
) -> Opinion:
    """Ask a model about a case, and wait for no longer than is reasonable.

    Parameters
    ----------
    model : Classifier
        Anything else is a fault of the model, as is everything that it raises.
    case : Case
    patience_seconds : float, default=10
        A model that takes longer is left behind.
    case_mix : CaseMix, optional
        Instead of the one that the model stands for in the case's care setting.

    Returns
    -------
    Opinion
        With a fault and nothing else, when the model fails.
    """
    answers: list[Opinion] = []

    def ask() -> None:
        try:
            answers.append(_opinion(model, case, case_mix))
        # What a broken model raises is not ours to foresee: even SystemExit must not
        # end the program before the rules have spoken.
        except BaseException as error:
            answers.append(Opinion(fault=_in_words(error)))

    # A thread only because a model that hangs cannot be interrupted, just left behind.
    thread = Thread(target=ask, name="ask_model", daemon=True)
    try:
        thread.start()
    except RuntimeError as error:  # none can be had: others may hang already
        return Opinion(fault=_in_words(error))
    thread.join(patience_seconds)
    return answers[0] if answers else Opinion(fault=_too_slow(patience_seconds))


def _opinion(model: object, case: Case, case_mix: CaseMix | None) -> Opinion:
    """Work out everything that is the model's alone, so that its faults show here."""
    classifier = _usable(model)
    cases = matrix_from_cases([case])
    X = classifier.schema.encode(cases)
    explanation = explain(classifier, case, X)
    # How often a set holds the condition does not depend on how common the condition
    # is, as long as the score that decides stays the same: that of the model's own mix.
    inside = classifier.prediction_sets(cases, explanation.proba[None, :])[0]
    if case_mix is not None:
        reference = _reference(classifier, case)
        explanation = explanation.under_mix(reference, case_mix.row)
    proba = explanation.proba
    rank = asked_tiers(proba[None, :], classifier.urgency_thresholds)[0]
    low, high = _interval(classifier, X, proba)
    misfit, fits_none = _misfit(classifier, X)
    return Opinion(
        explanation=explanation,
        tier=TIER_ORDER[rank],
        urgency_thresholds=classifier.urgency_thresholds,
        low=low,
        high=high,
        prediction_set=_likeliest_first(inside, proba, classifier.condition_ids),
        coverage=classifier.coverage,
        emergency_coverage=classifier.emergency_coverage,
        fits_none=fits_none,
        misfit=misfit,
        model={"version": classifier.version, "digest": classifier.digest},
        case_mix=None if case_mix is None else case_mix.name,
    )


def _interval(
    classifier: Classifier, X: NDArray[np.float32], proba: NDArray[np.float64]
) -> tuple[tuple[float, ...] | None, tuple[float, ...] | None]:
    """Give the interval around each probability; None where no worlds were seen."""
    if classifier.spread is None:
        return None, None
    low, high = classifier.spread.interval(X, proba[None, :])
    return tuple(low[0].tolist()), tuple(high[0].tolist())


def _misfit(
    classifier: Classifier, X: NDArray[np.float32]
) -> tuple[float | None, bool | None]:
    """Say how little the answers fit any condition, and whether that is too little."""
    if classifier.typicality is None:
        return None, None
    score = classifier.typicality.score_rows(X)
    return float(score[0]), bool(classifier.typicality.flags(score)[0])


def _reference(classifier: Classifier, case: Case) -> NDArray[np.float64]:
    """Give the case mix that the probabilities of a case stand for."""
    setting = case.care_setting
    code = NOT_KNOWN if setting is None else CARE_SETTINGS.index(setting.value)
    row: NDArray[np.float64] = classifier.reference_rows([code])[0]
    return row


def _usable(model: object) -> Classifier:
    """Refuse what is no classifier of the present conditions.

    Its findings are compared where the case is encoded.
    """
    if not isinstance(model, Classifier):
        to_do = "Give what load_classifier gives, or the content of classifier.joblib."
        got = f"an object of class {type(model).__name__}"
        raise ArtifactError(Fault("the model", "it", "a Classifier", got, to_do))
    if model.condition_ids != load_knowledge().condition_ids:
        got, to_do = shorten(model.condition_ids), "Train the model again."
        must_be = "those of the present knowledge"
        raise ArtifactError(Fault("the model", "its conditions", must_be, got, to_do))
    return model


def _likeliest_first(
    inside: NDArray[np.bool_], proba: NDArray[np.float64], ids: tuple[str, ...]
) -> tuple[str, ...]:
    """Name the conditions of the set, most probable first, then by id."""
    order = sorted(np.flatnonzero(inside), key=lambda j: (-proba[j], ids[j]))
    return tuple(ids[j] for j in order)


def _in_words(error: BaseException) -> str:
    if isinstance(error, PipelineError):
        return str(error)
    got = shorten(error, LONGEST_ERROR)
    return str(_no_answer("given without an error", got))


def _too_slow(patience_seconds: float) -> str:
    got = f"none: it took longer than {patience_seconds:g} s"
    return str(_no_answer("given in time", got))


def _no_answer(must_be: str, got: str) -> Fault:
    to_do = "Do not use this model; train it again."
    return Fault("the model", "its answer", must_be, got, to_do)
