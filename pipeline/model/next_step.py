"""What to do now, in the words of the fired rules or of the leading condition."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.knowledge import load_knowledge
from pipeline.rules import Triage
from pipeline.terms import Urgency


def next_step(
    triage: Triage, proba: Sequence[float] | None, urgency: Urgency | None
) -> str:
    """Say what to do now: the worst fired rules speak first.

    Parameters
    ----------
    triage : Triage
    proba : sequence of float or None
        The model's, one for each condition.
    urgency : Urgency or None
        Of rules and model together.

    Returns
    -------
    str
    """
    if urgency is None:
        nothing = (
            "Nothing can be concluded: no red flag has fired, and there is no model."
        )
        ask = " Ask the open red-flag questions." if triage.undetermined else ""
        return nothing + ask
    rule = triage.fired[0].rule.action.strip() if triage.fired else ""
    by_rule = triage.floor == urgency
    if proba is None or (by_rule and urgency > Urgency.ROUTINE):
        return rule
    cause = _of_the_leading_condition(proba, urgency)
    # A rule of the same tier speaks first; one that the model outdid comes after.
    return " ".join(
        part for part in ((rule, cause) if by_rule else (cause, rule)) if part
    )


def _of_the_leading_condition(proba: Sequence[float], urgency: Urgency) -> str:
    """Take the steps from the most probable condition that is urgent enough."""
    profiles = list(load_knowledge().profiles.values())
    asked = [j for j, profile in enumerate(profiles) if profile.tier >= urgency]
    leading = profiles[max(asked, key=lambda j: proba[j])]
    steps = " ".join(_sentence(step) for step in leading.next_steps)
    role = "Not to be missed" if urgency > Urgency.ROUTINE else "Most likely cause"
    return f"{role}: {leading.name}. {steps}"


def _sentence(step: str) -> str:
    text = step.strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."
