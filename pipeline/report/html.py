"""A report as one page that loads nothing from anywhere, and its chapters apart."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from pipeline.report.chapter_figures import chapter_figures
from pipeline.report.chapters import Chapter
from pipeline.report.circularity_tables import drop_sentence
from pipeline.report.evaluation_report import TITLE, Report, report_chapters
from pipeline.report.figures import to_svg
from pipeline.report.headline import headline_tiles
from pipeline.report.pages import page_environment
from pipeline.report.verdict_tables import verdict_mark
from pipeline.report.words import DISCLAIMER, short_digest

Item = dict[str, Any]


def render_html(report: Report) -> str:
    """Render a report as a self-contained HTML page.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
        Styles and figures are inside; no script, nothing loaded, everything from
        outside escaped. The same report gives the same bytes.
    """
    evaluation = report.evaluation
    verdict, *others = (_drawn(one, evaluation) for one in report_chapters(report))
    return (
        page_environment()
        .get_template("report.html.j2")
        .render(
            title=TITLE,
            verdict=verdict,
            verdict_mark=verdict_mark(report.verdicts),
            tiles=headline_tiles(evaluation),
            drop=drop_sentence(evaluation),
            chapters=others,
            version=evaluation["model"]["version"],
            model_digest=short_digest(evaluation["model"]["digest"]),
            knowledge_digest=short_digest(evaluation["knowledge"]["digest"]),
            disclaimer=DISCLAIMER,
        )
    )


def render_chapter(chapter: Chapter, evaluation: Item) -> str:
    """Render a chapter as HTML to stand within another page.

    Parameters
    ----------
    chapter : Chapter
    evaluation : dict
        That it tells of.

    Returns
    -------
    str
        Figures are inside, nothing is loaded, everything from outside escaped.
    """
    template = page_environment().get_template("chapter.html.j2")
    return template.render(one=_drawn(chapter, evaluation))


def _drawn(chapter: Chapter, evaluation: Item) -> Item:
    """Draw the figures of a chapter; the renderer escapes the text inside them."""
    figures = [
        {"svg": Markup(to_svg(figure.chart)), "figure": figure}  # noqa: S704
        for figure in chapter_figures(chapter.title, evaluation)
    ]
    return {"chapter": chapter, "figures": figures}
