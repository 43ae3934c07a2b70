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

from pipeline.cases import Case
from pipeline.errors import ArtifactError, Fault, PipelineError, shorten
from pipeline.knowledge import load_knowledge
from pipeline.model.classifier import Classifier
from pipeline.model.conformal import prediction_set
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
    fault : str, optional
        Why there is no answer.
    """

    explanation: Explanation | None = None
    tier: Urgency | None = None
    urgency_thresholds: Mapping[Urgency, float] = field(default_factory=dict)
    prediction_set: tuple[str, ...] | None = None
    coverage: float | None = None
    emergency_coverage: float | None = None
    fits_none: bool | None = None
    misfit: float | None = None
    model: Mapping[str, str] | None = None
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
    model: object, case: Case, patience_seconds: float = PATIENCE_SECONDS
) -> Opinion:
    """Ask a model about a case, and wait for no longer than is reasonable.

    Parameters
    ----------
    model : Classifier
        Anything else is a fault of the model, as is everything that it raises.
    case : Case
    patience_seconds : float, default=10
        A model that takes longer is left behind.

    Returns
    -------
    Opinion
        With a fault and nothing else, when the model fails.
    """
    answers: list[Opinion] = []

    def ask() -> None:
        try:
            answers.append(_opinion(model, case))
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


def _opinion(model: object, case: Case) -> Opinion:
    """Work out everything that is the model's alone, so that its faults show here."""
    classifier = _usable(model)
    explanation = explain(classifier, case)
    proba = explanation.proba
    rank = asked_tiers(proba[None, :], classifier.urgency_thresholds)[0]
    return Opinion(
        explanation=explanation,
        tier=TIER_ORDER[rank],
        urgency_thresholds=classifier.urgency_thresholds,
        prediction_set=_likeliest_first(proba, classifier),
        coverage=classifier.coverage,
        emergency_coverage=classifier.emergency_coverage,
        model={"version": classifier.version, "digest": classifier.digest},
    )


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
    proba: NDArray[np.float64], classifier: Classifier
) -> tuple[str, ...]:
    """Give the prediction set, most probable first, then by id."""
    ids = classifier.condition_ids
    inside = prediction_set(proba[None, :], np.array(classifier.set_thresholds))[0]
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
