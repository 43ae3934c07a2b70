"""An evaluation as one page that loads nothing from anywhere."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Template
from markupsafe import Markup

from pipeline.report.circularity_tables import (
    ceilings_table,
    circularity_table,
    disjoint_sentence,
    drop_sentence,
    worlds_table,
)
from pipeline.report.depth_figures import depth_figures
from pipeline.report.depth_sections import depth_sections
from pipeline.report.evaluation_tables import (
    CEILING_NOTE,
    calibration_table,
    candidates_table,
    condition_table,
    headline_table,
    knowledge_table,
    sets_table,
    setting_table,
)
from pipeline.report.figures import (
    condition_chart,
    rank_chart,
    reliability_chart,
    to_svg,
)
from pipeline.report.pages import page_environment
from pipeline.report.published_tables import (
    cases_table,
    condition_names,
    confusion_table,
    published_table,
    under_calls_table,
)
from pipeline.report.words import (
    DISCLAIMER,
    count,
    number,
    plural,
    share,
    short_digest,
)

Item = dict[str, Any]
TEMPLATE = "report.html.j2"


def render_html(evaluation: Item) -> str:
    """Render an evaluation as a self-contained HTML page.

    Parameters
    ----------
    evaluation : dict
        As the evaluation stage writes it.

    Returns
    -------
    str
        Styles and figures are inside; no script, nothing loaded, everything from
        outside escaped. The same evaluation gives the same bytes.
    """
    published = evaluation["published"]
    names = condition_names(evaluation)
    return _template().render(
        tiles=headline_tiles(evaluation),
        drop=drop_sentence(evaluation),
        disjoint=disjoint_sentence(evaluation),
        figures=_figures(evaluation),
        sections=_sections(evaluation),
        limits=limits(evaluation),
        tables={
            "headline": headline_table(evaluation),
            "circularity": circularity_table(evaluation),
            "worlds": worlds_table(evaluation),
            "ceilings": ceilings_table(evaluation),
            "setting": setting_table(evaluation),
            "condition": condition_table(evaluation),
            "sets": sets_table(evaluation),
            "published": published_table(published),
            "confusion": confusion_table(published),
            "under_calls": under_calls_table(published, names),
            "cases": cases_table(published, names),
            "candidates": candidates_table(evaluation),
            "calibration": calibration_table(evaluation),
            "knowledge": knowledge_table(evaluation),
        },
        model={
            "version": evaluation["model"]["version"],
            "digest": short_digest(evaluation["model"]["digest"]),
        },
        knowledge_digest=short_digest(evaluation["knowledge"]["digest"]),
        seeds=evaluation["seeds"],
        ceiling_note=CEILING_NOTE,
        disclaimer=DISCLAIMER,
    )


@cache
def _template() -> Template:
    return page_environment().get_template(TEMPLATE)


def headline_tiles(evaluation: Item) -> list[Item]:
    """Give the headline figures: name, value, and what stands beside it."""

    def tile(name: str, key: str, show: Any) -> Item:
        best = show(evaluation[f"posterior_{key}"])
        return {
            "name": name,
            "value": show(evaluation[key]),
            "beside": f"ceiling {best}",
        }

    published = evaluation["published"]
    n_under, n_all = len(published["under_calls"]), len(published["cases"])
    error = number(evaluation["regret_se"], 4)
    return [
        {
            "name": "Regret, nats",
            "value": number(evaluation["regret_nats"], 4),
            "beside": f"± {error}; ceiling 0",
        },
        tile("Ranked first", "top1", share),
        tile("In the first three", "top3", share),
        tile("Calibration error", "ece", lambda value: number(value, 4)),
        {
            "name": "Real cases under-called",
            "value": count(n_under) if n_all else "–",
            "beside": f"of {plural(n_all, 'published case')}",
        },
    ]


def _figures(evaluation: Item) -> dict[str, Markup]:
    """Draw the figures; the renderer escapes the text inside them."""
    figures = {
        "reliability": reliability_chart(evaluation),
        "condition": condition_chart(evaluation),
    }
    if any(case["rank"] is not None for case in evaluation["published"]["cases"]):
        figures["rank"] = rank_chart(evaluation)
    return {name: Markup(to_svg(chart)) for name, chart in figures.items()}  # noqa: S704


def _sections(evaluation: Item) -> list[Item]:
    """Draw the figures of each section; the renderer escapes the text inside them."""
    return [
        {
            "title": section.title,
            "sentence": section.sentence,
            "first": section.tables[0],
            "others": section.tables[1:],
            "figures": [
                {"svg": Markup(to_svg(figure.chart)), "figure": figure}  # noqa: S704
                for figure in depth_figures(section.title, evaluation)
            ],
        }
        for section in depth_sections(evaluation)
    ]


def limits(evaluation: Item) -> list[str]:
    """Say what the figures do not show."""
    knowledge = evaluation["knowledge"]
    total = sum(knowledge[key] for key in ("published", "derived", "judged"))
    judged = share(knowledge["judged"] / total) if total else share(None)
    return [
        "The held-out cases are synthetic. They come from the documented profiles that"
        " the training cases come from, so they show how well the classifier learned"
        " the profiles, not how well the profiles describe patients.",
        f"{judged} of the figures in the profiles are judgements, each with its reason"
        " beside it; real frequencies may differ.",
        *_limits_of_published(len(evaluation["published"]["cases"])),
        "The coverage of prediction sets holds for cases like the synthetic ones.",
    ]


def _limits_of_published(n: int) -> list[str]:
    if not n:
        return ["Nothing here was tried on real cases."]
    return [
        "Published case reports are unusual by nature: they are written up because they"
        " were rare, grave or missed. Shares among them say little about ordinary"
        f" patients, and {plural(n, 'case')} cannot settle a rate.",
        "The expected urgency of a published case is a reader's judgement from the"
        " findings listed.",
        "The exact posterior is a ceiling on synthetic cases alone. On real cases it is"
        " one more opinion, bound to the same profiles.",
    ]
