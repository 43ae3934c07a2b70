"""The shape of the hazard log: what could harm, what stands against it, what is left.

In the manner of DCB0129 and ISO 14971: severity and likelihood are judged in words,
and a matrix turns the two into a level of risk from 1 to 5.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from pipeline.knowledge.schema import Record
from pipeline.terms import Urgency

Severity = Literal["minor", "significant", "considerable", "major", "catastrophic"]
Likelihood = Literal["very_low", "low", "medium", "high", "very_high"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
LIKELIHOODS: tuple[Likelihood, ...] = get_args(Likelihood)

RiskLevel = Annotated[int, Field(ge=1, le=5)]
HazardId = Annotated[str, Field(pattern=r"^HZ\d{2}$")]
RuleId = Annotated[str, Field(pattern=r"^RF\d{3}$")]
FlagId = Annotated[str, Field(pattern=r"^DF\d{2}$")]
Row = Annotated[tuple[RiskLevel, ...], Field(min_length=5, max_length=5)]


class RiskScheme(Record):
    """How severity and likelihood are judged, and the level of risk that they make.

    Parameters
    ----------
    sources : tuple of str
        Keys in sources.yaml.
    notes : tuple of str
        How the words are used here.
    severities, likelihoods : dict
        What each word means, mildest first.
    levels : dict of int to str
        What each level of risk asks for.
    matrix : dict of Likelihood to tuple of int
        One level for each severity, mildest first.
    """

    sources: tuple[str, ...] = Field(min_length=1)
    notes: tuple[str, ...] = ()
    severities: dict[Severity, str]
    likelihoods: dict[Likelihood, str]
    levels: dict[RiskLevel, str]
    matrix: dict[Likelihood, Row]

    @model_validator(mode="after")
    def _complete(self) -> RiskScheme:
        problem = _scheme_problem(self)
        if problem:
            raise ValueError(problem)
        return self

    def level(self, likelihood: Likelihood, severity: Severity) -> int:
        """Look up the level of risk, 1 to 5."""
        return self.matrix[likelihood][SEVERITIES.index(severity)]


def _scheme_problem(scheme: RiskScheme) -> str | None:
    """Say what keeps the scheme from judging every hazard."""
    if tuple(scheme.severities) != SEVERITIES:
        return f"severities must be {', '.join(SEVERITIES)}, in this order"
    for given in (scheme.likelihoods, scheme.matrix):
        if tuple(given) != LIKELIHOODS:
            return f"likelihoods must be {', '.join(LIKELIHOODS)}, in this order"
    if tuple(scheme.levels) != (1, 2, 3, 4, 5):
        return "levels must be 1 to 5, in this order"
    rows = list(scheme.matrix.values())
    columns = list(zip(*rows, strict=True))
    if any(a > b for line in (*rows, *columns) for a, b in pairwise(line)):
        return "the level of risk must never fall as severity or likelihood rises"
    return None


class Estimate(Record):
    """A likelihood and the reason for it."""

    likelihood: Likelihood
    why: str


class Control(Record):
    """What the log requires of a rule, stated apart from the rule itself.

    Parameters
    ----------
    rule : str
    tier : Urgency
        The urgency below which nothing goes once the rule has fired.
    suspects : tuple of str
        Conditions that the fired rule must put at the top of the list.
    """

    rule: RuleId
    tier: Urgency
    suspects: tuple[str, ...] = ()


class Hazard(Record):
    """One way in which using the software could harm a patient.

    Parameters
    ----------
    id, name : str
    hazard : str
        What could harm.
    causes : tuple of str
        How it could come about in using the software.
    effect : str
        On the patient.
    severity : Severity
        Of that effect.
    before, after : Estimate
        Likelihood without the controls, and with them.
    controls : tuple of Control
        Rules that stand against it.
    other_controls : tuple of str
        What else does, in words.
    residual : str
        What is left, said plainly.
    sources : tuple of str
        Keys of what the judgement rests on.
    """

    id: HazardId
    name: str
    hazard: str
    causes: tuple[str, ...] = Field(min_length=1)
    effect: str
    severity: Severity
    before: Estimate
    after: Estimate
    controls: tuple[Control, ...] = ()
    other_controls: tuple[str, ...] = ()
    residual: str
    sources: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_control(self) -> Hazard:
        if not (self.controls or self.other_controls):
            message = "a hazard needs a control (controls or other_controls)"
            raise ValueError(message)
        if LIKELIHOODS.index(self.after.likelihood) > LIKELIHOODS.index(
            self.before.likelihood
        ):
            message = "controls must not make a hazard likelier (after, before)"
            raise ValueError(message)
        return self


class Claim(Record):
    """What must follow from a few answers, whatever else is answered.

    Parameters
    ----------
    when : dict of str to "present" or number
        Findings that are present, and context fields with their values.
    at_least : Urgency
    suspects : tuple of str
        Conditions that must stand at the top of the list.
    rules : tuple of str
        Rules that fire, each of them.
    """

    when: dict[str, Literal["present"] | int | float] = Field(min_length=1)
    at_least: Urgency
    suspects: tuple[str, ...] = ()
    rules: tuple[RuleId, ...] = Field(min_length=1)


class DocumentedFlag(Record):
    """One warning of one of the documents that this project started from.

    Parameters
    ----------
    id : str
    document : str
        Key in sources.yaml.
    says : str
        In our own words.
    hazards : tuple of str
        Ids of the hazards it warns of.
    claims : tuple of Claim
        What the rules make of it; or
    no_rule_because : str
        why no rule answers it.
    """

    id: FlagId
    document: str
    says: str
    hazards: tuple[HazardId, ...] = Field(min_length=1)
    claims: tuple[Claim, ...] = ()
    no_rule_because: str | None = None

    @model_validator(mode="after")
    def _claims_or_reason(self) -> DocumentedFlag:
        if bool(self.claims) == bool(self.no_rule_because):
            message = "give either `claims` or `no_rule_because`"
            raise ValueError(message)
        return self


class HazardLog(Record):
    """hazards.yaml: the scheme, the hazards, and what the documents warn of."""

    scheme: RiskScheme
    hazards: tuple[Hazard, ...] = Field(min_length=1)
    documented: tuple[DocumentedFlag, ...] = Field(min_length=1)

    def risk_before(self, hazard: Hazard) -> int:
        """Give the level of risk without the controls, 1 to 5."""
        return self.scheme.level(hazard.before.likelihood, hazard.severity)

    def risk_after(self, hazard: Hazard) -> int:
        """Give the level of risk that is left with the controls, 1 to 5."""
        return self.scheme.level(hazard.after.likelihood, hazard.severity)

    def hazards_of(self, rule: str) -> tuple[Hazard, ...]:
        """Give the hazards that a rule controls, in the order of the log."""
        return tuple(
            hazard
            for hazard in self.hazards
            if any(control.rule == rule for control in hazard.controls)
        )

    def flags_of(self, rule: str) -> tuple[DocumentedFlag, ...]:
        """Give the documented flags that a rule answers, in the order of the log."""
        return tuple(
            flag
            for flag in self.documented
            if any(rule in claim.rules for claim in flag.claims)
        )
