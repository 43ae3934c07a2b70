"""The words of the book for groups, settings, measures, ages and durations."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from statistics import NormalDist

from pipeline.knowledge.schema import AgeComponent, DurationComponent, PainScore
from pipeline.knowledge.showing import percent
from pipeline.report.words import MISSING

GROUP_TITLES = {
    "sphincter_and_saddle": "Bladder, bowel and saddle",
    "neurological_symptoms": "Numbness, weakness and walking",
    "site": "Site of the pain",
    "quality": "Kind of pain",
    "time_course": "Course over time",
    "provocation": "What makes it worse",
    "relief": "What eases it",
    "systemic": "General health",
    "background": "Background and past illness",
    "spine_exam": "Examination: spine",
    "neurological_exam": "Examination: nerves",
    "pelvis_hip_muscle_exam": "Examination: pelvis, hip, leg and muscles",
    "vascular_and_skin_exam": "Blood supply, skin and joints",
}
SETTINGS = {
    "general_population": "general population",
    "primary_care": "primary care",
    "spine_clinic": "spine clinic",
    "surgical_series": "surgical series",
    "emergency": "emergency",
    "mixed": "mixed",
}
SETTING_NOT_STATED = "not stated"
SYNDROMES = {
    "radicular_pain": "Pain from a nerve root",
    "neurogenic_claudication": "Leg pain on walking, from the nerves",
    "referred_somatic_pain": "Pain referred from joints, discs and muscles",
    "non_spinal": "From outside the spine",
    "serious": "Serious",
}
MEASURES = {
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
    "lr_pos": "Positive likelihood ratio",
    "lr_neg": "Negative likelihood ratio",
    "odds_ratio": "Odds ratio",
    "ppv": "Positive predictive value",
    "npv": "Negative predictive value",
    "auc": "Area under the curve",
    "proportion": "Share",
    "posterior_auc": "Area under the curve, best possible use",
}
INTERVALS_FROM = {
    "published": "as published",
    "n": "from the number of patients",
    "tolerance": "a stated tolerance",
}
_MIDDLE = 0.10, 0.90
_DAY_LIMIT, _WEEK_LIMIT, _MONTH_LIMIT = 21, 84, 730
_WEEK, _MONTH, _YEAR = 7, 30.4, 365.25
_LEAST_AGE, _MOST_AGE = 16.0, 110.0
_BISECTIONS = 50
_HALF = 0.5
_HUNDRED = 100
_LEAST_POINTS = 0.01
_PROPER_NAMES = ("Tinel",)
_REMARK = re.compile(r" \(([^()]*)\)$")
_WORD_BREAK = re.compile(r"\s+\S*$")
Cdf = Callable[[float], float]


def spell(name: str) -> str:
    """Give an id as words, with a capital.

    Examples
    --------
    >>> spell("worse_sitting")
    'Worse sitting'
    """
    return name.replace("_", " ").capitalize()


def group_title(group: str) -> str:
    """Name a group of findings."""
    return GROUP_TITLES.get(group, spell(group))


def setting_words(setting: str | None) -> str:
    """Name the setting of a study."""
    return SETTING_NOT_STATED if setting is None else SETTINGS[setting]


def interval_words(low: float, high: float) -> str:
    """Write an interval of proportions; one digit is enough for a small end.

    Examples
    --------
    >>> interval_words(0.334, 0.387), interval_words(0.00022, 0.14)
    ('33 to 39%', '0.02 to 14%')
    """
    return f"{_end(low).removesuffix('%')} to {_end(high)}"


def _end(value: float) -> str:
    points = 100.0 * value
    return f"{points:.1g}%" if _LEAST_POINTS <= points < 1.0 else percent(value)


def split_name(name: str) -> tuple[str, str]:
    """Part a name from the remark in brackets that ends it.

    Examples
    --------
    >>> split_name("Facet joint disease (facet pain)")
    ('Facet joint disease', 'facet pain')
    >>> split_name("Lytic (isthmic) spondylolisthesis")
    ('Lytic (isthmic) spondylolisthesis', '')
    """
    found = _REMARK.search(name)
    return (name[: found.start()], found.group(1)) if found else (name, "")


def inner_label(label: str) -> str:
    """Write a label as it stands within a sentence.

    Examples
    --------
    >>> [inner_label(text) for text in ("Leg pain", "MRI shows it", "Tinel sign")]
    ['leg pain', 'MRI shows it', 'Tinel sign']
    """
    keeps = label[1:2].isupper() or label.startswith(_PROPER_NAMES)
    return label if keeps else label[:1].lower() + label[1:]


def ratio_words(value: float) -> str:
    """Write a likelihood or odds ratio, with two or three digits.

    Examples
    --------
    >>> ratio_words(0.072), ratio_words(3.71), ratio_words(123.4)
    ('0.07', '3.7', '123')
    """
    if math.isnan(value):
        return MISSING
    if math.isinf(value):
        return "∞"
    if value < 1:
        return f"{value:.2f}"
    if value < _HUNDRED:
        return f"{value:.1f}"
    return f"{value:.0f}"


def shorten(text: str, most: int) -> str:
    """Cut a text at a space.

    Examples
    --------
    >>> shorten("Patient information page about pain", 20)
    'Patient information…'
    """
    if len(text) <= most:
        return text
    return _WORD_BREAK.sub("", text[:most]).rstrip(",;: ") + "…"


def age_words(parts: Sequence[AgeComponent]) -> str:
    """Say how old patients are, as a mean and the range of eight in ten."""
    mean = typical_age(parts)

    def cdf(age: float) -> float:
        return sum(
            p.weight * NormalDist(p.mean, p.sd).cdf(age) for p in parts
        ) / math.fsum(p.weight for p in parts)

    low, high = (_quantile(cdf, q, _LEAST_AGE, _MOST_AGE) for q in _MIDDLE)
    return f"Mean age {mean:.0f}; eight in ten are between {low:.0f} and {high:.0f}."


def typical_age(parts: Sequence[AgeComponent]) -> float:
    """Give the mean age over all parts of a mixture, in years."""
    total = math.fsum(part.weight for part in parts)
    return math.fsum(part.weight * part.mean for part in parts) / total


def age_part(part: AgeComponent) -> str:
    """Write one part of the mixture of ages."""
    return f"mean {part.mean:.3g}, sd {part.sd:.3g} years{_part(part.weight)}"


def duration_words(parts: Sequence[DurationComponent]) -> str:
    """Say for how long patients have had the pain when they come."""

    def cdf(log_days: float) -> float:
        return math.fsum(
            p.weight
            * NormalDist(math.log(p.median_days), math.log(p.geometric_sd)).cdf(
                log_days
            )
            for p in parts
        ) / math.fsum(p.weight for p in parts)

    ends = math.log(1e-3), math.log(1e6)
    low, middle, high = (
        days_words(math.exp(_quantile(cdf, q, *ends)))
        for q in (_MIDDLE[0], _HALF, _MIDDLE[1])
    )
    return (
        f"Half come within {middle} of the start; one in ten within {low}, nine in ten"
        f" within {high}."
    )


def duration_part(part: DurationComponent) -> str:
    """Write one part of the mixture of durations."""
    spread = f"spread by a factor of {part.geometric_sd:g}"
    return f"median {days_words(part.median_days)}, {spread}{_part(part.weight)}"


def days_words(days: float) -> str:
    """Write a time span in the unit in which one speaks of it.

    Examples
    --------
    >>> [days_words(days) for days in (0.2, 1, 10, 50, 300, 2000)]
    ['a day', 'a day', '10 days', '7 weeks', '10 months', '5 years']
    """
    if days < _DAY_LIMIT:
        whole = max(1, round(days))
        return "a day" if whole == 1 else f"{whole} days"
    if days < _WEEK_LIMIT:
        return f"{days / _WEEK:.0f} weeks"
    if days < _MONTH_LIMIT:
        return f"{days / _MONTH:.0f} months"
    return f"{days / _YEAR:.0f} years"


def pain_words(pain: PainScore) -> str:
    """Say how bad the worst pain of the last week is."""
    low, high = (max(0.0, pain.mean - pain.sd), min(10.0, pain.mean + pain.sd))
    return (
        f"{pain.mean:.1f} of 10 on average at moderate severity; about two in three"
        f" between {low:.0f} and {high:.0f}."
    )


def _part(weight: float) -> str:
    return "" if weight == 1.0 else f", in {percent(weight)} of patients"


def _quantile(cdf: Cdf, share: float, low: float, high: float) -> float:
    """Find where a rising function reaches a share, by halving."""
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(middle) < share else (low, middle)
    return (low + high) / 2
