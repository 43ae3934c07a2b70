"""All pages of the book, as text by file name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment

from pipeline.knowledge import Knowledge
from pipeline.report.book import addresses
from pipeline.report.book.chart import axis, key_mark
from pipeline.report.book.condition import condition_values
from pipeline.report.book.findings import NOT_STATED
from pipeline.report.book.index import index_values, wishes_values
from pipeline.report.book.neighbours import neighbours
from pipeline.report.book.red_flag import red_flag_values, red_flags_values
from pipeline.report.book.scale import PERCENT
from pipeline.report.book.source import sources_values
from pipeline.report.book.study import studies_values, study_values
from pipeline.report.book.values import ReplayedStudy, WishedNumber
from pipeline.report.book.words import SETTING_NOT_STATED, SETTINGS
from pipeline.report.pages import page_environment
from pipeline.report.words import (
    DISCLAIMER,
    TIER_MEANINGS,
    TIER_NAMES,
    plural,
    short_digest,
)


def render_book(
    knowledge: Knowledge,
    replayed: Sequence[ReplayedStudy],
    wished: Sequence[WishedNumber],
) -> dict[str, str]:
    """Render every page of the book.

    Parameters
    ----------
    knowledge : Knowledge
    replayed : sequence of ReplayedStudy
        In the order in which they are listed.
    wished : sequence of WishedNumber

    Returns
    -------
    dict of str to str
        By file name; all stand in one folder and load nothing but its style sheet.
        The same knowledge gives the same text.
    """
    environment = book_environment()

    def page(template: str, current: str, **values: Any) -> str:
        return environment.get_template(f"book/{template}.html.j2").render(
            current=current, digest=short_digest(knowledge.digest), **values
        )

    pages = {
        addresses.INDEX: page(
            "index", addresses.INDEX, **index_values(knowledge, replayed, wished)
        ),
        addresses.RED_FLAGS: page(
            "red_flags", addresses.RED_FLAGS, **red_flags_values(knowledge)
        ),
        addresses.STUDIES: page(
            "studies", addresses.STUDIES, **studies_values(knowledge, replayed)
        ),
        addresses.SOURCES: page(
            "sources", addresses.SOURCES, **sources_values(knowledge, replayed)
        ),
        addresses.WISHES: page(
            "wishes", addresses.WISHES, **wishes_values(knowledge, wished)
        ),
        addresses.STYLE: environment.get_template("book/style.css").render(),
    }
    alike = neighbours(knowledge)
    for key in knowledge.condition_ids:
        values = condition_values(knowledge, key, alike[key], replayed)
        pages[addresses.condition_page(key)] = page("condition", "", **values)
    for rule in knowledge.rule_book.rules:
        values = red_flag_values(knowledge, rule)
        pages[addresses.red_flag_page(rule.id)] = page("red_flag", "", **values)
    for told in replayed:
        values = study_values(knowledge, told)
        pages[addresses.study_page(told.study.id)] = page("study", "", **values)
    return pages


@cache
def book_environment() -> Environment:
    """Give the environment of the book's templates."""
    environment = page_environment()
    environment.globals |= {
        "addresses": addresses,
        "embedded": False,
        "axis": axis,
        "key": [
            *((key_mark(setting), words) for setting, words in SETTINGS.items()),
            (key_mark(NOT_STATED, is_hollow=True), SETTING_NOT_STATED),
        ],
        "dot": key_mark("pooled"),
        "ring": key_mark("pooled", is_hollow=True),
        "PERCENT": PERCENT,
        "disclaimer": DISCLAIMER,
        "tier_names": TIER_NAMES,
        "tier_meanings": TIER_MEANINGS,
        "plural": plural,
    }
    return environment
