"""What can be said about one case: rules, model and their merge.

Rules first, the model second, then a merge that can only raise urgency. An assessment
evaluates the rules itself: nobody can hand it an urgency, an order or a rule's silence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, final

from pipeline.cases import Case
from pipeline.knowledge import load_knowledge
from pipeline.model.advice import (
    hinges_on,
    impossible,
    next_questions,
    reasons,
    would_change,
)
from pipeline.model.next_step import next_step
from pipeline.model.opinion import Opinion
from pipeline.rules import Triage, load_rules
from pipeline.rules.merge import merge, shown_order
from pipeline.terms import Urgency

CONDITIONS_EXPLAINED = 5


@final
@dataclass(frozen=True, eq=False)
class Assessment:
    """What can be said about a case; None where nothing can be given.

    The rules are evaluated here, on the case itself, and everything else follows from
    them and the opinion. Copies and pickles come back through the same evaluation.

    Parameters
    ----------
    case : Case
    opinion : Opinion
        The model's; it can raise the urgency and never lower it.
    """

    case: Case
    opinion: Opinion = field(repr=False)
    triage: Triage = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "triage", load_rules().evaluate(self.case))

    def __init_subclass__(cls) -> None:
        message = "an assessment is final: a subclass could go round the rules"
        raise TypeError(message)

    def __reduce__(self) -> tuple[Any, ...]:
        return Assessment, (self.case, self.opinion)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Assessment):
            return NotImplemented
        same_fault = self.model_fault == other.model_fault
        return same_fault and self.to_dict() == other.to_dict()

    def to_dict(self) -> dict[str, Any]:
        """Give the assessment as plain values, ready for JSON."""
        return {
            "case_id": self.case_id,
            "urgency": None if self.urgency is None else self.urgency.value,
            "urgency_from": self.urgency_from,
            "red_flags": self.red_flags,
            "undetermined": self.undetermined,
            "differential": self.differential,
            "syndromes": self.syndromes,
            "prediction_set": self.prediction_set,
            "coverage": self.coverage,
            "emergency_coverage": self.emergency_coverage,
            "none_of_these": self.none_of_these,
            "why": self.why,
            "would_change": self.would_change,
            "next_questions": self.next_questions,
            "next_step": self.next_step,
            "model": self.model,
            "knowledge": self.knowledge,
            "case_mix": self.case_mix,
            "hinges_on": self.hinges_on,
        }

    @property
    def case_id(self) -> str | None:
        """Name of the case, handed through."""
        return self.case.case_id

    @property
    def urgency(self) -> Urgency | None:
        """How soon somebody must act; None with neither a fired rule nor a model."""
        return merge(self.triage.floor, self.opinion.tier)

    @property
    def urgency_from(self) -> Literal["red_flag", "model", "none"]:
        """Who says so: the rules, as soon as they say as much as the model."""
        if self.urgency is None:
            return "none"
        return "red_flag" if self.triage.floor == self.urgency else "model"

    @property
    def red_flags(self) -> list[dict[str, Any]]:
        """The fired rules, worst first."""
        return [
            {
                "id": item.rule.id,
                "name": item.rule.name,
                "urgency": item.rule.tier.value,
                "because": list(item.because),
                "suspects": list(item.rule.suspects),
                "suspects_outside": item.rule.suspects_outside,
                "action": item.rule.action,
                "sources": list(item.rule.sources),
            }
            for item in self.triage.fired
        ]

    @property
    def undetermined(self) -> list[dict[str, Any]]:
        """The rules that unanswered questions could still fire, worst first."""
        return [
            {
                "id": item.rule.id,
                "name": item.rule.name,
                "urgency": item.rule.tier.value,
                "ask": list(item.ask),
            }
            for item in self.triage.undetermined
        ]

    @property
    def differential(self) -> list[dict[str, Any]]:
        """All conditions: suspects of fired rules first, then by probability."""
        knowledge = load_knowledge()
        profiles, ids = knowledge.profiles, knowledge.condition_ids
        suspected, proba = self.triage.suspect_tiers(), self.opinion.proba
        low, high = self.opinion.low, self.opinion.high
        return [
            {
                "condition": ids[j],
                "name": profiles[ids[j]].name,
                "probability": None if proba is None else proba[j],
                "low": None if low is None else low[j],
                "high": None if high is None else high[j],
                "outranks": ids[j] in suspected,
            }
            for j in shown_order(suspected, proba, ids)
        ]

    @property
    def syndromes(self) -> list[dict[str, Any]]:
        """Probabilities of the kinds of pain; they may overlap."""
        return self.opinion.syndromes()

    @property
    def prediction_set(self) -> list[str] | None:
        """Conditions among which the cause nearly always is, most probable first."""
        conditions = self.opinion.prediction_set
        return None if conditions is None else list(conditions)

    @property
    def coverage(self) -> float | None:
        """How often the prediction set holds the cause."""
        return self.opinion.coverage

    @property
    def emergency_coverage(self) -> float | None:
        """How often it does when the cause is an emergency."""
        return self.opinion.emergency_coverage

    @property
    def none_of_these(self) -> dict[str, Any]:
        """Whether the answers fit none of the conditions."""
        return {"flag": self.opinion.fits_none, "score": self.opinion.misfit}

    @property
    def why(self) -> list[dict[str, Any]] | None:
        """The answers that speak for and against the first conditions."""
        if self.opinion.explanation is None:
            return None
        ids = list(load_knowledge().condition_ids)
        first = [item["condition"] for item in self.differential[:CONDITIONS_EXPLAINED]]
        return reasons(self.opinion.explanation, self.case, ids, first)

    @property
    def would_change(self) -> list[dict[str, Any]]:
        """Single answers that would change the urgency or the top condition."""
        return would_change(
            self.triage,
            self.opinion.explanation,
            dict(self.opinion.urgency_thresholds),
            self.urgency,
            list(load_knowledge().condition_ids),
        )

    @property
    def hinges_on(self) -> list[dict[str, Any]] | None:
        """Known answers that, had they been otherwise, would change the result."""
        if self.opinion.explanation is None:
            return None
        return hinges_on(
            self.case,
            self.opinion.explanation,
            dict(self.opinion.urgency_thresholds),
            list(load_knowledge().condition_ids),
        )

    @property
    def next_questions(self) -> list[dict[str, str]]:
        """What to ask next, and why: open red flags first."""
        return self.questions_without(frozenset())

    def questions_without(self, passed: frozenset[str]) -> list[dict[str, str]]:
        """Give what to ask next, others in the place of what shall not be asked.

        Parameters
        ----------
        passed : frozenset of str
            Findings that were asked for and are not known.

        Returns
        -------
        list of dict
            As `next_questions`.
        """
        return next_questions(
            self.triage,
            self.opinion.explanation,
            self.urgency,
            load_knowledge(),
            passed | impossible(self.case),
        )

    @property
    def next_step(self) -> str:
        """What to do now, in plain words."""
        return next_step(self.triage, self.opinion.proba, self.urgency)

    @property
    def model(self) -> dict[str, str] | None:
        """Version and digest of the model; None when none has answered."""
        return None if self.opinion.model is None else dict(self.opinion.model)

    @property
    def knowledge(self) -> dict[str, str]:
        """Digest of the knowledge."""
        return {"digest": load_knowledge().digest}

    @property
    def case_mix(self) -> dict[str, str] | None:
        """The case mix of which the probabilities speak; None for the model's own."""
        name = self.opinion.case_mix
        return None if name is None else {"name": name}

    @property
    def model_fault(self) -> str | None:
        """Why no model has answered; no part of the contract."""
        return self.opinion.fault
