"""Single pages of the book as HTML to stand within another page, such as the app's.

Links lead to the names of the book's own pages; whoever shows an excerpt takes the
reader there. Everything from the knowledge is escaped, as in the book.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from pipeline.knowledge import Knowledge
from pipeline.knowledge.studies import load_studies
from pipeline.report.book.comparison import comparison_values
from pipeline.report.book.condition import condition_values
from pipeline.report.book.neighbours import neighbours
from pipeline.report.book.red_flag import red_flag_values, red_flags_values
from pipeline.report.book.site import book_environment
from pipeline.report.book.source import sources_values
from pipeline.report.book.study import studies_values, study_values
from pipeline.report.book.values import ReplayedStudy

Item = dict[str, Any]


def book_style() -> str:
    """Give the style sheet of the book."""
    return book_environment().get_template("book/style.css").render()


def condition_excerpt(knowledge: Knowledge, condition: str) -> str:
    """Render the page of a condition."""
    alike = neighbours(knowledge)[condition]
    return _main("condition", condition_values(knowledge, condition, alike, _studies()))


def finding_excerpt(knowledge: Knowledge, finding: str) -> str:
    """Render how often a finding is seen in each condition."""
    return _main("finding", comparison_values(knowledge, finding))


def red_flags_excerpt(knowledge: Knowledge, chosen: Collection[str]) -> str:
    """Render the list of the chosen red flags, worst tier first."""
    values = red_flags_values(knowledge)
    tiers = [
        {**group, "rows": [row for row in group["rows"] if row["id"] in chosen]}
        for group in values["tiers"]
    ]
    told = {"tiers": [group for group in tiers if group["rows"]]}
    return _main("red_flags", {**values, **told})


def red_flag_excerpt(knowledge: Knowledge, rule: str) -> str:
    """Render the page of a red flag."""
    (found,) = [r for r in knowledge.rule_book.rules if r.id == rule]
    return _main("red_flag", red_flag_values(knowledge, found))


def studies_excerpt(knowledge: Knowledge, replayed: Sequence[ReplayedStudy]) -> str:
    """Render a list of studies; one without figures was not replayed yet."""
    return _main("studies", studies_values(knowledge, replayed))


def study_excerpt(knowledge: Knowledge, replayed: ReplayedStudy) -> str:
    """Render a replayed study."""
    return _main("study", study_values(knowledge, replayed))


def sources_excerpt(knowledge: Knowledge, chosen: Collection[str]) -> str:
    """Render the chosen sources, each with what it supports."""
    values = sources_values(knowledge, _studies())
    letters = {
        letter: kept
        for letter, entries in values["letters"].items()
        if (kept := [entry for entry in entries if entry["key"] in chosen])
    }
    return _main("sources", {**values, "letters": letters})


def _main(template: str, values: Item) -> str:
    page = book_environment().get_template(f"book/{template}.html.j2")
    return page.render(embedded=True, **values)


def _studies() -> list[ReplayedStudy]:
    """List every study; who is in it is told without a replay."""
    studies = sorted(load_studies().values(), key=lambda s: (s.title, s.id))
    return [ReplayedStudy(study, ()) for study in studies]
