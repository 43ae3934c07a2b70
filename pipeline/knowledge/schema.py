"""The shape of the knowledge: frozen models, one field per stated fact."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from pipeline.terms import CareSetting, Urgency

EXPERT_ESTIMATE = "expert_estimate"
ROOTS = ("L3_L4", "L5", "S1")
SEVERITIES = ("mild", "moderate", "severe")
N_AGE_BANDS = 6

Probability = Annotated[float, Field(ge=0.0, le=1.0)]
StudySetting = Literal[
    "general_population",
    "primary_care",
    "spine_clinic",
    "surgical_series",
    "emergency",
    "mixed",
]
Syndrome = Literal[
    "radicular_pain",
    "neurogenic_claudication",
    "referred_somatic_pain",
    "non_spinal",
    "serious",
]


def _one_or_many(value: Any) -> Any:
    """Wrap a single entry: it and a list of one mean the same."""
    return value if isinstance(value, list) else [value]


class Record(BaseModel):
    """Base of every model: frozen, and nothing unexpected is let in."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Sourced(Record):
    """A statement with its weight of evidence and its source.

    Parameters
    ----------
    n : float
        Weight of evidence in patients: the sample size, or a stated weight.
    source : str
        Key in sources.yaml; `expert_estimate` marks a judgement.
    why : str, optional
        The reason for a judgement; required for one.
    read : {"recalled"}, optional
        Marks a figure not seen at its source: it counts as a judgement.
    reported_as : str, optional
        The name the evidence itself gives to what was measured.
    """

    n: float = Field(gt=0)
    source: str
    setting: StudySetting | None = None
    reported_as: str | None = None
    read: Literal["recalled"] | None = None
    derived: Literal["true"] | None = None
    note: str | None = None
    why: str | None = None

    @model_validator(mode="after")
    def _judgement_has_reason(self) -> Sourced:
        if self.source == EXPERT_ESTIMATE and not self.why:
            message = "a judgement (expert_estimate) must say why"
            raise ValueError(message)
        return self

    @property
    def is_published(self) -> bool:
        """Whether the figure was seen in a published source."""
        return self.source != EXPERT_ESTIMATE and self.read is None


class Figure(Sourced):
    """A proportion.

    Parameters
    ----------
    spectrum : str, optional
        Setting whose severity mix the patients had, where it is not that of the
        setting in which they were seen: all had nerve damage on testing, say.
    """

    value: Probability
    spectrum: StudySetting | None = None

    @property
    def severity_setting(self) -> StudySetting:
        """Setting whose severity mix the patients are taken to have."""
        return self.spectrum or self.setting or "mixed"


class AgeComponent(Sourced):
    """Normal distribution of age in years, one part of a mixture."""

    mean: float = Field(ge=16, le=110)
    sd: float = Field(gt=0, le=40)
    weight: Probability = 1.0


class DurationComponent(Sourced):
    """Log-normal distribution of days since onset, one part of a mixture."""

    median_days: float = Field(gt=0, le=20000)
    geometric_sd: float = Field(gt=1, le=20)
    weight: Probability = 1.0


class PainScore(Sourced):
    """Worst pain in the last week, 0 to 10, at moderate severity."""

    mean: float = Field(ge=0, le=10)
    sd: float = Field(gt=0, le=5)


class RootShares(Sourced):
    """Which nerve root is compressed."""

    L3_L4: Probability
    L5: Probability
    S1: Probability


Figures = Annotated[tuple[Figure, ...], BeforeValidator(_one_or_many)]
Ages = Annotated[tuple[AgeComponent, ...], BeforeValidator(_one_or_many)]
Durations = Annotated[tuple[DurationComponent, ...], BeforeValidator(_one_or_many)]


class Profile(Record):
    """One condition: words for people, numbers for the generator.

    `looked_for` says what published figures were looked for and not found.
    """

    id: str
    name: str
    icd10: tuple[str, ...] = Field(min_length=1)
    tier: Urgency
    syndromes: tuple[Syndrome, ...] = Field(min_length=1)
    documents: tuple[str, ...] = Field(min_length=1)
    mechanism: str
    course: str
    next_steps: tuple[str, ...] = Field(min_length=1)
    notes: tuple[str, ...] = ()
    looked_for: tuple[str, ...] = ()
    roots: RootShares | None = None
    age: Ages
    female: Figure
    duration: Durations
    pain: PainScore
    findings: dict[str, Figures]


class Requirement(Record):
    """What must hold before a finding can be present."""

    finding: str | None = None
    sex: Literal["female", "male"] | None = None
    age_min: int | None = None
    age_max: int | None = None
    duration_days_min: float | None = None


