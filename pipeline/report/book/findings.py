"""The findings of a condition: a chart and a table for each group of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from pipeline.knowledge import Knowledge
from pipeline.knowledge.pooling import pool
from pipeline.knowledge.schema import Figure, Profile
from pipeline.knowledge.showing import jeffreys_interval, percent
from pipeline.report.book.addresses import finding_anchor
from pipeline.report.book.chart import Mark, strip
from pipeline.report.book.citations import Citations
from pipeline.report.book.numbers import (
    NumberGroup,
    figure_line,
    in_conflict,
    kind_words,
)
from pipeline.report.book.scale import PERCENT
from pipeline.report.book.words import (
    group_title,
    interval_words,
    setting_words,
    typical_age,
)
from pipeline.report.words import plural, without_brackets

NOT_STATED = "not_stated"
_LISTED = 2


@dataclass(frozen=True)
class FindingRow:
    """One finding in the chart.

    Parameters
    ----------
    id, anchor, label : str
    value, interval : str
        The pooled share and its interval, in words.
    is_judged : bool
        Whether no published figure is behind it.
    conflicts : bool
        Whether the intervals of two of its figures do not overlap.
    picture : Markup
    """

    id: str
    anchor: str
    label: str
    value: str
    interval: str
    is_judged: bool
    conflicts: bool
    picture: Markup


@dataclass(frozen=True)
class FindingGroup:
    """One group of the vocabulary."""

    id: str
    title: str
    rows: tuple[FindingRow, ...]
    numbers: tuple[NumberGroup, ...]
    n_published: int
    n_judged: int


@dataclass(frozen=True)
class Share:
    """A pooled share with its 95% interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class UsualFinding:
    """A finding that a profile leaves to the background."""

    label: str
    rate: str


def finding_groups(knowledge: Knowledge, profile: Profile) -> list[FindingGroup]:
    """Chart and table of every group in which a profile lists a finding."""
    usual = usual_rates(knowledge, profile)
    citations = Citations(knowledge)
    return [
        _group(knowledge, profile, name, listed, usual, citations)
        for name, findings in knowledge.vocabulary.groups.items()
        if (listed := [key for key in findings if key in profile.findings])
    ]


def usual_findings(knowledge: Knowledge, profile: Profile) -> list[UsualFinding]:
    """List the findings that a profile leaves to the background."""
    usual = usual_rates(knowledge, profile)
    return [
        UsualFinding(without_brackets(finding.label), percent(usual[key]))
        for key, finding in knowledge.findings.items()
        if key not in profile.findings
    ]


def usual_rates(knowledge: Knowledge, profile: Profile) -> dict[str, float]:
    """Give what anybody of the condition's mean age and usual sex has of each finding.

    Returns
    -------
    dict of str to float
        By finding.
    """
    bands = np.array(knowledge.background.age_bands)
    age = typical_age(profile.age)
    band = max(0, int(np.searchsorted(bands, age, side="right")) - 1)
    female = profile.female.value
    rates = {}
    for key, rate in knowledge.background.rates.items():
        of_women, of_men = rate.rates()
        rates[key] = female * of_women[band] + (1 - female) * of_men[band]
    return rates


def _group(
    knowledge: Knowledge,
    profile: Profile,
    name: str,
    listed: Sequence[str],
    usual: dict[str, float],
    citations: Citations,
) -> FindingGroup:
    rows, numbers = [], []
    for key in listed:
        label = knowledge.findings[key].label
        figures = profile.findings[key]
        anchor = finding_anchor(key)
        told = finding_row(key, anchor, label, figures, usual[key], citations)
        rows.append(told[1])
        lines = tuple(figure_line(figure, citations) for figure in figures)
        numbers.append(
            NumberGroup(without_brackets(label), f"#{finding_anchor(key)}", lines)
        )
    figures = tuple(f for key in listed for f in profile.findings[key])
    n_published = sum(figure.is_published for figure in figures)
    return FindingGroup(
        id=f"group-{name}",
        title=group_title(name),
        rows=tuple(rows),
        numbers=tuple(numbers),
        n_published=n_published,
        n_judged=len(figures) - n_published,
    )


def finding_row(
    key: str,
    anchor: str,
    label: str,
    figures: Sequence[Figure],
    usual: float,
    citations: Citations,
) -> tuple[float, FindingRow]:
    """Draw the figures of one finding in one condition.

    Parameters
    ----------
    key : str
        What the row is about.
    anchor : str
        Names its place on the page.
    label : str
        Stands beside the picture.
    figures : sequence of Figure
    usual : float
        What anybody of that age has.
    citations : Citations

    Returns
    -------
    float
        The pooled share.
    FindingRow
    """
    pooled = pooled_share(figures)
    row = FindingRow(
        id=key,
        anchor=anchor,
        label=label,
        value=percent(pooled.mean),
        interval=interval_words(pooled.low, pooled.high),
        is_judged=not any(figure.is_published for figure in figures),
        conflicts=in_conflict(figures),
        picture=picture(without_brackets(label), figures, pooled, usual, citations),
    )
    return pooled.mean, row


def pooled_share(figures: Sequence[Figure]) -> Share:
    """Pool the figures of a finding."""
    pooled = pool(figures)
    return Share(pooled.mean, pooled.low, pooled.high)


def picture(
    label: str,
    figures: Sequence[Figure],
    pooled: Share,
    usual: float,
    citations: Citations,
) -> Markup:
    """Draw the pooled value above the figures that it was pooled from."""
    judged = not any(figure.is_published for figure in figures)
    value = f"{percent(pooled.mean)} ({interval_words(pooled.low, pooled.high)})"
    told = f"Used here: {value}{', judged' if judged else ''}"
    lanes = [[Mark(pooled.mean, pooled.low, pooled.high, "pooled", told, judged)]]
    if len(figures) >= _LISTED or not judged:
        lanes += [[_figure_mark(figure, citations)] for figure in figures]
    ground = f"{percent(usual)} of people of that age have it anyway"
    conflict = ", which conflict" if in_conflict(figures) else ""
    counted = plural(len(figures), "figure") + conflict
    title = f"{label}. {told}, from {counted}. {ground}."
    return strip(PERCENT, lanes, title, usual)


def _figure_mark(figure: Figure, citations: Citations) -> Mark:
    low, high = jeffreys_interval(figure.value, figure.n)
    origin = citations.origin(figure)
    told = [
        f"{percent(figure.value)} ({interval_words(low, high)})",
        f"n {figure.n:,g}",
        "" if figure.setting is None else setting_words(figure.setting),
        "" if figure.is_published else kind_words(figure),
        "" if origin is None else origin.title,
    ]
    return Mark(
        figure.value,
        low,
        high,
        figure.setting or NOT_STATED,
        "; ".join(filter(None, told)),
        is_hollow=not figure.is_published,
        tone="figure",
    )
