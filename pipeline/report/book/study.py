"""The page of one replayed study, and the index of studies, as plain values."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from pipeline.knowledge import Knowledge
from pipeline.knowledge.agreement import agreement
from pipeline.knowledge.showing import percent
from pipeline.knowledge.study_schema import (
    AREAS,
    NO_CONDITION,
    PROPORTIONS,
    RATIOS,
    Study,
    StudyFigure,
)
from pipeline.report.book.addresses import condition_page, source_address, study_page
from pipeline.report.book.chart import Mark, strip
from pipeline.report.book.citations import Citations, Link, places
from pipeline.report.book.criterion_words import criterion_words
from pipeline.report.book.figure_words import (
    figure_words,
    finding_namer,
    published_words,
    value_words,
)
from pipeline.report.book.scale import AREA, PERCENT, Scale, ratio_scale
from pipeline.report.book.source import number_support
from pipeline.report.book.values import (
    Kind,
    ReplayedFigure,
    ReplayedStudy,
    Tally,
    tally,
)
from pipeline.report.book.words import INTERVALS_FROM, MEASURES, setting_words
from pipeline.report.labels import Labels
from pipeline.report.words import without_brackets

Item = dict[str, Any]
KINDS: tuple[Kind, ...] = ("consistency", "validation", "ceiling")
VERDICTS = {"inside": "inside", "outside": "outside", "too_good": "too good"}


def study_values(knowledge: Knowledge, replayed: ReplayedStudy) -> Item:
    """Gather what the page of a study shows.

    Parameters
    ----------
    knowledge : Knowledge
    replayed : ReplayedStudy

    Returns
    -------
    dict
        For the template study.html.j2.
    """
    study = replayed.study
    source = knowledge.sources[study.source]
    citations = Citations(knowledge)
    names = _names(knowledge, study)
    return {
        "study": study,
        "who": _who(knowledge, study),
        "why": citations.linked(study.population.why),
        "target": _conditions(knowledge, study.target),
        "called": _called(knowledge, study),
        "called_why": citations.linked(study.reference_why or ""),
        "charts": _charts(replayed, names),
        "rows": [_row(knowledge, told, names) for told in replayed.figures],
        "n_misses": sum(figure.is_miss for figure in replayed.figures),
        "notes": [citations.linked(note) for note in study.notes],
        "citation": source.citation,
        "source_href": source_address(study.source),
        "places": places(source),
        "same_patients": citations.links(study.same_patients),
    }


def studies_values(knowledge: Knowledge, replayed: Sequence[ReplayedStudy]) -> Item:
    """Gather what the index of studies shows.

    Parameters
    ----------
    knowledge : Knowledge
    replayed : sequence of ReplayedStudy

    Returns
    -------
    dict
        For the template studies.html.j2.
    """
    figures = [figure for told in replayed for figure in told.figures]
    citations = Citations(knowledge)
    among = agreement(knowledge)
    return {
        "agreement": Tally(n_inside=among.inside, n_all=among.n_figures),
        "n_studies": len(replayed),
        "n_waiting": sum(not told.figures for told in replayed),
        "n_figures": len(figures),
        "totals": {kind: tally(figures, kind) for kind in KINDS},
        "rows": [
            {
                "link": Link(told.study.title, study_page(told.study.id)),
                "source": citations.link(told.study.source),
                "tallies": {kind: tally(told.figures, kind) for kind in KINDS},
            }
            for told in replayed
        ],
    }


def _who(knowledge: Knowledge, study: Study) -> list[tuple[str, Any]]:
    """Say in words who was studied."""
    people = study.population
    seen_in = knowledge.settings.care_settings[people.care_setting].label
    rows: list[tuple[str, Any]] = [
        ("Seen in", seen_in),
        ("Who they were", _mix(knowledge, study)),
    ]
    if people.spectrum is not None:
        rows.append(("As ill as in", setting_words(people.spectrum)))
    if people.age is not None:
        rows.append(("Age", f"mean {people.age.mean:g}, sd {people.age.sd:g} years"))
    if people.female is not None:
        rows.append(("Women", percent(people.female)))
    if people.age_range is not None:
        rows.append(("Only aged", "{:g} to {:g} years".format(*people.age_range)))
    if people.duration_days is not None:
        low, high = people.duration_days
        rows.append(("Only with pain for", f"{low:g} to {high:g} days"))
    if people.include is not None:
        words = criterion_words(people.include, finding_namer(knowledge))
        rows.append(("Only with", words))
    return rows


def _mix(knowledge: Knowledge, study: Study) -> list[tuple[str, Link | str]]:
    """Give the shares of the conditions, the commonest first."""
    mix = study.population.mix
    order = sorted(mix, key=lambda key: (-mix[key], key))
    return [
        (percent(mix[key]), _condition(knowledge, key)) for key in order if mix[key] > 0
    ]


def _called(knowledge: Knowledge, study: Study) -> list[tuple[str, Link | str]]:
    """Give whom an imperfect reference standard calls diseased, the most first."""
    if not study.reference:
        return []
    shares = {key: study.called_diseased(key) for key in study.population.mix}
    order = sorted(shares, key=lambda key: (-shares[key], key))
    return [(percent(shares[key]), _condition(knowledge, key)) for key in order]


def _conditions(knowledge: Knowledge, ids: Sequence[str]) -> list[Link | str]:
    return [_condition(knowledge, key) for key in ids]


def _condition(knowledge: Knowledge, condition: str) -> Link | str:
    if condition == NO_CONDITION:
        return "none of the conditions: what anybody of that age has"
    name = without_brackets(knowledge.profiles[condition].name)
    return Link(name, condition_page(condition))


def _names(knowledge: Knowledge, study: Study) -> dict[str, str]:
    """Name each figure; those that would read alike are told apart by their ids."""
    plain = {
        figure.id: f"{MEASURES[figure.measure]}: {figure_words(knowledge, figure)}"
        for figure in study.figures
    }
    seen = Counter(plain.values())
    return {
        figure.id: plain[figure.id]
        + (_apart(figure) if seen[plain[figure.id]] > 1 else "")
        for figure in study.figures
    }


def _apart(figure: StudyFigure) -> str:
    words = figure.id.removesuffix(f"_{figure.measure}").replace("_", " ")
    return f" ({words})"


def _charts(replayed: ReplayedStudy, names: dict[str, str]) -> list[Item]:
    """Draw shares, areas and ratios apart: they have no scale in common."""
    parts: tuple[tuple[str, Scale | None, tuple[str, ...]], ...] = (
        ("Shares", PERCENT, PROPORTIONS),
        ("Areas under the curve", AREA, AREAS),
        ("Ratios, on a logarithmic scale", None, RATIOS),
    )
    charts = []
    for title, fixed, measures in parts:
        chosen = [told for told in replayed.figures if told.figure.measure in measures]
        if chosen:
            scale = fixed or _scale_of(chosen)
            rows = [_chart_row(told, names[told.figure.id], scale) for told in chosen]
            charts.append({"title": title, "scale": scale, "rows": rows})
    return charts


def _scale_of(figures: Sequence[ReplayedFigure]) -> Scale:
    values = [(f.low, f.figure.value, f.high, f.generated) for f in figures]
    return ratio_scale([value for some in values for value in some])


def _chart_row(told: ReplayedFigure, name: str, scale: Scale) -> Item:
    published = f"Published {published_words(told)}"
    value = value_words(told.generated, told.figure)
    generated = f"Generated {value}, {VERDICTS[told.verdict]}"
    figure = told.figure
    lane = [Mark(figure.value, told.low, told.high, "bar", published)]
    if not math.isnan(told.generated):
        at = told.generated
        lane.append(Mark(at, at, at, "pooled", generated, tone=told.verdict))
    return {
        "name": name,
        "value": value,
        "verdict": told.verdict,
        "verdict_words": VERDICTS[told.verdict],
        "picture": strip(
            scale,
            [lane],
            f"{name}. {published}. {generated}.",
        ),
    }


def _row(knowledge: Knowledge, told: ReplayedFigure, names: dict[str, str]) -> Item:
    figure = told.figure
    citations = Citations(knowledge)

    def linked(text: str | None) -> Markup | None:
        return citations.linked(text) if text else None

    return {
        "anchor": f"figure-{figure.id}",
        "name": names[figure.id],
        "published": published_words(told),
        "interval_from": INTERVALS_FROM[told.interval_from],
        "generated": value_words(told.generated, figure),
        "verdict": told.verdict,
        "verdict_words": VERDICTS[told.verdict],
        "is_miss": told.is_miss,
        "kind": told.kind,
        "cited_by": _cited_by(knowledge, told),
        "note": linked(figure.note),
        "explain": linked(figure.explain),
    }


def _cited_by(knowledge: Knowledge, told: ReplayedFigure) -> list[Link]:
    """Lead to the numbers that were fitted to the study."""
    labels = Labels(knowledge)
    found = []
    for cited in told.cited_by:
        where, _, rest = cited.partition(": ")
        support = number_support(labels, where, rest.partition(" ")[0])
        words = f"{support.heading.words}: {support.item.words}"
        found.append(Link(words, support.item.href))
    return list(dict.fromkeys(found))
