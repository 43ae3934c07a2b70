"""The shape of a published study: a population, a test, and what was found.

A study is no input of the generator. It is replayed: its population is generated, its
test is applied, and what comes out is compared with what was published.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from pipeline.knowledge.criterion import Criterion, parse_criterion
from pipeline.knowledge.schema import Probability, Record, StudySetting
from pipeline.terms import CareSetting

# People who have nothing but what anybody of their age has.
NO_CONDITION = "no_condition"

Measure = Literal[
    "sensitivity",
    "specificity",
    "lr_pos",
    "lr_neg",
    "odds_ratio",
    "ppv",
    "npv",
    "auc",
    "proportion",
    "posterior_auc",
]
PROPORTIONS = ("sensitivity", "specificity", "ppv", "npv", "proportion")
RATIOS = ("lr_pos", "lr_neg", "odds_ratio")
AREAS = ("auc", "posterior_auc")
_NO_INTERVAL = (
    "give `interval`, the n that it follows from (n_target of a sensitivity, n_others"
    " of a specificity, n of another proportion, both of a ratio or an area), or a"
    " `tolerance`"
)
Test = Annotated[Criterion, BeforeValidator(parse_criterion)]


class Normal(Record):
    """A normal distribution of age in years."""

    mean: float = Field(ge=16, le=110)
    sd: float = Field(gt=0, le=40)


class StudyPopulation(Record):
    """Who was studied, in terms of the generator.

    Parameters
    ----------
    care_setting : CareSetting
        Where the patients were seen.
    spectrum : StudySetting, optional
        Severity mix, where it is not that of the care setting.
    mix : dict of str to float
        Share of each condition; `no_condition` stands for people with background
        findings alone.
    age, female : optional
        Of everybody in the study, instead of each profile's own.
    age_range, duration_days : optional
        Inclusion, limits included.
    include : Criterion, optional
        Inclusion by findings.
    why : str
        How the study was put into these terms.
    """

    care_setting: CareSetting
    spectrum: StudySetting | None = None
    mix: dict[str, Probability] = Field(min_length=1)
    age: Normal | None = None
    female: Probability | None = None
    age_range: tuple[float, float] | None = None
    duration_days: tuple[float, float] | None = None
    include: Test | None = None
    why: str


class StudyFigure(Record):
    """One published figure and how to work it out on generated cases.

    Parameters
    ----------
    measure : str
        `posterior_auc` ranks the cases by the exact posterior of the target, given
        the answers that `given` names.
    test : Criterion, optional
        Positive or negative, or a score; every measure but `posterior_auc` needs one.
    given : {"history", "all"} or tuple of str, optional
        What the ranking of a `posterior_auc` may know, beside age, sex and duration:
        all that can be asked, all, or the findings that the study looked at.
    of : {"all", "target", "others"}
        Whom a proportion is of.
    among : Criterion, optional
        Restricts the patients, as "of those over 75".
    value : float
    interval : (float, float), optional
        Published 95% interval.
    n_target, n_others, n : int, optional
        Patients with and without the target, or all: the interval follows from them.
    tolerance : float, optional
        Where neither is known: a difference, or a factor for a ratio.
    ceiling : {"true"}, optional
        A published limit: only a figure above its interval is a fault ("too good").
    explain : str, optional
        Why the generated figure misses, for the reader; needed when it does.
    """

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    measure: Measure
    test: Test | None = None
    given: Literal["history", "all"] | tuple[str, ...] | None = None
    of: Literal["all", "target", "others"] = "all"
    among: Test | None = None
    value: float = Field(ge=0)
    interval: tuple[float, float] | None = None
    n_target: int | None = Field(default=None, gt=0)
    n_others: int | None = Field(default=None, gt=0)
    n: int | None = Field(default=None, gt=0)
    tolerance: float | None = Field(default=None, gt=0)
    ceiling: Literal["true"] | None = None
    note: str | None = None
    explain: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> StudyFigure:
        problem = _figure_problem(self)
        if problem:
            raise ValueError(problem)
        return self


def _figure_problem(figure: StudyFigure) -> str | None:
    """Say what keeps a figure from being worked out and compared."""
    ranked = figure.measure == "posterior_auc"
    if ranked != (figure.given is not None):
        return "`given` goes with posterior_auc, and with nothing else"
    if ranked == (figure.test is not None):
        return "every measure but posterior_auc needs a `test`"
    if figure.measure not in RATIOS and figure.value > 1:
        return "a proportion or an area must lie in [0, 1]"
    if figure.interval is not None:
        low, high = figure.interval
        inside = low <= figure.value <= high
        return None if inside else "the value must lie inside its interval"
    if figure.tolerance is not None:
        return None
    if figure.measure in PROPORTIONS:
        known = denominator(figure) is not None
    else:
        known = figure.n_target is not None and figure.n_others is not None
    return None if known else _NO_INTERVAL


def denominator(figure: StudyFigure) -> int | None:
    """Give the number of patients that a published proportion is of."""
    both = None
    if figure.n_target is not None and figure.n_others is not None:
        both = figure.n_target + figure.n_others
    own = {
        "sensitivity": figure.n_target,
        "specificity": figure.n_others,
        "proportion": {
            "all": both,
            "target": figure.n_target,
            "others": figure.n_others,
        }[figure.of],
    }.get(figure.measure)
    return own or figure.n


class Study(Record):
    """One published study.

    Parameters
    ----------
    id : str
        Name of the file.
    title : str
    question : str
        What was asked of whom, in plain words.
    source : str
        Key in sources.yaml.
    same_patients : tuple of str
        Other keys that report the same patients; a profile fitted to one of them was
        fitted to this study.
    target : tuple of str
        Conditions that count as having what the test looks for; empty when the study
        only describes people.
    reference : dict of str to float
        Share of each condition's patients whom the study's reference standard calls
        diseased, where that is not all of the target and none of the others: a scan
        shows a herniation in people whose pain comes from elsewhere, and misses some.
    reference_why : str, optional
        Where those shares come from; needed with them.
    """

    id: str
    title: str
    question: str
    source: str
    same_patients: tuple[str, ...] = ()
    population: StudyPopulation
    target: tuple[str, ...] = ()
    reference: dict[str, Probability] = Field(default_factory=dict)
    reference_why: str | None = None
    figures: tuple[StudyFigure, ...] = Field(min_length=1)
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _reference_has_reason(self) -> Study:
        if self.reference and not self.reference_why:
            message = "an imperfect reference standard must say why (reference_why)"
            raise ValueError(message)
        return self

    def called_diseased(self, condition: str) -> float:
        """Give the share of a condition whom the reference standard calls diseased."""
        return self.reference.get(condition, float(condition in self.target))