class Finding(Record):
    """One entry of the clinical vocabulary."""

    source: Literal["history", "exam"]
    screen: Literal["true"] | None = None
    requires: Requirement | None = None
    label: str

    @property
    def is_screen(self) -> bool:
        """Whether the question belongs to the red-flag screen."""
        return self.screen is not None


class ContextField(Record):
    """A field of a case that is not a finding."""

    kind: Literal["integer", "number", "category"]
    label: str
    unit: str | None = None
    range: tuple[float, float] | None = None
    units: str | None = None
    values: tuple[str, ...] | None = None


class Vocabulary(Record):
    """findings.yaml: everything that can be known about a case."""

    context: dict[str, ContextField]
    groups: dict[str, dict[str, Finding]]


class SexRates(Record):
    """Rates by age band for each sex."""

    female: tuple[Probability, ...] = Field(
        min_length=N_AGE_BANDS, max_length=N_AGE_BANDS
    )
    male: tuple[Probability, ...] = Field(
        min_length=N_AGE_BANDS, max_length=N_AGE_BANDS
    )


AgeRates = Annotated[
    tuple[Probability, ...],
    Field(min_length=N_AGE_BANDS, max_length=N_AGE_BANDS),
]


class BackgroundRate(Sourced):
    """How often a finding is present for reasons other than the condition."""

    value: Probability | None = None
    by_age: AgeRates | SexRates | None = None

    @model_validator(mode="after")
    def _one_form(self) -> BackgroundRate:
        if (self.value is None) == (self.by_age is None):
            message = "give either `value` or `by_age`"
            raise ValueError(message)
        return self

    def rates(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Rates by age band, for female and male."""
        if isinstance(self.by_age, SexRates):
            return self.by_age.female, self.by_age.male
        if self.by_age is not None:
            return self.by_age, self.by_age
        assert self.value is not None  # noqa: S101 - held by _one_form
        return (self.value,) * N_AGE_BANDS, (self.value,) * N_AGE_BANDS


class Background(Record):
    """background.yaml: rates that hold whatever the condition."""

    age_bands: tuple[int, ...] = Field(min_length=N_AGE_BANDS, max_length=N_AGE_BANDS)
    rates: dict[str, BackgroundRate]


class SeverityMix(Sourced):
    """Shares of mild, moderate and severe disease in one study setting."""

    mild: Probability
    moderate: Probability
    severe: Probability


class SettingEntry(Record):
    """One care setting and its weight in the default stream."""

    weight: Figure
    label: str


class Depth(Record):
    """How thorough an interview is: chances that a question of a kind is asked."""

    name: str
    share: dict[str, Probability]
    core: Probability
    screen: Probability
    history: Probability
    exam: Probability
    age: Probability
    sex: Probability
    duration_days: Probability
    pain_score: Probability


class Interview(Record):
    """What gets asked; never depends on the condition or on the answers."""

    modes: dict[str, dict[CareSetting, Probability]]
    examination: dict[str, Probability]
    setting_unknown_on_form: Probability
    depths: tuple[Depth, ...] = Field(min_length=1)
    core: tuple[str, ...]
    sources: Sourced


class Settings(Record):
    """settings.yaml: care settings, spectrum, case mix and interview."""

    care_settings: dict[CareSetting, SettingEntry]
    spectrum: dict[StudySetting, SeverityMix]
    case_mix: dict[CareSetting, dict[str, Figure]]
    interview: Interview


class Source(Record):
    """Where something was read."""

    citation: str
    doi: str | None = None
    pmc: str | None = None
    pmid: int | None = None
    url: str | None = None


class EvidenceLink(Record):
    """Ties a name used in the evidence to an id of the vocabulary."""

    id: str
    relation: Literal["same", "complement", "proxy"] = Field(alias="as")
    note: str | None = None


EvidenceLinks = Annotated[tuple[EvidenceLink, ...], BeforeValidator(_one_or_many)]


class Rule(Record):
    """One red flag: when it fires, what it suspects, what to do."""

    id: str = Field(pattern=r"^RF\d{3}$")
    name: str
    tier: Urgency
    when: Any
    suspects: tuple[str, ...] = ()
    suspects_outside: str | None = None
    action: str
    hazard: str
    sources: tuple[str, ...] = Field(min_length=1)
    caveat: str | None = None
    must_fire: tuple[dict[str, Any], ...] = Field(min_length=1)
    must_not_fire: tuple[dict[str, Any], ...] = Field(min_length=1)


class RuleBook(Record):
    """red_flags.yaml."""

    groups: dict[str, Any]
    rules: tuple[Rule, ...] = Field(min_length=1)
